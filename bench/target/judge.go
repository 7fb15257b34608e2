package target

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// reply is what came back for one request.
type reply struct {
	// failure is the kind of err, which is nil where the service answered, however.
	failure string
	err     error
	// status is of HTTP, or a code of gRPC, beside which said is what the service said.
	status int
	said   string
	// glimpse is the beginning of a body that came with a wrong status.
	glimpse []byte
	// pointer is what the headers say of where else, or with what, to ask instead.
	pointer string
	// coding is what the message still is in: one that is not decoded here, such as br.
	coding string
	// length of the body or message before compression, in bytes.
	length int64
	// lane is the connection's number, and wait how long the request waited for it, or
	// for a stream on it.
	lane int
	wait time.Duration
}

// judge returns the kind of failure of an answer that is not the expected one, and an error
// of one line that says what came. It looks into an answer that was kept where the paths of
// the expectation point.
func (c *Call) judge(r *reply, kept *bytes.Buffer) (failure string, err error) {
	e := &c.expect
	switch {
	case r.err != nil:
		return r.failure, explainFailure(r.err)
	case !e.statusIs(r.status):
		return e.statusKind(r.status), c.explainStatus(r)
	case e.rpc && r.status != int(codes.OK):
		return "", nil // it has no message
	case !e.lengthIs(r.length):
		return contract.WrongAnswer, fmt.Errorf("it has %d bytes, want %d", r.length, e.length)
	case kept == nil || e.paths == nil:
		return "", nil
	}
	document := c.document(kept.Bytes())
	for i := range e.paths {
		err := e.paths[i].Check(document)
		if err != nil && r.coding != "" {
			return contract.UndecodableAnswer, fmt.Errorf("the answer is %s; ask for no coding", named(r.coding))
		}
		if errors.As(err, new(inspect.Unreadable)) {
			return contract.UndecodableAnswer, fmt.Errorf("%w; the answer is %s", err, shown(kept.Bytes()))
		}
		if err != nil {
			return contract.WrongAnswer, err
		}
	}
	return "", nil
}

// document is what JSON paths look into.
func (c *Call) document(text []byte) inspect.Document {
	if m := c.method; m != nil {
		return inspect.Message{Type: m.output, Types: m.types, Wire: text}
	}
	return inspect.JSON(text)
}

// explainStatus says what came with a wrong status.
func (c *Call) explainStatus(r *reply) error {
	want := c.expect.statusText()
	if c.expect.rpc {
		return fmt.Errorf("want %s; the service says %s", want, inspect.Quote(r.said))
	}
	if r.pointer != "" {
		want += "; " + r.pointer
	}
	answer := "empty"
	switch {
	case r.coding != "" && len(r.glimpse) > 0:
		answer = named(r.coding)
	case len(r.glimpse) > 0:
		answer = shown(r.glimpse)
	}
	return fmt.Errorf("want %s; the answer is %s", want, answer)
}

// pointer says where an answer that redirects points, and with what one that asks for
// credentials wants to be asked. It is empty where the answer does not say.
func pointer(r *http.Response) string {
	says, value := "", ""
	switch {
	case r.StatusCode >= 300 && r.StatusCode < 400:
		says, value = "it points to", r.Header.Get("Location")
	case r.StatusCode == http.StatusUnauthorized:
		says, value = "it asks for", r.Header.Get("WWW-Authenticate")
	case r.StatusCode == http.StatusProxyAuthRequired:
		says, value = "it asks for", r.Header.Get("Proxy-Authenticate")
	}
	if value == "" {
		return ""
	}
	return says + " " + inspect.Quote(value)
}

// named is a coding that is not decoded, in a sentence.
func named(coding string) string {
	if of, ok := strings.CutPrefix(coding, record.Undeclared); ok {
		return of + ", which its headers do not declare"
	}
	return coding + ", which is not decoded here"
}

// shown is the beginning of an answer that was not the expected one.
func shown(text []byte) string {
	if bytes.HasPrefix(text, []byte("\x1f\x8b")) {
		return "gzip"
	}
	return inspect.Quote(text)
}
