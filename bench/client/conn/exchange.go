package conn

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/contract"
)

// Ask sends req with a body, which replaces that of req, and reads the answer to its end, into
// keep unless that is nil.
func (h *HTTP) Ask(req *http.Request, body []byte, keep *bytes.Buffer) Reply {
	return h.AskGlimpsing(req, body, keep, nil)
}

// AskGlimpsing is Ask for a service that is not ours: it also keeps the beginning of an answer
// with a wrong status, and counts codings that no header declares.
func (h *HTTP) AskGlimpsing(req *http.Request, body []byte, keep *bytes.Buffer, wrong func(status int) bool) Reply {
	if h.settings.Gzip && len(body) > 0 {
		body = h.compress(body)
	}
	h.addHeaders(req.Header, len(body) > 0)
	x := exchange{http: h, req: req, body: body, keep: keep, wrong: wrong}
	return x.run()
}

// AskStream sends req, whose body may be nil or any reader and is sent as it is read, and hands
// the body of an answer of status 200 to read while it arrives. What read leaves is drained. If
// read returns an error, the answer is undecodable and the rest is cut off. A request with a
// body is sent once only. The request's body may be read for a moment after AskStream returns.
func (h *HTTP) AskStream(req *http.Request, read func(io.Reader) error) Reply {
	if req.Body != nil {
		req.ContentLength = -1
		if h.settings.Gzip {
			req.Body = h.compressStream(req.Body)
		}
	}
	h.addHeaders(req.Header, req.Body != nil)
	x := exchange{http: h, req: req, once: req.Body != nil, read: read}
	return x.run()
}

// addHeaders adds what the settings want to the headers of a request.
func (h *HTTP) addHeaders(header http.Header, hasBody bool) {
	if !h.settings.Gzip {
		return
	}
	header.Set("Accept-Encoding", "gzip")
	if hasBody {
		header.Set("Content-Encoding", "gzip")
	}
}

// exchange is a request in flight, with what takes its answer.
type exchange struct {
	http *HTTP
	req  *http.Request
	// body is sent with every attempt; once says that the request has a body of its own,
	// which can be sent only once.
	body []byte
	once bool
	// keep or read takes the answer. If both are nil it is discarded.
	keep *bytes.Buffer
	read func(io.Reader) error
	// wrong says by its status whether a glimpse of an answer is kept. Nil keeps none.
	wrong func(status int) bool
	// begun keeps how an answer begins, by which an undeclared coding is known.
	begun begun
	Reply
}

// run takes a connection and sends the request there.
func (x *exchange) run() Reply {
	ctx := x.req.Context()
	if err := ctx.Err(); err != nil { // over HTTP/1.1 it would cost the connection
		return Reply{Failure: contract.Timeout, Err: err}
	}
	if x.Conn, x.Wait, x.Err = x.http.choose.take(ctx); x.Err == nil {
		x.askOn(ctx, &x.http.connections[x.Conn])
		x.http.choose.give(x.Conn)
	}
	if x.Err != nil && (x.Failure == "" || ctx.Err() != nil) {
		x.Failure = Failure(ctx, x.Err)
	}
	return x.Reply
}

// askOn sends the request on a connection, and sends it once more if the server certainly has
// not seen it, or may get it twice.
func (x *exchange) askOn(ctx context.Context, on *connection) {
	for attempt, sent := 1, 1; ; attempt++ {
		conn, opening, err := on.get(ctx, x.http)
		x.Wait += opening
		if err != nil {
			x.Err = err
			return
		}
		reused := on.hasServed(conn)
		x.setBody()
		var begun bool
		begun, x.Err = x.attempt(conn)
		if begun && !x.http.http2 {
			on.served = conn
		}
		if x.Err == nil || begun || x.once || attempt == mostAttempts {
			return
		}
		what := x.fate(reused)
		if what == seen || (what == dropped || what == refused) && sent >= mostSent {
			return
		}
		if what != refused {
			on.drop(conn)
		}
		if what != unsent {
			sent++
			x.http.retries.Add(1)
		}
	}
}

// setBody gives the request a fresh reader of its body. net/http knows that these types never
// block, so that the body leaves in one segment with the headers.
func (x *exchange) setBody() {
	if len(x.body) > 0 {
		x.req.Body, x.req.ContentLength = io.NopCloser(bytes.NewReader(x.body)), int64(len(x.body))
	}
}

// attempt sends the request once on a connection and reports whether an answer had begun.
func (x *exchange) attempt(conn *http.ClientConn) (begun bool, err error) {
	response, err := x.roundTrip(conn)
	if err != nil {
		return false, err
	}
	x.Status = response.StatusCode
	if x.Status == http.StatusSwitchingProtocols {
		// Its body is the connection, which no context ends.
		return true, response.Body.Close()
	}
	if x.isWrong() {
		h := response.Header
		x.Pointer = PointerOf(x.Status, h.Get("Location"), h.Get("WWW-Authenticate"), h.Get("Proxy-Authenticate"))
	}
	coding := CodingOf(response.Header["Content-Encoding"]...)
	if coding == "gzip" {
		err = x.unpack(response.Body)
	} else {
		x.Coding, err = coding, x.take(response.Body)
	}
	if err != nil && x.Failure == "" {
		x.Failure, err = BrokenOff(err, x.Length, response.ContentLength, x.http.http2 && conn.Err() == nil)
	}
	x.count(coding, response.Header)
	if err == nil && coding != "gzip" && x.http.settings.Gzip && x.Status == http.StatusOK {
		x.Failure, err = contract.MalformedAnswer, errors.New("the answer is not compressed; the settings of client and service differ")
	}
	response.Body.Close()
	return true, err
}

// count counts the coding of an answer, and any that its headers do not declare.
func (x *exchange) count(declared string, h http.Header) {
	if x.Coding == "" {
		x.Coding = Undeclared(x.begun.bytes[:x.begun.n], h.Get("Content-Type"))
	}
	if declared != "" && x.Coding != "" && x.Coding != declared {
		declared += ", " + x.Coding
	}
	x.http.CountCoding(cmp.Or(declared, x.Coding))
}

// roundTrip sends the request and adds how long it waited for a stream, which it does only if
// other requests share the connection. The connection cannot tell: it does not count those that
// wait.
func (x *exchange) roundTrip(conn *http.ClientConn) (*http.Response, error) {
	if pool, many := x.http.choose.(sharing); !many || pool.alone(x.Conn) {
		return conn.RoundTrip(x.req)
	}
	// net/http encodes the headers as soon as it has a stream. It does so in a goroutine
	// that may outlive the request.
	begun := time.Now()
	var waited atomic.Int64
	request := x.req.WithContext(httptrace.WithClientTrace(x.req.Context(), &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { waited.CompareAndSwap(0, int64(time.Since(begun))) },
	}))
	response, err := conn.RoundTrip(request)
	waited.CompareAndSwap(0, int64(time.Since(begun)))
	x.Wait += time.Duration(waited.Load())
	return response, err
}

// take reads the body of an answer, or has read do so.
func (x *exchange) take(body io.Reader) (err error) {
	if x.wrong != nil { // our own services declare what they do
		x.begun.Reader = body
		body = &x.begun
	}
	body = x.look(body)
	switch {
	case x.read != nil && x.Status == http.StatusOK:
		from := &arriving{from: body}
		if err = x.read(from); err == nil {
			_, err = io.Copy(io.Discard, from)
		} else if from.err == nil {
			x.Failure = contract.UndecodableAnswer
		}
		x.Length = from.length
	case x.keep != nil:
		x.Length, err = x.keep.ReadFrom(body)
	default:
		x.Length, err = io.Copy(io.Discard, body)
	}
	return err
}

// isWrong reports whether the answer has a wrong status.
func (x *exchange) isWrong() bool { return x.wrong != nil && x.wrong(x.Status) }

// look keeps the beginning of an answer with a wrong status and returns a reader of all of it.
func (x *exchange) look(body io.Reader) io.Reader {
	if !x.isWrong() {
		return body
	}
	// The next read returns the same error.
	x.Glimpse, _ = io.ReadAll(io.LimitReader(body, inspect.MostQuoted+1))
	return io.MultiReader(bytes.NewReader(x.Glimpse), body)
}

// arriving counts what is read and keeps the error of a body that broke off.
type arriving struct {
	from   io.Reader
	length int64
	err    error
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.from.Read(p)
	a.length += int64(n)
	if err != nil && err != io.EOF {
		a.err = err
	}
	return n, err
}
