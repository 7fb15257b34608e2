package lean_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"testing"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// packed returns a text as gzip.
func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// coded is an answer over HTTP/1.1 whose headers say in which coding it is, if any.
func coded(header, body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", header, len(body), body)
}

// TestCodings takes answers that are compressed although nobody asked for that, and counts them.
func TestCodings(t *testing.T) {
	gzipped := "Content-Encoding: gzip\r\n"
	text := large(10_000)
	for _, tt := range []struct {
		name   string
		answer string
		want   want
		coding string // in which the body is left
		counts map[string]int64
	}{
		{"none", coded("", text), ok(text), "", nil},
		{"identity", coded("Content-Encoding: identity\r\n", text), ok(text), "", nil},
		{"gzip", coded(gzipped, packed(text)), ok(text), "", map[string]int64{"gzip": 1}},
		{"gzip of nothing", coded(gzipped, packed("")), ok(""), "", map[string]int64{"gzip": 1}},
		{"gzip without a body", coded(gzipped, ""), ok(""), "", map[string]int64{"gzip": 1}},
		{"gzip in chunks", "HTTP/1.1 200 OK\r\n" + gzipped + chunked(packed(text), 7)[len("HTTP/1.1 200 OK\r\n"):], ok(text), "", map[string]int64{"gzip": 1}},
		{"gzip twice", coded(gzipped, packed(packed(text))), ok(packed(text)), "undeclared gzip", map[string]int64{"gzip, undeclared gzip": 1}},
		{"br", coded("Content-Encoding: br\r\n", "whatever"), ok("whatever"), "br", map[string]int64{"br": 1}},
		{"gzip that says nothing", coded("", packed(text)), ok(packed(text)), "undeclared gzip", map[string]int64{"undeclared gzip": 1}},
		{"a file", coded("Content-Type: application/gzip\r\n", packed(text)), ok(packed(text)), "", nil},
		{"no gzip", coded(gzipped, "no gzip"), failed(contract.MalformedAnswer), "", map[string]int64{"gzip": 1}},
		{"gzip that ends too early", coded(gzipped, packed(text)[:50]), failed(contract.MalformedAnswer), "", map[string]int64{"gzip": 1}},
	} {
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				o := k.start(t, lean.Config{Address: leantest.ServeHTTP1(t, nil, answering(tt.answer)), Protocol: lean.HTTP1})
				a := o.ask(t, 0)
				tt.want.check(t, 0, a)
				if a.Coding != tt.coding {
					t.Errorf("coding %q, want %q", a.Coding, tt.coding)
				}
				if got := o.Codings(); !maps.Equal(got, tt.counts) {
					t.Errorf("Codings() = %v, want %v", got, tt.counts)
				}
			})
		}
	}
}

// TestGlimpseOfPacked shows the beginning of an answer with a wrong status as its service wrote it.
func TestGlimpseOfPacked(t *testing.T) {
	text := packed("nothing here")
	answer := fmt.Sprintf("HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
	for _, k := range bothKinds {
		o := k.start(t, lean.Config{Address: leantest.ServeHTTP1(t, nil, answering(answer)), Protocol: lean.HTTP1})
		if a := o.ask(t, 0); a.Status != 404 || string(a.Glimpse) != "nothing here" {
			t.Errorf("%s: status %d, glimpse %q, want the plain text", k.name, a.Status, a.Glimpse)
		}
	}
}

// TestCodingsOfMessages is TestCodings for gRPC.
func TestCodingsOfMessages(t *testing.T) {
	text := large(10_000)
	flagged := func(message string) string { return "\x01" + leantest.Message(message)[1:] }
	for _, tt := range []struct {
		name, coding, message string
		want                  want
		left                  string
		counts                map[string]int64
	}{
		{"none", "identity", leantest.Message(text), fineRPC(text), "", nil},
		{"gzip", "gzip", flagged(packed(text)), fineRPC(text), "", map[string]int64{"gzip": 1}},
		{"gzip that is not used", "gzip", leantest.Message(text), fineRPC(text), "", nil},
		{"gzip of nothing", "gzip", flagged(packed("")), fineRPC(""), "", map[string]int64{"gzip": 1}},
		{"no gzip", "gzip", flagged("no gzip"), failed(contract.MalformedAnswer), "", map[string]int64{"gzip": 1}},
		{"br", "br", flagged("whatever"), failed(contract.UndecodableAnswer, contract.MalformedAnswer), "", nil},
	} {
		for _, k := range bothKinds {
			t.Run(tt.name+"/"+k.name, func(t *testing.T) {
				address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
					each(func(c *leantest.HTTP2, r *leantest.Request) {
						c.Headers(r.Stream, false, ":status", "200", "content-type", "application/grpc", "grpc-encoding", tt.coding)
						c.Data(r.Stream, false, []byte(tt.message))
						c.Headers(r.Stream, true, "grpc-status", "0")
					})(t, c)
				})
				o := k.start(t, lean.Config{Address: address, Protocol: lean.GRPC, Requests: []lean.Request{{Path: "/s/m"}}})
				tt.want.check(t, 0, o.ask(t, 0))
				if got := o.Codings(); !maps.Equal(got, tt.counts) {
					t.Errorf("Codings() = %v, want %v", got, tt.counts)
				}
			})
		}
	}
}
