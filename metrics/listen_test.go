package metrics_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/metrics"
)

func TestListenCountsBytes(t *testing.T) {
	for _, test := range []struct {
		request, answer string
		connections     int
		want            map[string]float64
	}{
		{"", "", 1, map[string]float64{}},
		{"hello", "abc", 1, map[string]float64{"received grpc": 5, "sent grpc": 3}},
		{strings.Repeat("x", 1<<20), "é", 1, map[string]float64{"received grpc": 1 << 20, "sent grpc": 2}},
		{"hello", "abc", 3, map[string]float64{"received grpc": 15, "sent grpc": 9}},
	} {
		reg := prometheus.NewRegistry()
		l := loopback(t, metrics.NewService(reg, "grpc"))
		for range test.connections {
			exchange(t, l, test.request, test.answer)
		}
		if got := series(t, reg, metrics.WireBytesTotal); !cmp.Equal(got, test.want) {
			t.Errorf("%d connections of %d and %d bytes count %v, want %v",
				test.connections, len(test.request), len(test.answer), got, test.want)
		}
	}
}

func TestListenClosed(t *testing.T) {
	l := loopback(t, metrics.NewService(prometheus.NewRegistry(), "grpc"))
	l.Close()
	if c, err := l.Accept(); c != nil || !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept() of a closed listener = %v, %v; want %v", c, err, net.ErrClosed)
	}
}

func loopback(t *testing.T, service *metrics.Service) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return service.Listen(l)
}

// exchange sends request to l and answer back over one connection, and returns when both
// have arrived.
func exchange(t *testing.T, l net.Listener, request, answer string) {
	t.Helper()
	served := make(chan error, 1)
	go func() { served <- serveOnce(l, request, answer) }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(c); err != nil || string(got) != answer {
		t.Fatalf("client reads %q, %v; want %q", got, err, answer)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

func serveOnce(l net.Listener, request, answer string) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	got, err := io.ReadAll(c)
	if err != nil {
		return err
	}
	if string(got) != request {
		return errors.New("the server reads something else than the client wrote")
	}
	_, err = io.WriteString(c, answer)
	return err
}
