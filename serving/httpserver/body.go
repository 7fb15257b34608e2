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

// watchedBody is a request's body whose reads have deadlines. A client may take long to send
// it, as long as it goes on sending.
type watchedBody struct {
	io.ReadCloser // net/http's
	x             Exchange
	control       *http.ResponseController
	armed         time.Time // when the deadline of reading was set
	ended         bool
	err           error // other than io.EOF
}

// watchBody replaces the request's body by a watchedBody, in a copy of the request: net/http
// looks at the body of its own to decide whether the connection can be reused.
func (x Exchange) watchBody() {
	b := &watchedBody{ReadCloser: x.Request.Body, x: x, control: http.NewResponseController(x.Writer)}
	b.control.SetWriteDeadline(time.Time{}) // the answer is not due until the body has been read
	x.Request = x.Request.WithContext(x.Request.Context())
	x.Request.Body = b
}

// Read fails after the request's deadline, and when the client sends nothing for too long.
func (b *watchedBody) Read(p []byte) (int, error) {
	// Setting a deadline costs more than reading the clock.
	if now := time.Now(); now.Sub(b.armed) > b.x.server.silence/16 {
		b.armed = now
		deadline := now.Add(b.x.server.silence)
		if end, ok := b.x.Request.Context().Deadline(); ok && end.Before(deadline) {
			deadline = end
		}
		b.control.SetReadDeadline(deadline)
	}
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		b.ended = true
	case err != nil:
		b.err = err
	}
	return n, err
}

// linger is how long a client may go on sending once its answer is ready.
const linger = time.Second

// stopReading bounds what is still read, so that the answer can be sent. If the body has not
// ended, net/http would wait for the rest of it before it answers, without a limit; if the
// connection is to be closed it answers first.
func (b *watchedBody) stopReading() {
	b.control.SetWriteDeadline(time.Now().Add(b.x.server.patience))
	if b.ended {
		return // what follows is another request
	}
	b.control.SetReadDeadline(time.Now().Add(linger))
	if b.x.Request.ProtoMajor == 1 {
		b.x.Header("Connection", "close")
	}
}

// BodyError says what is wrong with a body that could not be read to its end.
func (x Exchange) BodyError(err error) error {
	if b, ok := x.Request.Body.(*watchedBody); ok && b.err != nil {
		return b.explain()
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		return e
	}
	// The connection works; what was sent over it is wrong.
	return Invalid("body", "it breaks: %.80s", err)
}

// explain returns the error of a connection that failed.
func (b *watchedBody) explain() error {
	ctx := b.x.Request.Context()
	if errors.Is(b.err, os.ErrDeadlineExceeded) {
		if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
			return context.DeadlineExceeded
		}
		return FieldProblem(http.StatusRequestTimeout, CodeDeadlineExceeded, "body", "nothing of it came for %v", b.x.server.silence)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, network := errors.AsType[net.Error](b.err); b.x.Request.ProtoMajor == 1 && !network && !errors.Is(b.err, io.ErrUnexpectedEOF) {
		return Invalid("body", "it is not framed as HTTP/1.1 wants it: %.80s", b.err)
	}
	return context.Canceled
}

// Body returns the request's body, decompressed as its Content-Encoding says, and a function
// that releases what that took.
func (x Exchange) Body() (io.Reader, func(), error) {
	switch coding := x.GetHeader("Content-Encoding"); {
	case coding == "", strings.EqualFold(coding, "identity"):
		return x.Request.Body, func() {}, nil
	case strings.EqualFold(coding, "gzip"):
		z, err := x.server.gzip.reader(x.Request.Body)
		if err != nil {
			return nil, nil, err
		}
		return z, func() { x.server.gzip.putReader(z) }, nil
	default:
		x.Header("Accept-Encoding", "gzip")
		return nil, nil, FieldProblem(http.StatusUnsupportedMediaType, CodeInvalidArgument, "Content-Encoding",
			"%.40q is not read here; send gzip, or no other than identity", coding)
	}
}

// Limited returns a reader that fails with [ErrBodyTooLarge] after [serving.MaxMessageBytes].
func Limited(r io.Reader) io.Reader { return &limited{r, serving.MaxMessageBytes} }

type limited struct {
	from io.Reader
	left int // -1 once the limit is passed
}

func (l *limited) Read(p []byte) (n int, err error) {
	if l.left < 0 {
		return 0, ErrBodyTooLarge
	}
	// One byte beyond the limit tells a body that ends there from one that goes on.
	p = p[:min(len(p), l.left+1)]
	// A json.Decoder scans white space from its beginning after every read, so reads are large.
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
