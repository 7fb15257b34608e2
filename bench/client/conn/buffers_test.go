package conn

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wiretax/wiretax/serving"
)

// counter counts the reads that return something, and the writes.
type counter struct {
	net.Conn
	reads, writes atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.reads.Add(1)
	}
	return n, err
}

func (c *counter) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// Over HTTP/1.1 a client that is not set to its library's own buffers reads an answer at once, and
// writes a request with its body at once.
func TestBuffersOfHTTP1(t *testing.T) {
	const size = 20 << 10 // above the 4 KiB of net/http, below the 32 KiB of the profile
	for _, test := range []struct {
		profile serving.Profile
		once    bool
	}{{serving.Default, false}, {serving.Tuned, true}, {serving.Matched, true}} {
		h := httpSetTo(t, 1, Settings{Profile: test.profile}, false)
		// A pipe hands over what was written at once to any buffer that has room for it.
		near, far := net.Pipe()
		counted := &counter{Conn: near}
		h.transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return counted, nil }
		h.connections[0].drop(nil)
		served := make(chan struct{})
		go func() {
			defer close(served)
			r, err := http.ReadRequest(bufio.NewReader(far))
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
			}
			if err != nil {
				t.Error(err)
			}
			io.WriteString(far, "HTTP/1.1 200 OK\r\nContent-Length: 20480\r\n\r\n"+strings.Repeat("a", size))
		}()
		request, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+h.Address, nil)
		if err != nil {
			t.Fatal(err)
		}
		reply := h.Ask(request, bytes.Repeat([]byte("q"), size), new(bytes.Buffer))
		<-served
		reads, writes := counted.reads.Load(), counted.writes.Load()
		if reply.Err != nil || reply.Length != size || (reads == 1) != test.once || (writes == 1) != test.once {
			t.Errorf("profile %s: an answer of %d bytes, %v, by %d reads, and a request by %d writes; want each at once: %v", test.profile, reply.Length, reply.Err, reads, writes, test.once)
		}
		far.Close()
	}
}
