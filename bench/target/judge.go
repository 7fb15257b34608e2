package target

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
)

// reply is what came back for one request.
type reply struct {
	// failure is the kind of err, which is nil where the service answered, however.
	failure string
	err     error
	// status is of HTTP, or a code of gRPC, beside which said is what the service said.
	status int
	said   string
	// length of the body or message, in bytes.
	length int64
	// lane is the connection's number, and wait how long the request waited for it, or
	// [load.UnknownWait].
	lane int
	wait time.Duration
}

// judge returns the kind of failure of an answer that is not the expected one. Where the
// answer was kept, it is looked into, and the error says what is wrong there.
func (c *Call) judge(r *reply, kept *bytes.Buffer) (failure string, err error) {
	e := &c.expect
	switch {
	case r.err != nil:
		return r.failure, r.err
	case !e.statusIs(r.status):
		return e.statusKind(r.status), nil
	case e.rpc && r.status != int(codes.OK):
		return "", nil // it has no message
	case !e.lengthIs(r.length):
		return wrongAnswer, nil
	case kept == nil || (e.paths == nil && !e.rpc):
		return "", nil
	}
	document, err := c.document(kept.Bytes())
	if err != nil {
		return undecodableAnswer, fmt.Errorf("%w in %s", err, excerpt(kept.Bytes()))
	}
	for i := range e.paths {
		if err := e.paths[i].check(document); err != nil {
			return wrongAnswer, err
		}
	}
	return "", nil
}

// document is what JSON paths look into.
func (c *Call) document(answer []byte) (any, error) {
	if c.method != nil {
		return c.method.document(answer)
	}
	return parseJSON(answer)
}

// explain says what is wrong with the status or length of an answer.
func (c *Call) explain(r *reply, kept *bytes.Buffer) error {
	e := &c.expect
	switch {
	case e.statusIs(r.status):
		return fmt.Errorf("it has %d bytes, want %d", r.length, e.length)
	case e.rpc:
		return fmt.Errorf("want %s; the service says %s", e.statusText(), excerpt([]byte(r.said)))
	case kept.Len() == 0:
		return errors.New("want " + e.statusText())
	}
	return fmt.Errorf("want %s; the answer is %s", e.statusText(), excerpt(kept.Bytes()))
}
