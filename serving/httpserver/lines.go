package httpserver

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/metrics"
)

// FlushBytes is how much of an answer is gathered before it is sent.
const FlushBytes = 16 << 10

// Lines sends an answer as a line of JSON an item: the first at once, so that the client may
// begin, and then as many at a time as make FlushBytes. A client that reads slowly delays
// Add; one that reads nothing for the server's patience is disconnected.
type Lines struct {
	server     *Server
	operation  string
	ctx        context.Context
	control    *http.ResponseController
	out        io.Writer
	compressed *gzip.Writer // nil: the answer is not compressed
	encoder    *json.Encoder
	buffer     bytes.Buffer
	waiting    int // items in the buffer
	sent       int
}

// Lines begins the answer. Its headers go with the first line.
func (x Exchange) Lines(operation string) *Lines {
	l := &Lines{
		server: x.server, operation: operation, ctx: x.Request.Context(),
		// gin's writer would drop the error of a flush.
		control: http.NewResponseController(underlying(x.Writer)),
		out:     x.Writer,
	}
	l.encoder = x.Encoder(&l.buffer)
	x.Header("Content-Type", TypeLines)
	if acceptsGzip(x.Request.Header["Accept-Encoding"]) {
		announceGzip(x.Writer.Header())
		l.compressed = x.server.gzip.writer(x.Writer)
		l.out = l.compressed
	}
	x.beforeAnswer()
	return l
}

func underlying(w gin.ResponseWriter) http.ResponseWriter {
	if w, ok := w.(interface{ Unwrap() http.ResponseWriter }); ok {
		return w.Unwrap()
	}
	return w
}

// Release frees what Lines took. It has to be called in the end.
func (l *Lines) Release() {
	if l.compressed != nil {
		l.server.gzip.putWriter(l.compressed)
	}
}

// Add is the next line.
func (l *Lines) Add(item any) error {
	if err := l.encoder.Encode(item); err != nil {
		return err
	}
	l.waiting++
	if l.sent > 0 && l.buffer.Len() < FlushBytes {
		return nil
	}
	return l.send(l.flush)
}

// End sends what is left.
func (l *Lines) End() error {
	if l.compressed != nil {
		return l.send(l.compressed.Close)
	}
	if l.waiting == 0 {
		return nil
	}
	return l.send(l.flush)
}

// send writes what was gathered, and push sends it on.
func (l *Lines) send(push func() error) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	deadline := time.Now().Add(l.server.patience)
	if end, ok := l.ctx.Deadline(); ok && end.Before(deadline) {
		deadline = end
	}
	if err := l.control.SetWriteDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	_, err := l.buffer.WriteTo(l.out)
	if err == nil {
		err = push()
	}
	switch {
	case err == nil:
	case !time.Now().Before(deadline): // the protocols have different errors for it
		return os.ErrDeadlineExceeded
	default:
		return context.Canceled // the client has gone
	}
	l.server.metrics.Items(l.operation, metrics.Sent, l.waiting)
	l.sent += l.waiting
	l.waiting = 0
	return nil
}

// Sent is how many lines have been sent.
func (l *Lines) Sent() int { return l.sent }

func (l *Lines) flush() error {
	if l.compressed != nil {
		if err := l.compressed.Flush(); err != nil {
			return err
		}
	}
	return l.control.Flush()
}
