package anycall

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/inspect"
)

// expectation says which answers are right. Status and length are checked in every answer, JSON
// paths only in those that are checked in full.
type expectation struct {
	rpc bool
	// status is a code of gRPC, or of HTTP, for which 0 stands for 200 to 299.
	status int
	// length is in bytes, or -1 for any.
	length int64
	paths  []inspect.Node
}

func newExpectation(lines []string, rpc bool) (expectation, error) {
	e := expectation{rpc: rpc, length: -1}
	for i, line := range lines {
		if err := e.add(line); err != nil {
			return e, fmt.Errorf("expect[%d]: %w", i, err)
		}
	}
	if rpc && e.status != 0 && (e.length >= 0 || e.paths != nil) {
		return e, fmt.Errorf("expect: an answer of %s has no message; expect nothing else of it", codes.Code(e.status))
	}
	return e, nil
}

func (e *expectation) add(line string) (err error) {
	what, value, ok := strings.Cut(line, "=")
	switch {
	case strings.HasPrefix(line, "$"):
		node, err := inspect.ParseNode(line)
		e.paths = append(e.paths, node)
		return err
	case ok && what == "status":
		e.status, err = statusNamed(value, e.rpc)
		return err
	case ok && what == "length":
		if e.length, err = strconv.ParseInt(value, 10, 64); err != nil || e.length < 0 {
			return fmt.Errorf("%q is not a length; use a number of bytes", value)
		}
		return nil
	}
	return fmt.Errorf("%q is not an expectation; use status=…, length=… or $.path=value", line)
}

// statusNamed reads an HTTP status, or a gRPC code by its number or by its name, such as NotFound
// or NOT_FOUND.
func statusNamed(value string, rpc bool) (int, error) {
	n, err := strconv.Atoi(value)
	if !rpc {
		if err != nil || n < 100 || n > 599 {
			return 0, fmt.Errorf("%q is not an HTTP status; use 100 to 599", value)
		}
		return n, nil
	}
	for code := range codes.Unauthenticated + 1 {
		if strings.EqualFold(code.String(), strings.ReplaceAll(value, "_", "")) || (err == nil && n == int(code)) {
			return int(code), nil
		}
	}
	return 0, fmt.Errorf("%q is not a gRPC status; use OK, NotFound, Unavailable or the like", value)
}

// statusIs reports whether a status is right.
func (e *expectation) statusIs(status int) bool {
	if e.status == 0 && !e.rpc {
		return status >= 200 && status < 300
	}
	return status == e.status
}

func (e *expectation) statusIsWrong(status int) bool { return !e.statusIs(status) }

// lengthIs reports whether a length is right.
func (e *expectation) lengthIs(length int64) bool { return e.length < 0 || length == e.length }

// statusKind returns the kind of failure of an answer with a wrong status.
func (e *expectation) statusKind(status int) string {
	if e.rpc {
		return conn.CodeKind + codes.Code(status).String()
	}
	return "status " + strconv.Itoa(status)
}

func (e *expectation) statusText() string {
	switch {
	case e.rpc:
		return codes.Code(e.status).String()
	case e.status == 0:
		return "200 to 299"
	}
	return strings.TrimSpace(strconv.Itoa(e.status) + " " + http.StatusText(e.status))
}
