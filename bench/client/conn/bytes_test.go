package conn

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// connect returns both ends of a connection over loopback.
func connect(t *testing.T) (client, server *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialed, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close(); accepted.Close() })
	return dialed.(*net.TCPConn), accepted.(*net.TCPConn)
}

// send returns when to has read n bytes that from wrote.
func send(t *testing.T, from, to net.Conn, n int64) {
	t.Helper()
	written := make(chan error, 1)
	go func() {
		_, err := from.Write(make([]byte, n))
		written <- err
	}()
	if _, err := io.CopyN(io.Discard, to, n); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, conns ...*net.TCPConn) (sum Bytes) {
	t.Helper()
	for _, conn := range conns {
		b, err := readTCP(conn)
		if err != nil {
			t.Fatalf("readTCP() = %v", err)
		}
		sum = sum.Plus(b)
	}
	return sum
}

func TestReadTCPIsExact(t *testing.T) {
	tests := []struct{ there, back int64 }{{0, 0}, {1, 0}, {64, 1024}, {205, 1134}, {100_000, 3}, {2 << 20, 5 << 20}}
	for _, tt := range tests {
		client, server := connect(t)
		send(t, client, server, tt.there)
		send(t, server, client, tt.back)
		for _, end := range []struct {
			name           string
			conn           *net.TCPConn
			sent, received int64
		}{{"client", client, tt.there, tt.back}, {"server", server, tt.back, tt.there}} {
			got := read(t, end.conn)
			if got.Sent != end.sent || got.Received != end.received {
				t.Errorf("%d bytes there, %d back: readTCP(%s) = %d sent, %d received, want %d, %d",
					tt.there, tt.back, end.name, got.Sent, got.Received, end.sent, end.received)
			}
			if got.SegmentsOut < min(end.sent, 1) || got.SegmentsIn < min(end.received, 1) {
				t.Errorf("%d bytes there, %d back: readTCP(%s) = %d segments out, %d in, want at least those with bytes",
					tt.there, tt.back, end.name, got.SegmentsOut, got.SegmentsIn)
			}
		}
	}
}

// On loopback nothing is lost: what one end counts out the other counts in. Of an exchange in turns
// each message is a segment, and each may be acknowledged by one more.
func TestSegmentsAreThoseOfBothEnds(t *testing.T) {
	const turns = 100
	client, server := connect(t)
	beforeClient, beforeServer := read(t, client), read(t, server) // the handshake differs
	for range turns {
		send(t, client, server, 64)
		send(t, server, client, 1024)
	}
	var atClient, atServer Bytes
	agree := func() bool {
		atClient, atServer = read(t, client).Minus(beforeClient), read(t, server).Minus(beforeServer)
		return atClient.SegmentsOut == atServer.SegmentsIn && atClient.SegmentsIn == atServer.SegmentsOut
	}
	for late := time.Now().Add(5 * time.Second); !agree(); { // an acknowledgement may be on its way
		if time.Now().After(late) {
			t.Fatalf("the client counts %+v, the server %+v", atClient, atServer)
		}
	}
	if out, in := atClient.SegmentsOut, atClient.SegmentsIn; out < turns || out > 2*turns || in < turns || in > 2*turns {
		t.Errorf("%d turns took %d segments out and %d in, want %d to %d each", turns, out, in, turns, 2*turns)
	}
}

func TestReadTCPSumsAndSubtracts(t *testing.T) {
	client1, server1 := connect(t)
	client2, server2 := connect(t)
	send(t, client1, server1, 500)
	before := read(t, client1, client2)
	send(t, client1, server1, 10)
	send(t, client2, server2, 200)
	send(t, server2, client2, 3000)
	got := read(t, client1, client2).Minus(before)
	if got.Sent != 210 || got.Received != 3000 {
		t.Errorf("two connections between two readings: %d sent, %d received, want 210, 3000", got.Sent, got.Received)
	}
	if got.SegmentsOut < 2 || got.SegmentsIn < 1 {
		t.Errorf("two connections between two readings: %d segments out, %d in, want at least 2, 1", got.SegmentsOut, got.SegmentsIn)
	}
}

func TestReadTCPOfAClosedConnection(t *testing.T) {
	client, _ := connect(t)
	address := client.LocalAddr().String()
	client.Close()
	if got, err := readTCP(client); err == nil || !strings.Contains(err.Error(), address) {
		t.Errorf("readTCP(closed) = %+v, %v, want an error that names %s", got, err, address)
	}
}
