package anycall

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// judge returns the kind of failure of an answer that is not as expected, and an error of one line
// that says what came. It checks JSON paths if the answer was kept.
func (c *Call) judge(r *conn.Reply, kept *bytes.Buffer) (failure string, err error) {
	e := &c.expect
	switch {
	case r.Err != nil:
		return r.Failure, conn.Explain(r.Err)
	case !e.statusIs(r.Status):
		return e.statusKind(r.Status), c.explainStatus(r)
	case e.rpc && r.Status != int(codes.OK):
		return "", nil // it has no message
	case !e.lengthIs(r.Length):
		return contract.WrongAnswer, fmt.Errorf("it has %d bytes, want %d", r.Length, e.length)
	case kept == nil || e.paths == nil:
		return "", nil
	}
	document := c.document(kept.Bytes())
	for i := range e.paths {
		err := e.paths[i].Check(document)
		if err != nil && r.Coding != "" {
			return contract.UndecodableAnswer, fmt.Errorf("the answer is %s; do not ask for a coding", named(r.Coding))
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

// document returns what JSON paths are looked up in.
func (c *Call) document(text []byte) inspect.Document {
	if m := c.method; m != nil {
		return inspect.Message{Type: m.output, Types: m.types, Wire: text}
	}
	return inspect.JSON(text)
}

// explainStatus says what came with a wrong status.
func (c *Call) explainStatus(r *conn.Reply) error {
	want := c.expect.statusText()
	if c.expect.rpc {
		return fmt.Errorf("want %s; the service says %s", want, inspect.Quote(r.Said))
	}
	if r.Pointer != "" {
		want += "; " + r.Pointer
	}
	answer := "empty"
	switch {
	case r.Coding != "" && len(r.Glimpse) > 0:
		answer = named(r.Coding)
	case len(r.Glimpse) > 0:
		answer = shown(r.Glimpse)
	}
	return fmt.Errorf("want %s; the answer is %s", want, answer)
}

// named says that a coding is not decoded.
func named(coding string) string {
	if of, ok := strings.CutPrefix(coding, record.Undeclared); ok {
		return of + ", which its headers do not declare"
	}
	return coding + ", which is not decoded here"
}

// shown returns the beginning of an answer that is not as expected.
func shown(text []byte) string {
	if bytes.HasPrefix(text, []byte("\x1f\x8b")) {
		return "gzip"
	}
	return inspect.Quote(text)
}
