package httpserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/serving"
)

// wire is the body of a request as it comes over the connection. The client may take its
// time, as long as something comes.
type wire struct {
	io.ReadCloser // net/http's
	x             Exchange
	control       *http.ResponseController
	armed         time.Time // when the deadline of reading was set
	ended         bool
	err           error // that was no end
}

// watchBody puts a wire in the place of the request's body. net/http keeps its own request:
// it looks at the body to tell how the connection may go on.
func (x Exchange) watchBody() {
	w := &wire{ReadCloser: x.Request.Body, x: x, control: http.NewResponseController(x.Writer)}
	w.control.SetWriteDeadline(time.Time{}) // the answer has time until the body is there
	x.Request = x.Request.WithContext(x.Request.Context())
	x.Request.Body = w
}

// Read reads, but not beyond the request's deadline or after a long silence.
func (w *wire) Read(p []byte) (int, error) {
	// To set a deadline costs more than to look at the clock.
	if now := time.Now(); now.Sub(w.armed) > w.x.server.silence/16 {
		w.armed = now
		deadline := now.Add(w.x.server.silence)
		if end, ok := w.x.Request.Context().Deadline(); ok && end.Before(deadline) {
			deadline = end
		}
		w.control.SetReadDeadline(deadline)
	}
	n, err := w.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		w.ended = true
	case err != nil:
		w.err = err
	}
	return n, err
}

// linger is how long a client that is still sending may go on, once it can have its answer.
const linger = time.Second

// leave ends the reading, so that the answer can go. Where the body has not come to its end
// net/http would wait for more of it before it answers, for ever, but for a connection that
// is not used again; there it waits afterwards.
func (w *wire) leave() {
	w.control.SetWriteDeadline(time.Now().Add(w.x.server.patience))
	if w.ended {
		return // what comes next is another request
	}
	w.control.SetReadDeadline(time.Now().Add(linger))
	if w.x.Request.ProtoMajor == 1 {
		w.x.Header("Connection", "close")
	}
}

// BodyError says what is wrong with a body that could not be read to its end.
func (x Exchange) BodyError(err error) error {
	if w, ok := x.Request.Body.(*wire); ok && w.err != nil {
		return w.explain()
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		return e
	}
	// The connection is well; what came over it is not.
	return Invalid("body", "it breaks: %.80s", err)
}

// explain says what became of the connection.
func (w *wire) explain() error {
	ctx := w.x.Request.Context()
	if errors.Is(w.err, os.ErrDeadlineExceeded) {
		if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
			return context.DeadlineExceeded
		}
		return FieldProblem(http.StatusRequestTimeout, CodeDeadlineExceeded, "body", "nothing of it came for %v", w.x.server.silence)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, network := errors.AsType[net.Error](w.err); w.x.Request.ProtoMajor == 1 && !network && !errors.Is(w.err, io.ErrUnexpectedEOF) {
		return Invalid("body", "it is not framed as HTTP/1.1 wants it: %.80s", w.err)
	}
	return context.Canceled
}

// Body returns the body as its Content-Encoding says, and what gives it back.
func (x Exchange) Body() (io.Reader, func(), error) {
	switch coding := x.GetHeader("Content-Encoding"); {
	case coding == "", strings.EqualFold(coding, "identity"):
		return x.Request.Body, func() {}, nil
	case strings.EqualFold(coding, "gzip"):
		z, err := x.server.squeezer.reader(x.Request.Body)
		if err != nil {
			return nil, nil, err
		}
		return z, func() { x.server.squeezer.putReader(z) }, nil
	default:
		x.Header("Accept-Encoding", "gzip")
		return nil, nil, FieldProblem(http.StatusUnsupportedMediaType, CodeInvalidArgument, "Content-Encoding",
			"%.40q is not read here; send gzip, or no other than identity", coding)
	}
}

// Limited returns a reader of at most [serving.MaxMessageBytes]; more is [ErrBodyTooLarge], again
// and again.
func Limited(r io.Reader) io.Reader { return &limited{r, serving.MaxMessageBytes} }

type limited struct {
	from io.Reader
	left int // -1 once there was more
}

func (l *limited) Read(p []byte) (n int, err error) {
	if l.left < 0 {
		return 0, ErrBodyTooLarge
	}
	// One byte beyond the limit tells a body that ends there from one that goes on.
	p = p[:min(len(p), l.left+1)]
	// A json.Decoder goes over white space again after every read: let there be few.
	for n < len(p) && err == nil {
		var more int
		more, err = l.from.Read(p[n:])
		n += more
	}
	if l.left -= n; l.left < 0 {
		return n - 1, ErrBodyTooLarge
	}
	return n, err
}

// ErrBodyTooLarge is the problem of a body that has to be read as a whole.
var ErrBodyTooLarge = FieldProblem(http.StatusRequestEntityTooLarge, CodeResourceExhausted, "body",
	"it is larger than %d bytes; send less at a time, or %s", serving.MaxMessageBytes, TypeLines)
