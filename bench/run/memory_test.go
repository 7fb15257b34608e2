package run

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/serving"
)

// adminOf returns the address of an admin port with a handler.
func adminOf(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// connectTo opens connections to a service that keeps a buffer for each. It returns when the
// service has them all.
func connectTo(t *testing.T, connections, buffer int) (closeAll func() error) {
	t.Helper()
	network := clienttest.NewNetwork(t)
	t.Cleanup(clienttest.ServeRaw(network, func(conn *net.TCPConn) {
		kept := make([]byte, buffer)
		for {
			n, err := conn.Read(kept)
			if err != nil {
				return
			}
			conn.Write(kept[:n])
		}
	}))
	var conns []net.Conn
	for range connections {
		conn, err := net.Dial("tcp", network.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conn.Write([]byte("x"))
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	return func() (err error) {
		for _, conn := range conns {
			err = errors.Join(err, conn.Close())
		}
		return err
	}
}

// A service with a known heap, and a known buffer for each connection.
func TestMemoryOfConnections(t *testing.T) {
	const connections, buffer, kept = 20, 64 << 10, 16 << 20
	heap := make([]byte, kept)
	served := process.Chain{{Name: "service", Admin: adminOf(t, serving.ServeMemory)}}
	empty, err := served.ReadMemory(t.Context())
	if err != nil || empty.LiveHeapBytes < kept {
		t.Fatalf("ReadMemory() = %+v, %v, want a heap above %d", empty, err, kept)
	}
	trial := record.Trial{Window: record.Window{Completed: 1, ConnectionsPlanned: connections}}
	if err := closeClient(t.Context(), &trial, served, connectTo(t, connections, buffer)); err != nil || len(trial.Warnings) > 0 {
		t.Fatalf("closeClient() = %v, warnings %q", err, trial.Warnings)
	}
	heap[0] = 1
	if trial.LiveHeapBytes == nil || trial.ConnectionMemoryBytes == nil {
		t.Fatalf("the heap is %v, the memory of a connection %v, want both known", trial.LiveHeapBytes, trial.ConnectionMemoryBytes)
	}
	if got, least := *trial.LiveHeapBytes-empty.LiveHeapBytes, int64(connections*buffer); got < least || got > least+connections*4<<10 {
		t.Errorf("connections add %d bytes to the heap, want %d and some", got, least)
	}
	if got := *trial.ConnectionMemoryBytes; got < buffer || got > buffer+6<<10 {
		t.Errorf("a connection has %v bytes, want its buffer of %d and some", got, buffer)
	}
}

// The sum over a chain is known if all its processes tell.
func TestMemoryOfAChain(t *testing.T) {
	// Each has 1,000 bytes and 8 goroutines, and with connections 600 bytes and 4 goroutines more,
	// of which the first reading without connections still sees 2.
	var isClosed atomic.Bool
	var readings atomic.Int64
	tell := adminOf(t, func(w http.ResponseWriter, _ *http.Request) {
		switch {
		case !isClosed.Load():
			io.WriteString(w, `{"live_heap_bytes":1500,"stack_bytes":100,"goroutines":12}`)
		case readings.Add(1) <= 2:
			io.WriteString(w, `{"live_heap_bytes":1100,"stack_bytes":50,"goroutines":10}`)
		default:
			io.WriteString(w, `{"live_heap_bytes":980,"stack_bytes":20,"goroutines":8}`)
		}
	})
	for _, c := range []struct {
		name       string
		completed  int64
		served     process.Chain
		heap, each float64
		closedErr  error
		readings   int64
	}{
		{"two processes", 1, process.Chain{{Admin: tell}, {Admin: tell}}, 3000, 300, nil, 6},
		{"one does not tell", 1, process.Chain{{Name: "gateway"}, {Admin: tell}}, 0, 0, nil, 0},
		{"unknown processes", 1, process.Chain{process.Running("p.a", 0)}, 0, 0, nil, 0},
		{"no process", 1, nil, 0, 0, nil, 0},
		{"nothing completed", 0, process.Chain{{Admin: tell}}, 0, 0, nil, 0},
		{"a client that does not close", 1, process.Chain{{Admin: tell}}, 0, 0, errors.New("stuck"), 0},
	} {
		isClosed.Store(false)
		readings.Store(0)
		trial := record.Trial{Window: record.Window{Completed: c.completed, ConnectionsPlanned: 4}}
		err := closeClient(t.Context(), &trial, c.served, func() error { isClosed.Store(true); return c.closedErr })
		heap, each := 0.0, 0.0
		if trial.LiveHeapBytes != nil {
			heap = float64(*trial.LiveHeapBytes)
		}
		if trial.ConnectionMemoryBytes != nil {
			each = *trial.ConnectionMemoryBytes
		}
		if err != c.closedErr || heap != c.heap || each != c.each || len(trial.Warnings) > 0 || readings.Load() != c.readings {
			t.Errorf("%s: closeClient() = %v, a heap of %v, %v a connection after %d readings, warnings %q; want %v, %v, %v, %d, none",
				c.name, err, heap, each, readings.Load(), trial.Warnings, c.closedErr, c.heap, c.each, c.readings)
		}
	}
}

// What goes wrong after the window is a warning: the other figures still count.
func TestMemoryThatIsNotKnown(t *testing.T) {
	for name, c := range map[string]struct {
		admin http.HandlerFunc
		want  string
	}{
		"an older service":            {http.NotFound, "read the memory of rest service: POST /memory: 404 Not Found"},
		"connections that stay open":  {serving.ServeMemory, "its connections were not closed"},
		"a service that says nothing": {func(w http.ResponseWriter, _ *http.Request) {}, "read the memory of rest service: EOF"},
	} {
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("its connections were not closed"))
		trial := record.Trial{Window: record.Window{Completed: 1, ConnectionsPlanned: 4}}
		err := closeClient(ctx, &trial, process.Chain{{Name: "rest service", Admin: adminOf(t, c.admin)}}, func() error { return nil })
		cancel()
		const known = "the memory of the service is not known: "
		if err != nil || len(trial.Warnings) != 1 || !strings.HasPrefix(trial.Warnings[0], known) || !strings.HasSuffix(trial.Warnings[0], c.want) || trial.ConnectionMemoryBytes != nil {
			t.Errorf("%s: closeClient() = %v, warnings %q, %v bytes a connection; want one warning that ends with %q", name, err, trial.Warnings, trial.ConnectionMemoryBytes, c.want)
		}
	}
}
