package httpserver_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// protocols are those in which a connection may be asked to go.
var protocols = []struct {
	name string
	over func(servingtest.Client) servingtest.Client
}{
	{"HTTP/1.1", func(s servingtest.Client) servingtest.Client { return s }},
	{"HTTP/2", servingtest.Client.OverHTTP2},
}

// dials counts how often a client connects.
func dials(s servingtest.Client) *int {
	n := new(int)
	dial := s.Transport.DialContext
	s.Transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		*n++
		return dial(ctx, network, address)
	}
	return n
}

// A server that is told to stop goes on for a while, and asks its clients with every answer to
// close the connection.
func TestDrain(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, func(c *serving.Config) { c.DrainDelay = 5 * time.Second })
				s := protocol.over(b.Client)
				connected := dials(s)
				for range 20 {
					s.Must(t, "GET", "/v1/books/1")
				}
				if *connected > 3 || !b.server.Serving() { // net/http's client may dial ahead
					t.Errorf("before: %d connections, Serving() = %v; want few, true", *connected, b.server.Serving())
				}
				begun := time.Now()
				stopped := make(chan error, 1)
				go func() { stopped <- b.server.Shutdown(context.Background()) }()
				synctest.Wait()
				if b.server.Serving() {
					t.Error("Serving() = true while the service drains, want false")
				}
				*connected = 0
				targets := []string{"/v1/books/1", "/v1/books/0", "/v1/nothing", "/healthz", "/state", "/v1/books?limit=1"}
				for _, target := range targets {
					r := s.Must(t, "GET", target)
					if r.Status >= 500 || protocol.name == "HTTP/1.1" && !r.Close {
						t.Errorf("GET %s while the service drains = %d, close %v; want the answer, and close", target, r.Status, r.Close)
					}
				}
				if want := len(targets) - 3; *connected < want {
					t.Errorf("%d answers while the service drains come over %d new connections, want %d or more", len(targets), *connected, want)
				}
				s.Transport.CloseIdleConnections()
				if err := <-stopped; err != nil {
					t.Errorf("Shutdown() = %v, want nil", err)
				}
				if took := time.Since(begun); took < 5*time.Second || took > 8*time.Second {
					t.Errorf("Shutdown() took %v, want the delay of 5s and little more", took)
				}
				if _, err := s.Do("GET", "/v1/books/1"); err == nil {
					t.Error("a request after Shutdown is answered, want the connection refused")
				}
			})
		})
	}
}

// The delay does not outlast the context of Shutdown.
func TestDrainInNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *serving.Config) { c.DrainDelay = time.Hour })
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		begun := time.Now()
		// Nothing is under way, so that nothing is cut.
		if err := b.server.Shutdown(ctx); err != nil || time.Since(begun) != time.Second {
			t.Errorf("Shutdown() = %v after %v, want nil after 1s", err, time.Since(begun))
		}
	})
}

// A connection that has sent nothing, or an unfinished request, does not delay a stop.
func TestDrainOfSilentConnections(t *testing.T) {
	for _, said := range []string{"", "GET /v1/books/1 HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, nil)
			c, err := b.pipes.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			io.WriteString(c, said)
			begun := time.Now()
			if err := b.server.Shutdown(context.Background()); err != nil || time.Since(begun) > 2*time.Second {
				t.Errorf("Shutdown() with a connection that said %q = %v after %v, want nil within 2s", said, err, time.Since(begun))
			}
		})
	}
}

// An old connection is closed with its next answer, and no request is lost.
func TestConnectionAge(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, func(c *serving.Config) { c.ConnectionAge = time.Minute })
				s := protocol.over(b.Client)
				connected := dials(s)
				var ages []time.Duration
				last, begun := 0, time.Now()
				for range 1200 { // 20 minutes
					if r := s.Must(t, "GET", "/v1/books/1"); r.Status != http.StatusOK {
						t.Fatalf("GET = %d, want 200", r.Status)
					}
					if *connected > last {
						ages = append(ages, time.Since(begun))
						last, begun = *connected, time.Now()
					}
					time.Sleep(time.Second)
				}
				different := map[time.Duration]bool{}
				for _, age := range ages[1:] {
					different[age] = true
					if age < 54*time.Second || age > 68*time.Second {
						t.Errorf("a connection is left after %v, want a minute, give or take a tenth", age)
					}
				}
				if n := len(ages) - 1; n < 16 || n > 22 || len(different) < 3 {
					t.Errorf("in 20 minutes %d connections are left, after %d different times; want about 19, after several", n, len(different))
				}
			})
		})
	}
}

// An answer that goes on beyond the age of its connection is not cut.
func TestConnectionAgeSparesAnswers(t *testing.T) {
	for _, protocol := range protocols {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, func(c *serving.Config) { c.ConnectionAge = 10 * time.Second })
			response, err := protocol.over(b.Client).Begin("GET", "/v1/books?limit=200", nil, "Accept", typeLines)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			time.Sleep(30 * time.Second)
			body, err := io.ReadAll(response.Body)
			if n := strings.Count(string(body), "\n"); err != nil || n != 200 {
				t.Errorf("%s: %d lines, %v; want 200", protocol.name, n, err)
			}
		})
	}
}
