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

// FlushBytes is how much of an answer gathers before it is sent.
const FlushBytes = 16 << 10

// Lines sends an answer as a line of JSON an item: the first at once, so that the client may
// begin, and then as many at a time as make FlushBytes. A client that reads slowly holds
// back whoever adds; one that reads nothing at all for the service's patience is left.
type Lines struct {
	server    *Server
	operation string
	ctx       context.Context
	control   *http.ResponseController
	out       io.Writer
	squeezed  *gzip.Writer // nil: the answer is not compressed
	encoder   *json.Encoder
	buffer    bytes.Buffer
	waiting   int // items in the buffer
	sent      int
}

// Lines begins the answer. Its headers go with the first line.
func (x Exchange) Lines(operation string) *Lines {
	l := &Lines{
		server: x.server, operation: operation, ctx: x.Request.Context(),
		// gin's writer would keep the error of a flush to itself.
		control: http.NewResponseController(beneath(x.Writer)),
		out:     x.Writer,
	}
	l.encoder = json.NewEncoder(&l.buffer)
	x.Header("Content-Type", TypeLines)
	if acceptsGzip(x.Request.Header["Accept-Encoding"]) {
		announceGzip(x.Writer.Header())
		l.squeezed = x.server.squeezer.writer(x.Writer)
		l.out = l.squeezed
	}
	x.beforeAnswer()
	return l
}

func beneath(w gin.ResponseWriter) http.ResponseWriter {
	if w, ok := w.(interface{ Unwrap() http.ResponseWriter }); ok {
		return w.Unwrap()
	}
	return w
}

// Release has to be called once nothing is added any more.
func (l *Lines) Release() {
	if l.squeezed != nil {
		l.server.squeezer.putWriter(l.squeezed)
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
	if l.squeezed != nil {
		return l.send(l.squeezed.Close)
	}
	if l.waiting == 0 {
		return nil
	}
	return l.send(l.flush)
}

// send writes what has gathered and lets it go by push.
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
	case !time.Now().Before(deadline): // whatever the protocol calls it
		return os.ErrDeadlineExceeded
	default:
		return context.Canceled // nobody is there to write to
	}
	l.server.metrics.Items(l.operation, metrics.Sent, l.waiting)
	l.sent += l.waiting
	l.waiting = 0
	return nil
}

// Sent is how many lines have been sent.
func (l *Lines) Sent() int { return l.sent }

func (l *Lines) flush() error {
	if l.squeezed != nil {
		if err := l.squeezed.Flush(); err != nil {
			return err
		}
	}
	return l.control.Flush()
}
