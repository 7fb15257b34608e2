package size

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

// serve runs the catalog's services until the test ends.
func serve(t *testing.T) Services {
	config := func(stack string) serving.Config {
		return serving.Config{
			Catalog: books(), Metrics: metrics.NewService(prometheus.NewRegistry(), stack), Log: slog.New(slog.DiscardHandler),
		}
	}
	start := func(s interface {
		Serve(net.Listener) error
		Shutdown(context.Context) error
	}) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		t.Cleanup(func() {
			if err := s.Shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown() = %v, want nil", err)
			}
			if err := <-served; err != nil {
				t.Errorf("Serve() = %v, want nil", err)
			}
		})
		return l.Addr().String()
	}
	return Services{REST: start(restsvc.New(config("rest"))), GRPC: start(grpcsvc.New(config("grpc")))}
}

// weighed are the rows of the catalog, without what they take on the wire.
var weighed = sync.OnceValue(func() []Row {
	rows, err := weighCatalog(books())
	if err != nil {
		panic(err)
	}
	return rows
})

// TestWireHTTP1 compares the counted bytes with a request that is written out.
func TestWireHTTP1(t *testing.T) {
	services := serve(t)
	rows := weighed()
	row := rows[0]
	if err := measureWire(t.Context(), services, &row); err != nil {
		t.Fatal(err)
	}
	request := "GET /v1/books/1 HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: Go-http-client/1.1\r\nAccept: application/json\r\n\r\n"

	conn, err := net.Dial("tcp", services.REST)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, strings.Replace(request, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1)); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	want := Exchange{int64(len(request)), int64(len(answer) - len("Connection: close\r\n"))}
	if got := row.Wire.HTTP1; got.First != want || got.Steady != want {
		t.Errorf("GetBook over HTTP/1.1 took %+v, want %+v both times", got, want)
	}
}

// TestWireIsTheSameEachTime measures every exchange three times.
func TestWireIsTheSameEachTime(t *testing.T) {
	services := serve(t)
	rows := weighed()
	for _, row := range rows {
		if !answers(row.operation, row.Items) {
			continue
		}
		var first Wire
		for i := range 3 {
			if err := measureWire(t.Context(), services, &row); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = *row.Wire
			} else if *row.Wire != first {
				t.Errorf("%s: time %d gave %+v, the first %+v", row.Document, i+1, *row.Wire, first)
			}
		}
		if steady := first.GRPC.Steady; steady.Answer <= row.Framed || steady.Answer >= first.GRPC.First.Answer {
			t.Errorf("%s: gRPC's steady answer has %d bytes, want between the message's %d and the first answer's %d", row.Document, steady.Answer, row.Framed, first.GRPC.First.Answer)
		}
	}
}

// TestWireOfOthers checks that a service with another catalog, or with another protocol, is an
// error.
func TestWireOfOthers(t *testing.T) {
	services := serve(t)
	rows := weighed()
	row := rows[0]
	row.JSON++
	if err := measureWire(t.Context(), services, &row); err == nil || !strings.Contains(err.Error(), "another catalog") {
		t.Errorf("with another catalog: %v, want an error that says so", err)
	}
	row = rows[0]
	if err := measureWire(t.Context(), Services{REST: services.GRPC, GRPC: services.GRPC}, &row); err == nil {
		t.Error("with gRPC instead of REST: no error")
	}
}

// TestFrames checks that the count is the same in whatever pieces bytes come, and that no byte is
// lost.
func TestFrames(t *testing.T) {
	frame := func(kind, flags byte, payload int) string {
		return string([]byte{0, byte(payload >> 8), byte(payload), kind, flags, 0, 0, 0, 1}) + strings.Repeat("x", payload)
	}
	const ack = 1
	text := strings.Repeat("p", prefaceBytes) + frame(frameSettings, 0, 18) + frame(frameWindowUpdate, 0, 4) +
		frame(frameSettings, ack, 0) + frame(frameHeaders, 4, 300) + frame(frameContinuation, 4, 7) + frame(frameData, 1, 1000) +
		frame(6, 0, 8) + frame(frameWindowUpdate, 0, 4)
	want := spent{
		exchange: [2]int64{300 + 7 + 1000 + 3*frameHead, 0},
		// The peer has sent no data: no window update can be an answer to it.
		opening: [2]int64{prefaceBytes + 18 + 4 + 4 + 4*frameHead, 0},
		upkeep:  [2]int64{8 + frameHead, 0},
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		c := &countedConn{http2: true, settled: make(chan struct{})}
		for rest := []byte(text); len(rest) > 0; {
			n := 1 + random.IntN(min(len(rest), 40))
			c.pass(out, rest[:n])
			rest = rest[n:]
		}
		if got := c.count(); got != want {
			t.Fatalf("counted %+v, want %+v", got, want)
		}
		select {
		case <-c.settled:
		default:
			t.Fatal("the settings were acknowledged, but not settled")
		}
	}
	if sum := want.exchange[out] + want.opening[out] + want.upkeep[out]; sum != int64(len(text)) {
		t.Errorf("counted %d bytes of %d", sum, len(text))
	}
}
