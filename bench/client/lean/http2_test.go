package lean

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/net/http2/hpack"
	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
)

// anyAnswers takes any answer and keeps every other one.
type anyAnswers struct{}

func (anyAnswers) Keeps(t load.Ticket) bool { return t.Seq%2 == 0 }
func (anyAnswers) Wrong(status int) bool    { return status != 200 }
func (anyAnswers) Judge(_ load.Ticket, r *conn.Reply, _ []byte) load.Outcome {
	return load.Outcome{Failure: r.Failure, Why: r.Err}
}

// counted counts the outcomes by request.
type counted map[uint64][]load.Outcome

func (c counted) Done(t load.Ticket, o load.Outcome) { c[t.Seq] = append(c[t.Seq], o) }

// bareConnection returns a connection of a loop that does not run, with n requests in flight.
func bareConnection(t testing.TB, p Protocol, items Items, n int) (*connection, counted) {
	t.Helper()
	c := &Client{config: Config{Address: "127.0.0.1:1", Protocol: p, Items: items, Answers: anyAnswers{}, Requests: []Request{
		{Method: "POST", Path: "/a", Body: bytes.Repeat([]byte("x"), 100)}, {Method: "GET", Path: "/b"},
	}}}
	c.config.Requests = c.config.Requests[:1+int(min(p, HTTP2))%2]
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.cancel() // nothing is dialled
	var err error
	if c.requests, err = encodeAll(&c.config); err != nil {
		t.Fatal(err)
	}
	l, err := newLoop(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.poller.close() })
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(pair[1]) })
	l.sockets = make([]*connection, pair[0]+1)
	s := &slot{}
	l.pool.add(s)
	con := &connection{loop: l, slot: s, fd: pair[0]}
	l.sockets[pair[0]], s.open = con, con
	if p == HTTP1 {
		con.protocol = &http1{connection: con}
	} else {
		con.protocol = newHTTP2(con)
	}
	con.protocol.begin()
	outcomes := make(counted)
	for seq := range uint64(n) {
		l.Start(context.Background(), load.Ticket{Seq: seq}, outcomes)
	}
	return con, outcomes
}

// What is kept of an answer has a limit, whatever the service sends.
func TestKeptAnswersAreLimited(t *testing.T) {
	for _, p := range []struct {
		protocol Protocol
		script   string
	}{
		{HTTP1, okHead + "Content-Length: 999999999999\r\n\r\nx"},
		{HTTP2, "\x00\x00\x00\x04\x00\x00\x00\x00\x00" + "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88" + "\x00\x00\x01\x00\x00\x00\x00\x00\x01x"},
	} {
		c, outcomes := bareConnection(t, p.protocol, NoItems, 1)
		for _, x := range c.loop.inFlight.all() {
			x.keep, x.body = true, make([]byte, conn.LargestAnswer) // none of which is ever touched
		}
		c.receive([]byte(p.script))
		c.loop.tellFailed()
		if got := outcomes[0]; len(got) != 1 || got[0].Failure != contract.MalformedAnswer {
			t.Errorf("protocol %v: outcomes %v, want one %q", p.protocol, got, contract.MalformedAnswer)
		}
	}
}

// receivePieces hands bytes to a connection as a socket would.
func receivePieces(c *connection, p []byte, random *rand.Rand) {
	for len(p) > 0 && !c.closed {
		n := min(len(p), 1+random.IntN(64))
		c.receive(slices.Concat(c.rest, p[:n]))
		c.loop.tellFailed()
		p = p[n:]
	}
}

// Whatever a service sends, each request has one outcome, and nothing panics or grows.
func FuzzHTTP2(f *testing.F) {
	for _, script := range [][]byte{
		answerFrames(1, "abc"), append(appendFrameHeader(nil, 6, frameSettings, 0, 0), 0, 3, 0, 0, 0, 1),
		goAwayFrame(1, 0), appendNumber(nil, frameReset, 1, codeRefused), appendNumber(nil, frameWindow, 0, 5),
		appendFrameHeader(nil, 8, frameGoAway, 0, 0), callFrames(1, []byte("message")),
	} {
		f.Add(script, uint64(1), uint8(0))
		f.Add(script, uint64(2), uint8(1))
	}
	f.Fuzz(func(t *testing.T, script []byte, seed uint64, kind uint8) {
		p, items := HTTP2, NoItems
		if kind%2 == 1 {
			p = GRPC
		}
		if kind/2%2 == 1 {
			items = []Items{Lines, Messages}[kind%2]
		}
		const requests = 5
		c, outcomes := bareConnection(t, p, items, requests)
		receivePieces(c, script, rand.New(rand.NewPCG(seed, 0)))
		if len(c.rest) > frameHeader+firstFrame {
			t.Errorf("%d bytes are kept of what came", len(c.rest))
		}
		if most := mostControl + firstFrame*requests; len(c.out) > most {
			t.Errorf("%d bytes are to be sent, above %d", len(c.out), most)
		}
		checkEnded(t, c, outcomes, requests)
	})
}

// Whatever a service sends over HTTP/1.1, each request has one outcome, and nothing panics.
func FuzzHTTP1(f *testing.F) {
	f.Add([]byte(okHead+"Content-Length: 1\r\n\r\nx"), uint64(1))
	f.Add([]byte(okHead+"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"), uint64(1))
	f.Add([]byte(okHead+"Connection: close\r\n\r\nx\ny"), uint64(2))
	f.Fuzz(func(t *testing.T, script []byte, seed uint64) {
		c, outcomes := bareConnection(t, HTTP1, Lines, 3)
		receivePieces(c, script, rand.New(rand.NewPCG(seed, 0)))
		checkEnded(t, c, outcomes, 3)
	})
}

// checkEnded ends a connection and its loop and counts the outcomes.
func checkEnded(t *testing.T, c *connection, outcomes counted, requests uint64) {
	t.Helper()
	c.fail(io.EOF)
	c.loop.tellFailed()
	p := &c.loop.pool
	waiting := 0
	for _, x := range p.line.requests {
		if x != nil {
			waiting++
		}
	}
	for _, s := range p.slots {
		waiting += len(s.pending)
	}
	for _, x := range c.loop.inFlight.all() { // those that wait for another connection
		x.abandon()
		x.fail("left", errors.New("it waits for a connection"))
		waiting--
	}
	c.loop.tellFailed()
	if waiting != 0 {
		t.Errorf("%d more requests wait for a connection than are in flight", waiting)
	}
	for seq := range requests {
		if n := len(outcomes[seq]); n != 1 {
			t.Errorf("request %d has %d outcomes: %v", seq, n, outcomes[seq])
		}
	}
	if p.total != 0 || p.slots[0].busy != 0 {
		t.Errorf("%d requests are counted on all connections, %d on the first, and none is in flight", p.total, p.slots[0].busy)
	}
}

// headersFrame returns a HEADERS frame of a service.
func headersFrame(stream uint32, flags byte, fields ...string) []byte {
	var block bytes.Buffer
	e := hpack.NewEncoder(&block)
	for i := 0; i < len(fields); i += 2 {
		e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1], Sensitive: true})
	}
	return append(appendFrameHeader(nil, block.Len(), frameHeaders, flags|flagEndHeaders, stream), block.Bytes()...)
}

func dataFrame(stream uint32, flags byte, data []byte) []byte {
	return append(appendFrameHeader(nil, len(data), frameData, flags, stream), data...)
}

func goAwayFrame(last, code uint32) []byte {
	frame := binary.BigEndian.AppendUint32(appendFrameHeader(nil, 8, frameGoAway, 0, 0), last)
	return binary.BigEndian.AppendUint32(frame, code)
}

// answerFrames is an answer over HTTP/2.
func answerFrames(stream uint32, body string) []byte {
	return append(headersFrame(stream, 0, ":status", "200"), dataFrame(stream, flagEndStream, []byte(body))...)
}

// callFrames is an answer of gRPC.
func callFrames(stream uint32, message []byte) []byte {
	return slices.Concat(headersFrame(stream, 0, ":status", "200", "content-type", "application/grpc"), dataFrame(stream, 0, framed(message)),
		headersFrame(stream, flagEndStream, "grpc-status", "0"))
}

// Whatever requests a connection sends in whatever order, the service decodes the headers that were
// meant.
func TestBlocks(t *testing.T) {
	field := func(name, value string) hpack.HeaderField { return hpack.HeaderField{Name: name, Value: value} }
	long := string(bytes.Repeat([]byte("x"), firstTable))
	for _, tt := range []struct {
		name     string
		requests [][]hpack.HeaderField
	}{
		{"one", [][]hpack.HeaderField{{field(":method", "GET"), field(":path", "/a"), field("x", "y")}}},
		{"paths", [][]hpack.HeaderField{{field(":path", "/a"), field("x", "y")}, {field(":path", "/b"), field("x", "y")}}},
		{"another order", [][]hpack.HeaderField{{field("a", "1"), field("b", "2")}, {field("b", "2"), field("a", "1")}}},
		{"fewer", [][]hpack.HeaderField{{field("a", "1"), field("b", "2"), field("c", "3")}, {field("a", "1"), field("c", "3")}}},
		{"twice", [][]hpack.HeaderField{{field("a", "1"), field("b", "2")}, {field("a", "1"), field("a", "1"), field("b", "2")}}},
		{"too long", [][]hpack.HeaderField{{field("a", long), field("b", "2"), field("c", long)}}},
	} {
		want := make([][]hpack.HeaderField, len(tt.requests))
		for i := range want {
			want[i] = slices.Clone(tt.requests[i])
		}
		all := encodeBlocks(tt.requests)
		for begin := range all {
			service := hpack.NewDecoder(firstTable, nil)
			check := func(what string, block []byte, of int) {
				t.Helper()
				got, err := service.DecodeFull(block)
				for i := range got {
					got[i].Sensitive = false
				}
				if err != nil || !slices.Equal(got, want[of]) {
					t.Errorf("%s, %s: request %d is decoded as %v, %v; want %v", tt.name, what, of, got, err, want[of])
				}
			}
			check("first", all[begin].first, begin)
			for range 3 {
				for i := range all {
					check("next", all[i].next, i)
				}
			}
			check("bare", append([]byte{noTable}, all[0].bare...), 0)
			for i := range all {
				check("bare", all[i].bare, i)
			}
		}
	}
}
