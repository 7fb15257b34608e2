package anycall

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// FollowsPaths reports whether JSON paths are looked up in the answers that the engine picks.
func (c *Call) FollowsPaths() bool { return c.expect.paths != nil }

// keeps reports whether the body of an answer is needed to judge it.
func (c *Call) keeps(t load.Ticket) bool { return t.Check && c.expect.paths != nil }

// outcome judges an answer, whose body matters only if it was to be kept.
func (c *Call) outcome(t load.Ticket, r *conn.Reply, body []byte) (o load.Outcome) {
	if o.Failure, o.Why = c.judge(r, t.Check, body); o.Failure == "" {
		o.RequestBytes, o.AnswerBytes = c.size(c.index(t.Seq)), int(r.Length)
	}
	return o
}

// asked returns the error of Ask for what came.
func (c *Call) asked(ctx context.Context, r *conn.Reply, body []byte) error {
	failure, err := c.judge(r, true, body)
	switch {
	case failure == "":
		return nil
	case failure == contract.Timeout:
		err = context.Cause(ctx)
	}
	err = &askError{failure, fmt.Errorf("ask %s: %s: %w", c.URL(), failure, err)}
	return c.Diagnose(ctx, failure, err)
}

// judge returns the kind of failure of an answer that is not as expected, and an error of one line
// that says what came. It looks JSON paths up in the body if it is to check it.
func (c *Call) judge(r *conn.Reply, check bool, body []byte) (failure string, err error) {
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
	case !check || e.paths == nil:
		return "", nil
	}
	document := c.document(body)
	for i := range e.paths {
		err := e.paths[i].Check(document)
		if err != nil && r.Coding != "" {
			return contract.UndecodableAnswer, fmt.Errorf("the answer is %s; do not ask for a coding", named(r.Coding))
		}
		if errors.As(err, new(inspect.Unreadable)) {
			return contract.UndecodableAnswer, fmt.Errorf("%w; the answer is %s", err, shown(body))
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
