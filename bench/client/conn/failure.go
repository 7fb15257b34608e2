package conn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/wiretax/wiretax/contract"
)

// handshakeError is the error of a TLS handshake.
type handshakeError struct{ error }

func (e handshakeError) Error() string { return "tls handshake: " + e.error.Error() }
func (e handshakeError) Unwrap() error { return e.error }

// Failure returns the kind of a transport's error under ctx. If the time of ctx is over, the kind
// is a timeout, whatever the error.
func Failure(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return contract.Timeout
	}
	for _, known := range errnos {
		if errors.Is(err, known.errno) {
			return known.kind
		}
	}
	switch {
	case isTLS(err):
		return contract.TLSError
	case errors.As(err, new(*net.DNSError)):
		return contract.DNSError
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return contract.ConnectionClosed
	}
	return failureIn(err.Error())
}

var errnos = []struct {
	errno syscall.Errno
	kind  string
}{
	{syscall.ECONNREFUSED, contract.ConnectionRefused},
	{syscall.ECONNRESET, contract.ConnectionReset},
	{syscall.EPIPE, contract.ConnectionReset},
	{syscall.ETIMEDOUT, contract.Unreachable},
	{syscall.EHOSTUNREACH, contract.Unreachable},
	{syscall.ENETUNREACH, contract.Unreachable},
	{syscall.EADDRNOTAVAIL, contract.OutOfPorts},
	{syscall.EMFILE, contract.OutOfFiles},
	{syscall.ENFILE, contract.OutOfFiles},
}

// isTLS reports whether an error is TLS's. A handshake that ended with io.EOF is a closed
// connection. Errors after a handshake have no type.
func isTLS(err error) bool {
	return (errors.As(err, new(handshakeError)) && !errors.Is(err, io.EOF)) || strings.Contains(err.Error(), ": tls: ")
}

// texts are the kinds of errors to which net/http gives no type, and of connection errors, which
// grpc-go passes on as text only. The first that is found counts.
var texts = []struct{ text, kind string }{
	{"connection refused", contract.ConnectionRefused},
	{"connection reset by peer", contract.ConnectionReset},
	{"broken pipe", contract.ConnectionReset},
	{"cannot assign requested address", contract.OutOfPorts},
	{"too many open files", contract.OutOfFiles},
	{"no such host", contract.DNSError},
	{"authentication handshake failed: EOF", contract.ConnectionClosed},
	{"authentication handshake failed", contract.TLSError},
	{"no route to host", contract.Unreachable},
	{"network is unreachable", contract.Unreachable},
	{"connection timed out", contract.Unreachable},
	{"GOAWAY", contract.ConnectionClosed},
	{"received from peer", contract.StreamReset},
	{"stream terminated by RST_STREAM", contract.StreamReset},
	{"Decompressor is not installed", contract.UndecodableAnswer},
	{"compressed flag set", contract.MalformedAnswer},
	{"failed to decompress", contract.MalformedAnswer},
	{"malformed", contract.MalformedAnswer},
	{"unexpected HTTP status code", contract.MalformedAnswer},
	{"unexpected content-type", contract.MalformedAnswer},
	{"without sending trailers", contract.MalformedAnswer},
	{"cardinality violation", contract.MalformedAnswer},
	{"i/o timeout", contract.Unreachable},
	{"PROTOCOL_ERROR", contract.MalformedAnswer},
	{"FRAME_SIZE_ERROR", contract.MalformedAnswer},
	{"FLOW_CONTROL_ERROR", contract.MalformedAnswer},
	{"ENHANCE_YOUR_CALM: ", contract.MalformedAnswer},
	{"COMPRESSION_ERROR", contract.MalformedAnswer},
	{"http2: frame too large", contract.MalformedAnswer},
	{"server response headers exceeded", contract.MalformedAnswer},
	{"chunk length", contract.MalformedAnswer},
	{"chunked encoding", contract.MalformedAnswer},
	{"more than declared Content-Length", contract.MalformedAnswer},
	{"unexpected payload format", contract.MalformedAnswer},
	{"server closed idle connection", contract.ConnectionClosed},
	{"use of closed network connection", contract.ConnectionClosed},
	{"transport is closing", contract.ConnectionClosed},
	{"connection is draining", contract.ConnectionClosed},
	{"http2: client conn", contract.ConnectionClosed},
	{"EOF", contract.ConnectionClosed},
	{"HTTP/1.x transport connection broken", contract.MalformedAnswer},
}

func failureIn(message string) string {
	for _, t := range texts {
		if strings.Contains(message, t.text) {
			return t.kind
		}
	}
	return contract.TransportError
}

// BrokenOff says how much came of a body that did not come to its end; length is what its header
// says, or -1. A body over HTTP/2 may be too short although its connection still works: then the
// server has miscounted.
func BrokenOff(err error, came, length int64, connected bool) (kind string, _ error) {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	of := ""
	if length >= 0 {
		of = fmt.Sprintf(" of %d", length)
	}
	if connected {
		return contract.MalformedAnswer, fmt.Errorf("its body ends after %d%s bytes", came, of)
	}
	return contract.ConnectionClosed, fmt.Errorf("the server closed the connection after %d%s bytes of the body", came, of)
}
