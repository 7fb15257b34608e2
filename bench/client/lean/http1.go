package lean

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/unix"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
)

// http1 is a connection of HTTP/1.1, which carries one request at a time.
type http1 struct {
	*connection
	x      *exchange // nil if the connection is idle
	reader answerReader
	// left is what is still to be sent of the request.
	left []byte
	// served says that the connection has carried an answer.
	served bool
}

func (h *http1) begin() {}

func (h *http1) most() int { return 1 }

func (h *http1) send(x *exchange) {
	h.x = x
	request := &h.loop.client.requests[x.request]
	h.reader.noBody = request.head
	h.left = request.encoded
	h.more()
}

func (h *http1) more() bool {
	n := min(len(h.left), mostOut)
	h.out = append(h.out, h.left[:n]...)
	h.left = h.left[n:]
	return n > 0
}

// receive takes what has come of an answer.
func (h *http1) receive(p []byte) (n int, err error) {
	x := h.x
	if x == nil {
		return 0, errors.New("the service sent an answer that nobody asked for")
	}
	x.begun = true
	n, done, err := h.reader.read(p, x)
	if err != nil {
		x.fail(contract.MalformedAnswer, err)
		return n, err
	}
	if x.ended { // what follows is not wanted
		return n, x.reply.Err
	}
	if done {
		h.finish(n == len(p))
	}
	return n, nil
}

// finish ends a request whose answer is complete. The connection stays open if neither end wants it
// closed and nothing else has come or is still to be sent.
func (h *http1) finish(alone bool) {
	x := h.x
	h.x, h.served = nil, true
	if h.reader.head.close || !alone || len(h.left) > 0 || h.unsent() {
		h.close()
	}
	h.release(x)
	x.complete()
}

// release takes a request from the connection.
func (h *http1) release(x *exchange) {
	x.on = nil
	h.loop.pool.give(h.slot)
	h.loop.pool.serveLine()
}

// abandon closes the connection: the answer may still come, and would be taken for the next one.
func (h *http1) abandon(x *exchange) {
	h.x = nil
	h.close()
	h.release(x)
}

// end ends the request that the connection carried.
func (h *http1) end(err error) {
	x := h.x
	if x == nil {
		return
	}
	h.x = nil
	if errors.Is(err, io.EOF) && h.reader.state == untilClose {
		h.release(x)
		x.complete()
		return
	}
	if h.served && !x.begun && closedIdle(err) && x.attempts < mostSent && h.loop.client.requests[x.request].replayable {
		h.loop.client.retries.Add(1)
		x.on = nil
		h.loop.pool.give(h.slot)
		h.loop.pool.start(x)
		return
	}
	h.release(x)
	if errors.Is(err, io.EOF) && x.begun {
		err = io.ErrUnexpectedEOF
	}
	x.fail(x.broken(err, false))
}

// mostSent bounds how often a request is sent, as in the native clients.
const mostSent = 2

// closedIdle reports whether an error is that of a service that closed an idle connection.
func closedIdle(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, unix.ECONNRESET) || errors.Is(err, unix.EPIPE)
}

// takeHead implements [taker].
func (x *exchange) takeHead(h *head) {
	x.headed = true
	x.reply.Status, x.length = h.status, h.length
	if len(h.contentType) > 0 {
		x.contentType = x.loop.intern(h.contentType)
	}
	if len(h.coding) > 0 {
		x.declared = conn.CodingOf(string(h.coding))
	}
	x.point(h.location, h.asks, h.proxyAsks)
}

// point keeps what an answer says of where, or with what credentials, to ask instead.
func (x *exchange) point(location, asks, proxyAsks []byte) {
	x.reply.Pointer = conn.PointerOf(x.reply.Status, string(location), string(asks), string(proxyAsks))
}

// intern returns a string of bytes that are mostly the same as the last ones.
func (l *loop) intern(b []byte) string {
	if string(b) != l.interned {
		l.interned = string(b)
	}
	return l.interned
}

// encodeHTTP1 returns a request as net/http sends it: so both kinds of client carry the same bytes.
func encodeHTTP1(r Request, address string) []byte {
	host, agent := address, http1Agent
	if r.Host != "" {
		host = r.Host
	}
	fields := make([]Field, 0, len(r.Header))
	for _, f := range r.Header {
		if isName(f.Name, "User-Agent") {
			agent = f.Value
		} else {
			fields = append(fields, f)
		}
	}
	out := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.Path, host)
	if agent != "" {
		out = fmt.Appendf(out, "User-Agent: %s\r\n", agent)
	}
	if sendsLength(r) {
		out = fmt.Appendf(out, "Content-Length: %d\r\n", len(r.Body))
	}
	for _, f := range fields {
		out = fmt.Appendf(out, "%s: %s\r\n", f.Name, f.Value)
	}
	return append(append(out, "\r\n"...), r.Body...)
}
