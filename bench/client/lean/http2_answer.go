package lean

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
)

// takeHeaderList takes the headers of an answer over HTTP/2, or its trailers. ends says that nothing
// follows. Its error ends the request.
func (x *exchange) takeHeaderList(r *headerReader, ends bool) error {
	l := &r.list
	switch {
	case l.fault != "":
		return errors.New(l.fault)
	case x.headed && !ends:
		return errors.New("malformed answer: headers come twice")
	case x.headed:
		return x.takeTrailers(l)
	case l.status == 0:
		return errors.New("malformed answer: it has no status")
	case l.status < 200 && ends:
		return errors.New("malformed answer: it ends before it begins")
	case l.status < 200:
		return nil // the answer is still to come
	}
	x.headed = true
	if x.loop.client.config.Protocol == GRPC {
		return x.takeGRPCHead(l, ends)
	}
	x.reply.Status, x.length, x.contentType = l.status, l.length, l.contentType
	if l.coding != "" {
		x.declared = conn.CodingOf(l.coding)
	}
	x.reply.Pointer = conn.PointerOf(l.status, l.location, l.asks, l.proxyAsks)
	return nil
}

// takeTrailers takes what comes behind the body.
func (x *exchange) takeTrailers(l *headerList) error {
	if x.loop.client.config.Protocol == GRPC {
		return x.takeStatus(l)
	}
	return nil
}

// checkEnd checks an answer that has come to its end.
func (x *exchange) checkEnd() error {
	if x.ended {
		return nil
	}
	if x.loop.client.config.Protocol == GRPC {
		return x.checkCall()
	}
	if !x.headed {
		return errors.New("malformed answer: it has no headers")
	}
	if x.length >= 0 && x.received != x.length && !x.loop.client.requests[x.request].head && x.reply.Status != http.StatusNotModified {
		return fmt.Errorf("its body ends after %d of %d bytes", x.received, x.length)
	}
	return nil
}

// message is what has come of the messages of an answer of gRPC: each is a prefix of five bytes, a
// flag and a length, and as many bytes.
type message struct {
	prefix [grpcPrefix]byte
	begun  int   // bytes of the prefix that have come
	left   int64 // bytes of the message that have not
	count  int   // complete messages
	total  int64 // bytes of all of them
	coding string
}

const grpcPrefix = 5

// grpcStatus is how a call ended.
type grpcStatus struct {
	known   bool
	code    codes.Code
	message string
}

// takeGRPCHead takes the headers of an answer of gRPC. One that fails may have nothing else.
func (x *exchange) takeGRPCHead(l *headerList, ends bool) error {
	if l.status != http.StatusOK {
		return fmt.Errorf("unexpected HTTP status code received from server: %d (%s)", l.status, http.StatusText(l.status))
	}
	if !isGRPC(l.contentType) {
		return fmt.Errorf("the answer is not gRPC: received unexpected content-type %q", l.contentType)
	}
	if x.message.coding = l.grpcCoding; x.message.coding == "identity" {
		x.message.coding = ""
	}
	if ends {
		return x.takeStatus(l)
	}
	return nil
}

// isGRPC reports whether a content type is gRPC's, or that with a codec.
func isGRPC(contentType string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(contentType), "application/grpc")
	return ok && (rest == "" || rest[0] == '+' || rest[0] == ';')
}

// takeStatus takes how a call ended.
func (x *exchange) takeStatus(l *headerList) error {
	if l.grpcStatus == "" {
		return nil
	}
	code, err := strconv.ParseUint(l.grpcStatus, 10, 32)
	if err != nil {
		return fmt.Errorf("transport: malformed grpc-status: %q", l.grpcStatus)
	}
	x.status = grpcStatus{known: true, code: codes.Code(code)}
	x.status.message = percentDecoded(l.grpcMessage)
	return nil
}

// percentDecoded decodes what is percent-encoded and leaves the rest, as gRPC demands of messages.
func percentDecoded(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if high, low := hexDigit(text[i+1]), hexDigit(text[i+2]); high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return string(out)
}

// dataOfGRPC takes a piece of the messages of an answer.
func (x *exchange) dataOfGRPC(p []byte) {
	m := &x.message
	x.received += int64(len(p))
	for len(p) > 0 {
		if m.begun < grpcPrefix {
			n := copy(m.prefix[m.begun:], p)
			m.begun += n
			p = p[n:]
			if m.begun == grpcPrefix && !x.beginMessage() {
				return
			}
		}
		n := min(m.left, int64(len(p)))
		x.takeMessage(p[:n])
		p = p[n:]
		if m.left -= n; m.left == 0 && m.begun == grpcPrefix {
			m.begun = 0
			m.count++
			x.item()
		}
	}
}

// beginMessage begins a message whose prefix has come, and reports whether it may go on.
func (x *exchange) beginMessage() bool {
	m := &x.message
	m.left = int64(m.prefix[1])<<24 | int64(m.prefix[2])<<16 | int64(m.prefix[3])<<8 | int64(m.prefix[4])
	m.total += m.left
	streams := x.loop.client.config.Items == Messages
	switch flag := m.prefix[0]; {
	case flag > 1:
		x.malformed("grpc: received unexpected payload format %d", flag)
	case flag == 1 && m.coding == "":
		x.malformed("grpc: compressed flag set with identity or empty encoding")
	case flag == 1 && (m.coding != "gzip" || streams):
		x.fail(contract.UndecodableAnswer, fmt.Errorf("the message is %s, which is not decoded here", m.coding))
	case m.left > conn.LargestAnswer:
		x.fail(conn.CodeKind+codes.ResourceExhausted.String(), fmt.Errorf("the message has %d bytes, more than the client takes", m.left))
	case m.count > 0 && !streams:
		x.malformed("cardinality violation: the answer has more than one message")
	case flag == 1:
		x.keep, x.packed = true, true
	}
	if x.keep && streams {
		x.body = append(x.body, m.prefix[:]...)
	}
	return !x.ended
}

// takeMessage takes a piece of a message.
func (x *exchange) takeMessage(p []byte) {
	if x.beginLength < len(x.begin) && len(p) > 0 {
		x.beginLength += copy(x.begin[x.beginLength:], p)
		if !x.packed && conn.Undeclared(x.begin[:x.beginLength], "") != "" {
			x.keep = true // so that it can be looked at
		}
	}
	if x.keep {
		x.body = append(x.body, p...)
	}
}

// checkCall checks an answer of gRPC that has come to its end.
func (x *exchange) checkCall() error {
	m := &x.message
	switch {
	case !x.status.known:
		return errors.New("server closed the stream without sending trailers")
	case x.status.code != codes.OK:
		x.reply.Status, x.reply.Said = int(x.status.code), x.status.message
		return nil
	case m.begun > 0:
		return fmt.Errorf("malformed answer: its message ends after %d bytes too few", m.left)
	case m.count == 0 && x.loop.client.config.Items != Messages:
		return errors.New("cardinality violation: the answer has no message")
	case x.packed:
		x.loop.client.CountCoding(m.coding)
		plain, err := gunzip(x.body)
		if err != nil {
			return fmt.Errorf("failed to decompress: %w", err)
		}
		x.body, m.total = append(x.body[:0], plain...), int64(len(plain))
	case x.keep && x.loop.client.config.Items == NoItems:
		x.reply.Coding = conn.CodingOfBytes(x.body)
		x.loop.client.CountCoding(x.reply.Coding)
	}
	return nil
}
