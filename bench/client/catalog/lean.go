package catalog

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// leanClient asks for an operation by a lean client: for one answer, or for one that is a stream of
// books.
type leanClient struct {
	*lean.Client
	*leanOperation
}

// leanOperation is an operation on a stack as a lean client asks for it.
type leanOperation struct {
	config Config
	stack  contract.Stack
	// operation is that of an operation with one answer.
	operation operation
	kind      contract.Kind
}

// newLean opens the connections of a lean client.
func newLean(ctx context.Context, s contract.Stack, c Config) (Client, error) {
	known := contract.OperationNamed(c.Operation)
	why := contract.WhyNotLean(known, s)
	if c.Settings.Gzip {
		why = "it has no compression"
	}
	if why != "" {
		return nil, fmt.Errorf("make client: lean does not carry %s on %s: %s; use the native client", c.Operation, s.Name, why)
	}
	o := &leanOperation{config: c, stack: s, kind: known.Kind}
	if !o.isStream() {
		var err error
		if o.operation, err = operationOn(s.Name, c.Operation); err != nil {
			return nil, err
		}
	}
	requests, err := o.requests()
	if err != nil {
		return nil, fmt.Errorf("make client: %w", err)
	}
	opened, err := lean.New(ctx, lean.Config{
		Address: c.Address, Protocol: leanProtocols[s.Transport], Settings: c.Settings,
		Connections: c.Connections, Requests: requests, Answers: o, Items: o.items(),
	})
	if err != nil {
		return nil, err
	}
	return &leanClient{opened, o}, nil
}

var leanProtocols = map[contract.Transport]lean.Protocol{
	contract.HTTP1: lean.HTTP1, contract.HTTP2: lean.HTTP2, contract.OverGRPC: lean.GRPC,
}

func (o *leanOperation) isStream() bool { return o.kind != contract.Unary }

func (o *leanOperation) overGRPC() bool { return o.stack.Transport == contract.OverGRPC }

func (o *leanOperation) encoding() encoding { return encoding(o.stack.Encoding) }

func (o *leanOperation) items() lean.Items {
	switch {
	case !o.isStream():
		return lean.NoItems
	case o.overGRPC():
		return lean.Messages
	}
	return lean.Lines
}

// requests encodes all requests.
func (o *leanOperation) requests() ([]lean.Request, error) {
	all := make([]lean.Request, len(o.config.Requests))
	for i := range all {
		if !o.overGRPC() {
			all[i] = lean.Request{
				Method: http.MethodGet, Path: o.path(i),
				Header: []lean.Field{{Name: "Accept", Value: string(o.encoding())}},
			}
			continue
		}
		body, err := o.encoding().encode(o.message(i))
		if err != nil {
			return nil, fmt.Errorf("encode request %d: %w", i, err)
		}
		all[i] = lean.Request{Path: contract.OperationNamed(o.config.Operation).RPC, Body: body}
		if codec := o.encoding().codec().Name(); codec != "" {
			all[i].Header = []lean.Field{{Name: "content-type", Value: "application/grpc+" + codec}}
		}
	}
	return all, nil
}

// path returns the path of a request over HTTP.
func (o *leanOperation) path(request int) string {
	if o.isStream() {
		r := &o.config.Requests[request]
		return listPath(r, "limit", r.Items)
	}
	return o.operation.path(o.config.Requests[request])
}

// message returns a request over gRPC.
func (o *leanOperation) message(request int) proto.Message {
	if o.isStream() {
		return listRequest(&o.config.Requests[request])
	}
	return o.operation.message(o.config.Requests[request])
}

// Keeps implements [lean.Answers].
func (o *leanOperation) Keeps(t load.Ticket) bool { return t.Check && o.config.Want != nil }

// Wrong implements [lean.Answers]: our own services explain themselves in their logs.
func (o *leanOperation) Wrong(int) bool { return false }

// Judge implements [lean.Answers]. Every answer is checked by its status and length, and in full if
// the ticket asks for it.
func (o *leanOperation) Judge(t load.Ticket, reply *conn.Reply, body []byte) load.Outcome {
	if failure := o.failure(reply); failure != "" {
		return load.Outcome{Failure: failure}
	}
	if o.config.Want == nil {
		return load.Outcome{}
	}
	want := &o.config.Want[o.config.index(t.Seq)]
	if reply.Length != int64(want.AnswerBytes) {
		return load.Outcome{Failure: contract.WrongAnswer}
	}
	if t.Check {
		answer, err := o.decode(body)
		if err != nil {
			return load.Outcome{Failure: contract.UndecodableAnswer}
		}
		return o.config.judge(t, answer.fingerprint(), answer.message)
	}
	return load.Outcome{RequestBytes: want.RequestBytes, AnswerBytes: want.AnswerBytes}
}

// failure returns the kind of failure of an answer that is none, or has a wrong status.
func (o *leanOperation) failure(reply *conn.Reply) string {
	switch {
	case reply.Err != nil:
		return reply.Failure
	case o.overGRPC() && reply.Status != int(codes.OK):
		return conn.CodeKind + codes.Code(reply.Status).String()
	case !o.overGRPC():
		reply.Want(http.StatusOK)
	}
	return reply.Failure
}

// decode decodes an answer.
func (o *leanOperation) decode(body []byte) (answer, error) {
	switch {
	case o.isStream():
		books, err := o.decodeBooks(body)
		return protoAnswer{books}, err
	case !o.overGRPC():
		return o.encoding().decode(o.operation, body)
	}
	message := o.operation.answer()
	return protoAnswer{message}, o.encoding().decodeMessage(body, message)
}

// decodeBooks decodes a stream of books.
func (o *leanOperation) decodeBooks(body []byte) (*catalogv1.BookPage, error) {
	all := new(catalogv1.BookPage)
	for len(body) > 0 {
		book := new(catalogv1.Book)
		if o.overGRPC() {
			message, rest, err := cutMessage(body)
			if err == nil {
				err = o.encoding().decodeMessage(message, book)
			}
			if err != nil {
				return nil, err
			}
			all.Books, body = append(all.Books, book), rest
			continue
		}
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		if body = rest; len(line) == 0 {
			continue
		}
		var b catalogjson.Book
		if err := json.Unmarshal(line, &b); err != nil {
			return nil, err
		}
		all.Books = append(all.Books, b.Proto())
	}
	return all, nil
}

// cutMessage returns the first message of a stream of gRPC, and what follows.
func cutMessage(body []byte) (message, rest []byte, err error) {
	const prefix = 5
	if len(body) < prefix || len(body)-prefix < int(binary.BigEndian.Uint32(body[1:])) {
		return nil, nil, io.ErrUnexpectedEOF
	}
	end := prefix + int(binary.BigEndian.Uint32(body[1:]))
	return body[prefix:end], body[end:], nil
}

// Fetch implements [Client].
func (l *leanClient) Fetch(ctx context.Context, seq uint64) (Answer, error) {
	reply, body := l.Ask(ctx, seq)
	if failure := l.failure(&reply); failure != "" {
		if reply.Err == nil {
			return Answer{}, fmt.Errorf("%s: %s", failure, reply.Said)
		}
		return Answer{}, reply.Err
	}
	answer, err := l.decode(body)
	if err != nil {
		return Answer{}, fmt.Errorf("decode answer: %w", err)
	}
	request := l.config.index(seq)
	asked := 0
	if l.overGRPC() {
		asked, err = l.encoding().size(l.message(request))
	} else {
		asked = len(l.path(request))
	}
	return Answer{answer.message(), asked, int(reply.Length)}, err
}

// Ledger implements [client.Client].
func (l *leanClient) Ledger() []serving.Row {
	rows := append(l.Rows(), l.encoding().codecRow("requests beforehand, and the answers that the engine picks"))
	if l.isStream() {
		rows = append(rows, serving.Row{Aspect: l.config.Operation, Does: "a stream of the service, whose items are counted as they come"})
	}
	checks := serving.Row{Aspect: conn.AspectChecks, Does: "the status of every answer: the right answers are not known"}
	if l.config.Want != nil {
		checks.Does = "every answer is checked by its status and length; those that the engine picks are compared in full"
	}
	return append(rows, checks)
}
