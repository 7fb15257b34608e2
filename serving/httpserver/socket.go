package httpserver

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/serving"
)

// Socket is a WebSocket whose messages are answered one after the other.
type Socket struct {
	server *Server
	answer func(s *Socket, message []byte, binary bool) error
	conn   atomic.Pointer[websocket.Conn]
	raw    atomic.Pointer[net.Conn] // beneath conn, for what conn leaves no say in

	// busy holds a token from the arrival of a message to the last of its answer, so that
	// whoever ends the socket waits for it. It is no mutex, because that cannot be waited for
	// in a test with a clock of its own.
	busy chan struct{}
	why  *Problem // the socket has ended, or ends; guarded by busy

	in bytes.Buffer
}

// Why a socket ends that did nothing wrong.
var (
	errStopping = Problemf(http.StatusServiceUnavailable, CodeUnavailable, "service is stopping; connect again")
	errTooOld   = Problemf(http.StatusServiceUnavailable, CodeUnavailable, "connection is too old; connect again")
	errTooBig   = Problemf(http.StatusRequestEntityTooLarge, CodeResourceExhausted, "message: it is larger than %d bytes", serving.MaxMessageBytes)
)

// Socket makes a WebSocket of the request's connection and has its messages answered until
// the client, the server or an error of answer ends it. A message is good until answer
// returns; what answer began is not interrupted where the service stops.
func (x Exchange) Socket(answer func(s *Socket, message []byte, binary bool) error) error {
	s := x.server
	one := &Socket{server: s, answer: answer, busy: make(chan struct{}, 1)}
	if !s.sockets.add(one) {
		return errStopping
	}
	defer s.sockets.remove(one)
	conn, raw, err := accept(x)
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	one.raw.Store(&raw)
	one.conn.Store(conn)
	if why := one.ending(); why != nil { // meanwhile
		conn.Close(closeStatus(why), closeReason(why.Detail))
		return why
	}

	ctx, cancel := x.Request.Context(), context.CancelFunc(func() {})
	if end, ok := endOf(ctx); ok {
		ctx, cancel = context.WithDeadlineCause(ctx, end.Add(serving.ConnectionGrace), errTooOld)
	}
	defer cancel()
	defer context.AfterFunc(ctx, func() { one.end(problemOf(context.Cause(ctx))) })()
	return one.run()
}

func (s *Socket) run() error {
	for {
		kind, err := s.read()
		if err != nil {
			return s.readError(err)
		}
		if err := s.act(kind); err != nil {
			s.end(problemOf(err))
			return err
		}
	}
}

// largeBuffer is more than nearly every message needs: what is larger is not kept.
const largeBuffer = 64 << 10

// read takes the next message in. The library answers pings meanwhile.
func (s *Socket) read() (websocket.MessageType, error) {
	if s.in.Cap() > largeBuffer {
		s.in = bytes.Buffer{}
	}
	s.in.Reset()
	kind, r, err := s.conn.Load().Reader(context.Background())
	if err != nil {
		return 0, err
	}
	_, err = s.in.ReadFrom(r)
	return kind, err
}

// readError says why no message came: nil where the client has had enough.
func (s *Socket) readError(err error) error {
	if why := s.ending(); why != nil {
		return why
	}
	if errors.Is(err, websocket.ErrMessageTooBig) {
		s.end(errTooBig)
		return errTooBig
	}
	switch websocket.CloseStatus(err) {
	case websocket.StatusNormalClosure, websocket.StatusGoingAway, websocket.StatusNoStatusRcvd:
		return nil
	}
	return context.Canceled
}

// act answers the message that was read, unless the socket ends.
func (s *Socket) act(kind websocket.MessageType) error {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	if s.why != nil {
		return s.why
	}
	// Pongs have a time limit of the library's own.
	defer (*s.raw.Load()).SetWriteDeadline(time.Time{})
	return s.answer(s, s.in.Bytes(), kind != websocket.MessageText)
}

// Write sends a message of text, which is part of the answer to one that came.
func (s *Socket) Write(text []byte) error {
	(*s.raw.Load()).SetWriteDeadline(time.Now().Add(s.server.patience))
	err := s.conn.Load().Write(context.Background(), websocket.MessageText, text)
	if err == nil {
		return nil
	}
	s.cut() // nobody is there to be told
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return context.Canceled
}

// ending returns why the socket ends; nil: it does not.
func (s *Socket) ending() *Problem {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	return s.why
}

// end says why and closes the socket, after the answer of the message that came last. Only
// the first reason counts.
func (s *Socket) end(why *Problem) {
	s.busy <- struct{}{}
	first := s.why == nil
	if first {
		s.why = why
	}
	<-s.busy
	if conn := s.conn.Load(); first && conn != nil {
		conn.Close(closeStatus(why), closeReason(why.Detail))
	}
}

// cut breaks the connection.
func (s *Socket) cut() {
	if raw := s.raw.Load(); raw != nil {
		(*raw).Close()
	}
}

// closeStatus is the code with which a socket is closed: of the protocol's own where it has
// one, and else 4000 and the status that the problem would have as an answer.
func closeStatus(why *Problem) websocket.StatusCode {
	switch why.Code {
	case CodeUnavailable:
		return websocket.StatusGoingAway
	case CodeResourceExhausted:
		return websocket.StatusMessageTooBig
	}
	return websocket.StatusCode(4000 + why.Status)
}

// maxReason is as long as the reason of a close frame may be, in bytes.
const maxReason = 123

// closeReason cuts text to what a close frame holds, between two letters.
func closeReason(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
