package catalog_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// counted passes on what connections of HTTP/2 carry to a service, and counts the pings that client
// and service send, without those that answer a ping.
type counted struct{ client, service atomic.Int64 }

// serve passes on each connection of a network, and returns what waits for all of them.
func (c *counted) serve(t *testing.T, n *clienttest.Network, address string) (wait func()) {
	return clienttest.ServeRaw(n, func(from *net.TCPConn) {
		to, err := net.Dial("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		var both sync.WaitGroup
		both.Go(func() { pass(from, to, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), &c.client); to.Close() })
		both.Go(func() { pass(to, from, 0, &c.service); from.Close() })
		both.Wait()
	})
}

// pass copies a preface and frames until either end is gone, and counts the pings.
func pass(from io.Reader, to io.Writer, preface int, pings *atomic.Int64) {
	read := bufio.NewReader(from)
	if _, err := io.CopyN(to, read, int64(preface)); err != nil {
		return
	}
	for {
		head, err := read.Peek(9)
		if err != nil {
			return
		}
		const ping, acknowledged = 6, 1
		if head[3] == ping && head[4]&acknowledged == 0 {
			pings.Add(1)
		}
		if _, err := io.CopyN(to, read, 9+int64(binary.BigEndian.Uint32(head)>>8)); err != nil {
			return
		}
	}
}

// Who sends probes depends on the client and the profile, as the ledgers of client and service say.
func TestProbes(t *testing.T) {
	books := generate.Catalog(1, 50)
	for _, test := range []struct {
		by              string
		profile         serving.Profile
		client, service bool // sends probes
	}{
		{contract.NativeClient, serving.Default, true, true},
		{contract.NativeClient, serving.Tuned, false, false},
		{contract.NativeClient, serving.Matched, false, false},
		{contract.LeanClient, serving.Default, false, true},
		{contract.LeanClient, serving.Tuned, false, false},
	} {
		for _, stack := range []string{"grpc", "grpc-json", "rest-h2"} {
			as := setting{client: conn.Settings{Profile: test.profile}}
			address, stop := serveAs(t, stack, books, as)
			n, pings := clienttest.NewNetwork(t), new(counted)
			wait := pings.serve(t, n, address)
			c := config(n.Addr().String(), "Recommend", books)
			c.Connections, c.Settings, c.Client = 1, as.client, test.by
			client, err := catalogclient.New(t.Context(), stack, c)
			if err != nil {
				t.Fatal(err)
			}
			for seq := range uint64(20) {
				if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq}); o.Failure != "" {
					t.Fatalf("%s by %s: %s", stack, test.by, o.Failure)
				}
			}
			client.Close()
			stop()
			wait()
			overGRPC := contract.StackNamed(stack).Transport == contract.OverGRPC
			got, want := fmt.Sprint(pings.client.Load() > 0, pings.service.Load() > 0), fmt.Sprint(test.client && overGRPC, test.service && overGRPC)
			if got != want {
				t.Errorf("%s by %s, profile %s: probes of client and service %s (%d, %d), want %s", stack, test.by, test.profile, got, pings.client.Load(), pings.service.Load(), want)
			}
		}
	}
}
