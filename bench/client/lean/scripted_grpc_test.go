package lean_test

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// firstCall answers the first call by a function, and all others rightly.
func firstCall(serve func(*leantest.HTTP2, *leantest.Request)) func(*testing.T, *leantest.HTTP2) {
	return func(t *testing.T, c *leantest.HTTP2) {
		if c.Number == 0 {
			if r, ok := c.Request(); ok {
				serve(c, r)
			}
		}
		each(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0, "fine") })(t, c)
	}
}

// open begins the answer to a call.
func open(c *leantest.HTTP2, r *leantest.Request) {
	c.Headers(r.Stream, false, ":status", "200", "content-type", "application/grpc")
}

// dataThenStatus answers a call with data and a status.
func dataThenStatus(data string, status ...string) func(*leantest.HTTP2, *leantest.Request) {
	return func(c *leantest.HTTP2, r *leantest.Request) {
		open(c, r)
		c.Data(r.Stream, false, []byte(data))
		c.Headers(r.Stream, true, status...)
	}
}

// fineRPC is an answer without a failure; its status is 0.
func fineRPC(message string) want { return want{body: message} }

// thenFine are a first answer and a good second one.
func thenFine(first want) []want { return []want{first, fineRPC("fine")} }

var grpcScripts = []http2Script{
	{script: script{name: "a message", want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0, "hello") })},
	{script: script{name: "an empty message", want: thenFine(fineRPC(""))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0, "") })},
	{script: script{name: "1 MB", want: thenFine(fineRPC(large(1 << 20)))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0, large(1<<20)) })},
	{script: script{name: "one byte a frame", want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		open(c, r)
		for _, b := range []byte(leantest.Message("hello")) {
			c.Data(r.Stream, false, []byte{b})
		}
		c.Headers(r.Stream, true, "grpc-status", "0")
	})},
	{script: script{name: "a status only", want: thenFine(want{status: 5, said: "no book 7"})}, serve: firstCall(
		headers(true, ":status", "200", "content-type", "application/grpc", "grpc-status", "5", "grpc-message", "no book 7"))},
	{script: script{name: "a status in trailers", want: thenFine(want{status: 13, said: "naïve % 7"})}, serve: firstCall(
		dataThenStatus("", "grpc-status", "13", "grpc-message", "na%C3%AFve %25 7", "grpc-status-details-bin", "AAAA"))},
	{script: script{name: "a message that is half encoded", want: thenFine(want{status: 13, said: "100% %zz%4"})}, serve: firstCall(
		dataThenStatus("", "grpc-status", "13", "grpc-message", "100%25 %zz%4"))},
	{script: script{name: "a status after the message", want: thenFine(want{status: 14, said: "late", body: "hello"})}, serve: firstCall(
		dataThenStatus(leantest.Message("hello"), "grpc-status", "14", "grpc-message", "late"))},
	{script: script{name: "a status that has no name", want: thenFine(want{status: 99})}, serve: firstCall(dataThenStatus("", "grpc-status", "99"))},
	{script: script{name: "interim answers", want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "103")
		c.AnswerRPC(r, 0, "hello")
	})},
	{script: script{name: "a subtype", want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "content-type", "application/grpc+proto", "grpc-encoding", "identity")
		c.Data(r.Stream, false, []byte(leantest.Message("hello")))
		c.Headers(r.Stream, true, "grpc-status", "0")
	})},
	{script: script{name: "a reset after the status", want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.AnswerRPC(r, 0, "hello")
		c.WriteRSTStream(r.Stream, http2.ErrCodeNo)
	})},
	{script: script{name: "refused once", retries: 1, want: thenFine(fineRPC("fine"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.Refuse(r, http2.ErrCodeRefusedStream) })},
	{script: script{name: "refused twice", retries: 1, want: thenFine(failed(contract.StreamReset))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Refuse(r, http2.ErrCodeRefusedStream)
		r, _ = c.Request()
		c.Refuse(r, http2.ErrCodeRefusedStream)
	})},
	{script: script{name: "a reset", want: thenFine(failed(contract.StreamReset))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.Refuse(r, http2.ErrCodeCancel) })},
	{script: script{name: "a reset within the message", want: thenFine(failed(contract.StreamReset))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		open(c, r)
		c.Data(r.Stream, false, []byte(leantest.Message("hello")[:7]))
		c.Refuse(r, http2.ErrCodeInternal)
	})},
	{script: script{name: "goodbye after the answer", opened: 2, retries: anyNumber, want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.AnswerRPC(r, 0, "hello")
		c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
		c.Drain()
	})},
	{script: script{name: "goodbye before the answer", opened: 2, want: thenFine(fineRPC("hello"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil)
		c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
		c.AnswerRPC(r, 0, "hello")
		c.Drain()
	})},
	{script: script{name: "goodbye instead of the answer", opened: 2, retries: 1, want: thenFine(fineRPC("fine"))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteGoAway(0, http2.ErrCodeNo, nil)
		c.Drain()
	})},
	{script: script{name: "close instead of the answer", opened: 2, want: thenFine(failed(gone...))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.Conn.Close() })},
	{script: script{name: "close within the message", opened: 2, want: thenFine(failed(gone...))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		open(c, r)
		c.Data(r.Stream, false, []byte(leantest.Message("hello")[:7]))
		c.Conn.Close()
	})},
	{script: script{name: "no answer", timeout: 50 * time.Millisecond, want: thenFine(failed(contract.Timeout))}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		for _, reset := c.Resets[r.Stream]; !reset && c.Read(); _, reset = c.Resets[r.Stream] {
		}
		c.AnswerRPC(r, 0, "late")
	})},
	// Answers that break gRPC's own rules. Their connections stay.
	{script: script{name: "no message", want: thenFine(malformed[0])}, serve: firstCall(dataThenStatus("", "grpc-status", "0"))},
	{script: script{name: "no message and a status only", want: thenFine(malformed[0])}, serve: firstCall(
		headers(true, ":status", "200", "content-type", "application/grpc", "grpc-status", "0"))},
	{script: script{name: "two messages", want: thenFine(malformed[0])}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) { c.AnswerRPC(r, 0, "one", "two") })},
	{script: script{name: "half a message", want: thenFine(failed(contract.MalformedAnswer, contract.ConnectionClosed))}, serve: firstCall(
		dataThenStatus(leantest.Message("hello")[:7], "grpc-status", "0"))},
	{script: script{name: "half a length", want: thenFine(failed(contract.MalformedAnswer, contract.ConnectionClosed))}, serve: firstCall(
		dataThenStatus("\x00\x00", "grpc-status", "0"))},
	{script: script{name: "an unknown flag", want: thenFine(malformed[0])}, serve: firstCall(dataThenStatus("\x07\x00\x00\x00\x01x", "grpc-status", "0"))},
	{script: script{name: "a compressed message that nothing declares", want: thenFine(malformed[0])}, serve: firstCall(dataThenStatus("\x01\x00\x00\x00\x01x", "grpc-status", "0"))},
	{script: script{name: "no trailers", want: thenFine(malformed[0])}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		open(c, r)
		c.Data(r.Stream, true, []byte(leantest.Message("hello")))
	})},
	{script: script{name: "a status that is none", want: thenFine(malformed[0])}, serve: firstCall(dataThenStatus(leantest.Message("hello"), "grpc-status", "fine"))},
	{script: script{name: "a negative status", onlyLean: "grpc-go takes it for a large one", want: thenFine(malformed[0])}, serve: firstCall(dataThenStatus(leantest.Message("hello"), "grpc-status", "-1"))},
	{script: script{name: "another content type", want: thenFine(malformed[0])}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "content-type", "text/html")
		c.Data(r.Stream, true, []byte("<html>"))
	})},
	{script: script{name: "a status of HTTP", want: thenFine(malformed[0])}, serve: firstCall(func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "503", "content-type", "text/html")
		c.Data(r.Stream, true, []byte("<html>"))
	})},
}

func TestGRPCScripts(t *testing.T) {
	scripts := slices.Clone(grpcScripts)
	for i := range scripts {
		scripts[i].request = lean.Request{Path: "/package.Service/Method", Body: []byte("request")}
	}
	testHTTP2(t, scripts, lean.GRPC)
}
