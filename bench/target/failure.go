package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/load"
)

// The kinds of failure, few and the same on every transport, so that they can be counted;
// beside them "status 503" and "code NotFound" for what a service said itself.
const (
	wrongAnswer       = "wrong answer"
	undecodableAnswer = "undecodable answer"
	malformedAnswer   = "malformed answer" // not the protocol that was spoken
	connectionRefused = "connection refused"
	connectionReset   = "connection reset"
	connectionClosed  = "connection closed"
	streamReset       = "stream reset"
	unreachable       = "host unreachable"
	dnsError          = "dns error"
	tlsError          = "tls error"
	outOfPorts        = "out of local ports"
	outOfFiles        = "out of file descriptors"
	transportError    = "transport error"
)

// handshakeError is a TLS handshake that went wrong.
type handshakeError struct{ error }

func (e handshakeError) Error() string { return "tls handshake: " + e.error.Error() }
func (e handshakeError) Unwrap() error { return e.error }

// failureOf names the kind of a transport's error under ctx. Whatever a request fails with
// once its time is over, its time is why.
func failureOf(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return load.Timeout
	}
	for _, known := range errnos {
		if errors.Is(err, known.errno) {
			return known.kind
		}
	}
	switch {
	case isTLS(err):
		return tlsError
	case errors.As(err, new(*net.DNSError)):
		return dnsError
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return connectionClosed
	}
	return failureIn(err.Error())
}

var errnos = []struct {
	errno syscall.Errno
	kind  string
}{
	{syscall.ECONNREFUSED, connectionRefused},
	{syscall.ECONNRESET, connectionReset},
	{syscall.EPIPE, connectionReset},
	{syscall.ETIMEDOUT, unreachable},
	{syscall.EHOSTUNREACH, unreachable},
	{syscall.ENETUNREACH, unreachable},
	{syscall.EADDRNOTAVAIL, outOfPorts},
	{syscall.EMFILE, outOfFiles},
	{syscall.ENFILE, outOfFiles},
}

// isTLS says whether TLS went wrong. A handshake that ended without a word about TLS is a
// closed connection, and what follows one has no type.
func isTLS(err error) bool {
	return (errors.As(err, new(handshakeError)) && !errors.Is(err, io.EOF)) || strings.Contains(err.Error(), ": tls: ")
}

// texts tell errors apart that net/http and grpc-go give no type, or, as gRPC does with
// every error of a connection, only as text. The first that is found counts.
var texts = []struct{ text, kind string }{
	{"connection refused", connectionRefused},
	{"connection reset by peer", connectionReset},
	{"broken pipe", connectionReset},
	{"cannot assign requested address", outOfPorts},
	{"too many open files", outOfFiles},
	{"no such host", dnsError},
	{"authentication handshake failed: EOF", connectionClosed},
	{"authentication handshake failed", tlsError},
	{"no route to host", unreachable},
	{"network is unreachable", unreachable},
	{"connection timed out", unreachable},
	{"GOAWAY", connectionClosed},
	{"received from peer", streamReset},
	{"stream terminated by RST_STREAM", streamReset},
	{"Decompressor is not installed", undecodableAnswer},
	{"compressed flag set", malformedAnswer},
	{"failed to decompress", malformedAnswer},
	{"malformed", malformedAnswer},
	{"unexpected HTTP status code", malformedAnswer},
	{"unexpected content-type", malformedAnswer},
	{"without sending trailers", malformedAnswer},
	{"cardinality violation", malformedAnswer},
	{"i/o timeout", unreachable},
	{"PROTOCOL_ERROR", malformedAnswer},
	{"FRAME_SIZE_ERROR", malformedAnswer},
	{"COMPRESSION_ERROR", malformedAnswer},
	{"http2: frame too large", malformedAnswer},
	{"server response headers exceeded", malformedAnswer},
	{"chunk length", malformedAnswer},
	{"chunked encoding", malformedAnswer},
	{"more than declared Content-Length", malformedAnswer},
	{"unexpected payload format", malformedAnswer},
	{"server closed idle connection", connectionClosed},
	{"use of closed network connection", connectionClosed},
	{"transport is closing", connectionClosed},
	{"connection is draining", connectionClosed},
	{"http2: client conn", connectionClosed},
	{"EOF", connectionClosed},
	{"HTTP/1.x transport connection broken", malformedAnswer},
}

func failureIn(message string) string {
	for _, t := range texts {
		if strings.Contains(message, t.text) {
			return t.kind
		}
	}
	return transportError
}

// explainFailure says of a transport's error in one line what it means.
func explainFailure(err error) error {
	text := err.Error()
	if s, ok := status.FromError(err); ok {
		text = s.Message()
	}
	text = inPlainWords(text)
	if strings.Contains(text, "tls: certificate required") || strings.Contains(text, "tls: bad certificate") {
		text = "the server asks for a client certificate, which wiretax does not have"
	}
	if text == "EOF" || strings.HasSuffix(text, "from server: EOF") {
		text = "the server closed the connection and did not answer"
	}
	if _, coding, ok := strings.Cut(text, "Decompressor is not installed for grpc-encoding "); ok {
		text = "the message is " + coding + ", which is not decoded here"
	}
	return errors.New(inspect.Plain(text))
}

// brokenOff says of a body that did not come to its end how much of it came. With its length
// in its header, -1 where that says nothing, an HTTP/2 body may be too short although its
// connection is well: then the server has miscounted.
func brokenOff(err error, came, length int64, connected bool) (kind string, _ error) {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	of := ""
	if length >= 0 {
		of = fmt.Sprintf(" of %d", length)
	}
	if connected {
		return malformedAnswer, fmt.Errorf("its body ends after %d%s bytes", came, of)
	}
	return connectionClosed, fmt.Errorf("the server closed the connection after %d%s bytes of the body", came, of)
}
