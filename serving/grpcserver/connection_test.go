package grpcserver

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A connection that has reached its age is told to go. What it carries ends well, and the
// next call takes another one.
func TestConnectionAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := quiet()
		config.ConnectionAge = time.Hour
		conn, dials := startDialed(t, newShelf(config))
		c := newCaller(conn)
		stream, err := c.recommendations.RealtimeRecommendations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		talk := func() {
			t.Helper()
			if err := stream.Send(validAction()); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if _, err := stream.Recv(); err != nil {
					t.Fatalf("Recv() after %v = %v, want nil", time.Since(begun), err)
				}
			}
		}
		talk()
		waitUntilGone(t, conn)
		if age := time.Since(begun); age < 54*time.Minute || age > 66*time.Minute {
			t.Errorf("the connection goes after %v, want an hour, give or take a tenth", age)
		}
		talk()
		if err := c.getBook(1)(t.Context()); err != nil || dials.Load() != 2 {
			t.Errorf("GetBook(1) after the connection's time = %v over connection %d, want nil over the second", err, dials.Load())
		}
		talk()
		if err := stream.CloseSend(); err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); err != io.EOF {
			t.Errorf("the stream that was open = %v, want its end", err)
		}
	})
}

// A stream that does not end within the grace is cut.
func TestConnectionGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := quiet()
		config.ConnectionAge = time.Hour
		conn, _ := servingtest.StartGRPCPipe(t, newShelf(config))
		stream, err := newCaller(conn).recommendations.RealtimeRecommendations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waitUntilGone(t, conn)
		aged := time.Now()
		_, err = stream.Recv()
		// The library leaves a second for what it has written last to be read.
		if grace := time.Since(aged) - serving.ConnectionGrace; status.Code(err) != codes.Unavailable || grace < 0 || grace > 2*time.Second {
			t.Errorf("stream on a connection of age = %v, %v beyond the grace; want UNAVAILABLE within a second", err, grace)
		}
	})
}

// A connection without calls is closed, and one with a call stays.
func TestIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, dials := startDialed(t, newShelf(quiet()))
		c := newCaller(conn)
		if err := c.getBook(1)(t.Context()); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		waitUntilGone(t, conn)
		if idle := time.Since(begun).Round(time.Second); idle != serving.IdleTimeout {
			t.Errorf("idle connection closed after %v, want %v", idle, serving.IdleTimeout)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if _, err := c.recommendations.RealtimeRecommendations(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * serving.IdleTimeout)
		if state := conn.GetState(); state != connectivity.Ready || dials.Load() != 2 {
			t.Errorf("connection with a quiet stream is %v, the %d., want ready, the second", state, dials.Load())
		}
	})
}

// waitUntilGone waits until the connection is ready, and then until it is not any more.
func waitUntilGone(t *testing.T, conn *grpc.ClientConn) {
	t.Helper()
	synctest.Wait()
	if state := conn.GetState(); state != connectivity.Ready {
		t.Fatalf("connection is %v, want ready", state)
	}
	conn.WaitForStateChange(t.Context(), connectivity.Ready)
}

// startDialed is StartGRPCPipe that counts connections.
func startDialed(t *testing.T, s *Server) (*grpc.ClientConn, *atomic.Int32) {
	t.Helper()
	_, l := servingtest.StartGRPCPipe(t, s)
	dials := new(atomic.Int32)
	return servingtest.DialGRPCPipe(t, l, grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
		dials.Add(1)
		return l.DialContext(ctx)
	})), dials
}

// startRaw serves s and opens a connection by hand.
func startRaw(t *testing.T, s *Server) net.Conn {
	t.Helper()
	l := bufconn.Listen(servingtest.PipeBuffer)
	servingtest.Serve(t, s, l)
	conn, err := l.Dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// A client that does not answer a ping is disconnected.
func TestDeadConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, reg, _ := observable()
		c := newRawClient(t, startRaw(t, newShelf(config)), catalogv1.RecommendationService_RealtimeRecommendations_FullMethodName)
		c.open(nil)
		if err := c.flush(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		time.Sleep(serving.KeepaliveTime + serving.KeepaliveTimeout - time.Second)
		if n := servingtest.Samples(t, reg, metrics.RequestsInFlight)[""]; n != 1 {
			t.Errorf("in flight = %v before its time is over, want 1", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got, want := servingtest.Counted(t, reg), "CANCELLED RealtimeRecommendations"; got != want {
			t.Errorf("counts %s of a dead client, want %s", got, want)
		}
	})
}

// A client may send a ping every ten seconds, with or without a call, and is disconnected if it
// sends them all the time.
func TestPings(t *testing.T) {
	for _, test := range []struct {
		name  string
		every time.Duration
		calm  bool
	}{{"ten seconds", serving.KeepaliveMinTime, false}, {"one second", time.Second, true}} {
		servingtest.Bubble(t, test.name, func(t *testing.T) {
			c := newRawClient(t, startRaw(t, newShelf(quiet())), catalogv1.CatalogService_GetBook_FullMethodName)
			told := make(chan uint32, 1)
			go func() {
				defer close(told)
				for {
					kind, _, payload, err := c.read()
					if err != nil {
						return
					}
					if kind == frameGoAway {
						told <- binary.BigEndian.Uint32(payload[4:])
						return
					}
				}
			}()
			synctest.Wait() // the settings are acknowledged
			for range 10 {
				time.Sleep(test.every)
				if _, err := c.conn.Write(appendFrame(nil, framePing, 0, 0, make([]byte, 8))); err != nil {
					break
				}
				synctest.Wait()
			}
			if !test.calm {
				c.conn.Close()
			}
			const enhanceYourCalm = 11
			if code, ok := <-told; ok != test.calm || ok && code != enhanceYourCalm {
				t.Errorf("pings every %v: told to go: %v (%d), want %v", test.every, ok, code, test.calm)
			}
		})
	}
}

// A connection has ten seconds to shake hands.
func TestMuteConnection(t *testing.T) {
	for _, said := range []string{"", preface, preface[:5], "GET / HTTP/1.1\r\n\r\n"} {
		servingtest.Bubble(t, said, func(t *testing.T) {
			conn := startRaw(t, newShelf(quiet()))
			if _, err := conn.Write([]byte(said)); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Errorf("after %q: %v, want the end of the connection", said, err)
			}
			if waited := time.Since(begun); waited > serving.HeaderTimeout {
				t.Errorf("after %q: closed after %v, want %v at the most", said, waited, serving.HeaderTimeout)
			}
		})
	}
}
