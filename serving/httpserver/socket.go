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
	raw    atomic.Pointer[net.Conn] // below conn, for the deadlines that conn does not offer

	// busy holds a token from the arrival of a message to the end of its answer, so that end
	// waits for it. It is not a mutex, because testing/synctest cannot wait for one.
	busy chan struct{}
	why  *Problem // the reason of the end, nil before it; guarded by busy

	in bytes.Buffer
}

// The reasons to end a socket that do not come from a handler.
var (
	errStopping = Problemf(http.StatusServiceUnavailable, CodeUnavailable, "service is stopping; connect again")
	errTooOld   = Problemf(http.StatusServiceUnavailable, CodeUnavailable, "connection is too old; connect again")
	errTooBig   = Problemf(http.StatusRequestEntityTooLarge, CodeResourceExhausted, "message: it is larger than %d bytes", serving.MaxMessageBytes)
)

// Socket makes a WebSocket of the request's connection and calls answer for every message, until
// the client or the server ends it or answer returns an error. A message is valid until answer
// returns. Shutdown waits for the answer in progress.
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
	if why := one.ending(); why != nil { // the server has begun to stop meanwhile
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

// largeBuffer is more than nearly every message needs; a larger buffer is not kept.
const largeBuffer = 64 << 10

// read reads the next message. The library answers pings meanwhile.
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

// readError returns why no message came, nil if the client closed the socket properly.
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

// act has the message answered that was read, unless the socket ends.
func (s *Socket) act(kind websocket.MessageType) error {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	if s.why != nil {
		return s.why
	}
	// The library has a time limit of its own for pongs.
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
	s.cut() // the client reads nothing, so it gets no reason
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return context.Canceled
}

// ending returns why the socket ends, nil if it does not.
func (s *Socket) ending() *Problem {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	return s.why
}

// end closes the socket with a reason, once the last message has been answered. Only the first
// reason counts.
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

// closeStatus is the code with which a socket is closed: one of the protocol's own if it has one
// for the problem, and otherwise 4000 plus the problem's HTTP status.
func closeStatus(why *Problem) websocket.StatusCode {
	switch why.Code {
	case CodeUnavailable:
		return websocket.StatusGoingAway
	case CodeResourceExhausted:
		return websocket.StatusMessageTooBig
	}
	return websocket.StatusCode(4000 + why.Status)
}

// maxReason is the largest reason of a close frame, in bytes.
const maxReason = 123

// closeReason cuts text to the size of a close frame, between two letters.
func closeReason(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
