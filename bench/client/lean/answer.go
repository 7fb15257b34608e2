package lean

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/contract"
)

// answer is what has come of an answer.
type answer struct {
	reply conn.Reply
	// begun says that its first byte has come, headed that its headers have.
	begun, headed bool
	// keep says that body takes the body, or the message of gRPC; packed that it is gzip.
	keep, packed bool
	body         []byte
	// begin is how the body begins, and contentType what the headers call it.
	begin       [conn.LongestBeginning]byte
	beginLength int
	contentType string
	// declared is the coding that the headers name, and length the length, -1 if none.
	declared string
	length   int64
	received int64 // bytes of the body
	credit   int64 // of which flow control was not yet told
	// items counts them, and first is how long the first took since began.
	items int
	first time.Duration
	// unfinished says that bytes of an item have come whose end has not.
	unfinished bool
	message    message
	status     grpcStatus
}

// data takes a piece of a body over HTTP.
func (x *exchange) data(p []byte) {
	if len(p) == 0 || x.ended {
		return
	}
	if x.received == 0 && x.declared == "gzip" {
		x.keep, x.packed = true, true
	}
	x.received += int64(len(p))
	if x.beginLength < len(x.begin) {
		x.beginLength += copy(x.begin[x.beginLength:], p)
	}
	if x.keep {
		if len(x.body)+len(p) > conn.LargestAnswer {
			x.body = nil
			x.malformed("%w", errTooLarge)
			return
		}
		x.body = append(x.body, p...)
	}
	if n := inspect.MostQuoted + 1 - len(x.reply.Glimpse); n > 0 && x.loop.client.config.Answers.Wrong(x.reply.Status) {
		x.reply.Glimpse = append(x.reply.Glimpse, p[:min(n, len(p))]...)
	}
	if x.loop.client.config.Items == Lines && !x.packed {
		x.countLines(p)
	}
}

var errTooLarge = fmt.Errorf("the answer has more than the %d MiB that the client looks at", conn.LargestAnswer>>20)

// countLines counts the lines that a piece of a body ends, and the last one if it has no end. An
// empty line is none.
func (x *exchange) countLines(p []byte) {
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			x.unfinished = true
			return
		}
		if end > 0 && (end > 1 || p[0] != '\r') || x.unfinished {
			x.item()
		}
		x.unfinished = false
		p = p[end+1:]
	}
}

// item counts an item that has come.
func (x *exchange) item() {
	if x.items++; x.items == 1 {
		x.first = time.Since(x.began)
	}
}

// finishBody completes what is known of an answer when all of it has come.
func (x *exchange) finishBody() {
	if x.reply.Err != nil || x.loop.client.config.Protocol == GRPC {
		return
	}
	if x.packed {
		x.unpack()
	} else if x.received > 0 || x.declared != "gzip" { // nothing is left in gzip
		x.reply.Coding = x.declared
	}
	if x.reply.Coding == "" && x.beginLength > 1 {
		x.reply.Coding = conn.Undeclared(x.begin[:x.beginLength], x.contentType)
	}
	codings := x.declared
	if found := x.reply.Coding; found != "" && found != codings {
		codings = strings.TrimPrefix(codings+", "+found, ", ")
	}
	x.loop.client.CountCoding(codings)
	if x.unfinished {
		x.item()
	}
}

// unpack unpacks a body that came as gzip although nobody asked for it.
func (x *exchange) unpack() {
	plain, err := gunzip(x.body)
	x.beginLength = copy(x.begin[:], plain)
	if err != nil {
		x.reply.Failure, x.reply.Err = contract.MalformedAnswer, err
		return
	}
	x.body, x.received = append(x.body[:0], plain...), int64(len(plain))
	if len(x.reply.Glimpse) > 0 {
		x.reply.Glimpse = append(x.reply.Glimpse[:0], plain[:min(len(plain), inspect.MostQuoted+1)]...)
	}
	if x.loop.client.config.Items == Lines {
		x.countLines(plain)
	}
}

// gunzip unpacks an answer, or a message, that is no larger than the client takes.
func gunzip(packed []byte) ([]byte, error) {
	plain, err := conn.Gunzip(packed)
	if len(plain) > conn.LargestAnswer {
		err = errTooLarge
	}
	return plain, err
}

// messageLength returns the length of the answer's body, over gRPC of its messages.
func (x *exchange) messageLength() int64 {
	if x.loop.client.config.Protocol == GRPC {
		return x.message.total
	}
	return x.received
}

// broken says how far the body of an answer came whose connection ended, and returns the kind of
// that failure.
func (x *exchange) broken(err error, connected bool) (kind string, _ error) {
	kind, err = conn.BrokenOff(err, x.received, x.length, connected)
	if kind == "" {
		kind = conn.Failure(context.Background(), err)
	}
	return kind, err
}
