package restsvc

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

// flushBytes is how much of an answer gathers before it is sent.
const flushBytes = 16 << 10

// lines sends an answer as a line of JSON an item: the first at once, so that the client may
// begin, and then as many at a time as make flushBytes. A client that reads slowly holds
// back whoever adds; one that reads nothing at all for the service's patience is left.
type lines struct {
	service   *service
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

// newLines begins the answer. Its headers go with the first line.
func (s *service) newLines(c *gin.Context, operation string) *lines {
	l := &lines{
		service: s, operation: operation, ctx: c.Request.Context(),
		// gin's writer would keep the error of a flush to itself.
		control: http.NewResponseController(beneath(c.Writer)),
		out:     c.Writer,
	}
	l.encoder = json.NewEncoder(&l.buffer)
	c.Header("Content-Type", typeLines)
	if acceptsGzip(c.Request.Header["Accept-Encoding"]) {
		announceGzip(c)
		l.squeezed = s.squeezer.writer(c.Writer)
		l.out = l.squeezed
	}
	s.beforeAnswer(c)
	return l
}

func beneath(w gin.ResponseWriter) http.ResponseWriter {
	if w, ok := w.(interface{ Unwrap() http.ResponseWriter }); ok {
		return w.Unwrap()
	}
	return w
}

func (l *lines) release() {
	if l.squeezed != nil {
		l.service.squeezer.putWriter(l.squeezed)
	}
}

// add is the next line.
func (l *lines) add(item any) error {
	if err := l.encoder.Encode(item); err != nil {
		return err
	}
	l.waiting++
	if l.sent > 0 && l.buffer.Len() < flushBytes {
		return nil
	}
	return l.send(l.flush)
}

// end sends what is left.
func (l *lines) end() error {
	if l.squeezed != nil {
		return l.send(l.squeezed.Close)
	}
	if l.waiting == 0 {
		return nil
	}
	return l.send(l.flush)
}

// send writes what has gathered and lets it go by push.
func (l *lines) send(push func() error) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	deadline := time.Now().Add(l.service.patience)
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
	l.service.metrics.Items(l.operation, metrics.Sent, l.waiting)
	l.sent += l.waiting
	l.waiting = 0
	return nil
}

func (l *lines) flush() error {
	if l.squeezed != nil {
		if err := l.squeezed.Flush(); err != nil {
			return err
		}
	}
	return l.control.Flush()
}
