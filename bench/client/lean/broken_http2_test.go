package lean_test

import (
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// brokenHTTP2 breaks the protocol once, in answer to the first request of the first connection.
type brokenHTTP2 struct {
	name string
	say  func(*leantest.HTTP2, *leantest.Request)
	// stream says that only the stream is broken, and its connection may go on.
	stream bool
	// onlyLean says why native connections do something else.
	onlyLean string
}

// frame sends a frame whatever it holds.
func frame(kind http2.FrameType, flags http2.Flags, stream uint32, payload string) func(*leantest.HTTP2, *leantest.Request) {
	return func(c *leantest.HTTP2, _ *leantest.Request) { c.WriteRawFrame(kind, flags, stream, []byte(payload)) }
}

// bytesOf sends bytes that are no frames.
func bytesOf(text string) func(*leantest.HTTP2, *leantest.Request) {
	return func(c *leantest.HTTP2, _ *leantest.Request) { c.Conn.Write([]byte(text)) }
}

// headers sends headers that are well encoded and wrong.
func headers(end bool, namesAndValues ...string) func(*leantest.HTTP2, *leantest.Request) {
	return func(c *leantest.HTTP2, r *leantest.Request) { c.Headers(r.Stream, end, namesAndValues...) }
}

// status200 is :status 200 in HPACK.
const status200 = "\x88"

var brokenHTTP2s = []brokenHTTP2{
	{name: "garbage", say: bytesOf("garbage, and nothing but garbage")},
	{name: "HTTP/1.1", say: bytesOf("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")},
	{name: "a frame above the limit", say: frame(http2.FrameData, 0, 1, strings.Repeat("x", 1<<24-1))},
	{name: "data of the connection", say: frame(http2.FrameData, 0, 0, "x")},
	{name: "data before headers", stream: true, say: frame(http2.FrameData, 0, 1, "x")},
	{name: "data of a stream that was never opened", say: frame(http2.FrameData, 0, 99, "x")},
	{name: "padding longer than the frame", say: frame(http2.FrameData, http2.FlagDataPadded, 1, "\x05xx")},
	{name: "padding without a length", say: frame(http2.FrameData, http2.FlagDataPadded, 1, "")},
	{name: "headers of the connection", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 0, status200)},
	{name: "headers of a stream that was never opened", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 99, status200),
		onlyLean: "they are ignored"},
	{name: "headers of a stream of the server", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 2, status200),
		onlyLean: "they are ignored"},
	{name: "headers with padding longer than the frame", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|http2.FlagHeadersPadded, 1, "\xff"+status200)},
	{name: "a priority that is cut", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|http2.FlagHeadersPriority, 1, "\x00\x00")},
	{name: "an index of no table", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\xff\xff\xff\x7f")},
	{name: "the index 0", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x80")},
	{name: "a number without an end", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\xff"+strings.Repeat("\xff", 20))},
	{name: "a string longer than the block", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, status200+"\x00\x7fab")},
	{name: "a Huffman code that is none", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, status200+"\x00\x01a\x84\xff\xff\xff\xff")},
	{name: "a table above the limit", say: frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x3f\xe1\xff\x7f"+status200)},
	{name: "no status", stream: true, say: headers(true, "x", "y")},
	{name: "two statuses", stream: true, say: headers(true, ":status", "200", ":status", "404")},
	{name: "a status that is none", stream: true, say: headers(true, ":status", "ok")},
	{name: "a status of four digits", stream: true, say: headers(true, ":status", "2000"), onlyLean: "any number is a status"},
	{name: "a status after others", stream: true, say: headers(true, "x", "y", ":status", "200")},
	{name: "a pseudo-header of requests", stream: true, say: headers(true, ":status", "200", ":path", "/")},
	{name: "a name in capitals", stream: true, say: headers(true, ":status", "200", "Name", "x")},
	{name: "an interim answer that is the last", stream: true, say: headers(true, ":status", "100")},
	{name: "trailers that end nothing", stream: true, say: func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200")
		c.Headers(r.Stream, false, "x", "y")
	}},
	{name: "a continuation of nothing", say: frame(http2.FrameContinuation, http2.FlagContinuationEndHeaders, 1, status200)},
	{name: "a frame between headers and their continuation", say: func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteRawFrame(http2.FrameHeaders, 0, r.Stream, []byte(status200))
		c.WritePing(false, [8]byte{})
	}},
	{name: "a continuation of another stream", say: func(c *leantest.HTTP2, r *leantest.Request) {
		c.WriteRawFrame(http2.FrameHeaders, 0, r.Stream, []byte(status200))
		c.WriteRawFrame(http2.FrameContinuation, http2.FlagContinuationEndHeaders, r.Stream+2, nil)
	}},
	{name: "fewer bytes than declared", stream: true, say: func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "content-length", "5")
		c.Data(r.Stream, true, []byte("four"))
	}},
	{name: "more bytes than declared", stream: true, say: func(c *leantest.HTTP2, r *leantest.Request) {
		c.Headers(r.Stream, false, ":status", "200", "content-length", "3")
		c.Data(r.Stream, true, []byte("four"))
	}},
	{name: "a promise", say: frame(http2.FramePushPromise, http2.FlagPushPromiseEndHeaders, 1, "\x00\x00\x00\x02"+status200)},
	{name: "settings of a stream", say: frame(http2.FrameSettings, 0, 1, "")},
	{name: "settings that are cut", say: frame(http2.FrameSettings, 0, 0, "\x00\x04\x00")},
	{name: "settings acknowledged with settings", say: frame(http2.FrameSettings, http2.FlagSettingsAck, 0, "\x00\x04\x00\x00\x00\x01")},
	{name: "a window above the limit", say: frame(http2.FrameSettings, 0, 0, "\x00\x04\x80\x00\x00\x00")},
	{name: "a largest frame below the limit", say: frame(http2.FrameSettings, 0, 0, "\x00\x05\x00\x00\x00\x01")},
	{name: "push turned on", say: frame(http2.FrameSettings, 0, 0, "\x00\x02\x00\x00\x00\x01"), onlyLean: "it is ignored"},
	{name: "a ping that is cut", say: frame(http2.FramePing, 0, 0, "1234567")},
	{name: "a ping of a stream", say: frame(http2.FramePing, 0, 1, "12345678")},
	{name: "a reset of the connection", say: frame(http2.FrameRSTStream, 0, 0, "\x00\x00\x00\x08")},
	{name: "a reset that is cut", say: frame(http2.FrameRSTStream, 0, 1, "\x00")},
	{name: "a goodbye of a stream", say: frame(http2.FrameGoAway, 0, 1, "\x00\x00\x00\x00\x00\x00\x00\x00")},
	{name: "a goodbye that is cut", say: frame(http2.FrameGoAway, 0, 0, "\x00\x00\x00\x00")},
	{name: "no more of the connection's window", say: frame(http2.FrameWindowUpdate, 0, 0, "\x00\x00\x00\x00")},
	{name: "no more of the stream's window", stream: true, say: frame(http2.FrameWindowUpdate, 0, 1, "\x00\x00\x00\x00")},
	{name: "too much of the connection's window", say: frame(http2.FrameWindowUpdate, 0, 0, "\x7f\xff\xff\xff")},
	{name: "too much of the stream's window", stream: true, say: frame(http2.FrameWindowUpdate, 0, 1, "\x7f\xff\xff\xff"), onlyLean: "net/http hangs"},
	{name: "an update that is cut", say: frame(http2.FrameWindowUpdate, 0, 0, "\x00")},
}

func TestBrokenHTTP2(t *testing.T) {
	for _, b := range brokenHTTP2s {
		for _, k := range bothKinds {
			t.Run(b.name+"/"+k.name, func(t *testing.T) {
				s := script{onlyLean: b.onlyLean, opened: 2, want: []want{failed(contract.MalformedAnswer), ok("fine")}}
				if b.stream {
					s.opened = anyNumber // the connection may end, too
				}
				if k.name == nativeKind.name { // net/http names some of them otherwise
					s.opened = anyNumber
					s.want[0] = failed(contract.MalformedAnswer, contract.ConnectionClosed, contract.TransportError)
				}
				address := leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) { firstOf(b.say)(t, c) })
				s.run(t, k, lean.Config{Address: address, Protocol: lean.HTTP2})
			})
		}
	}
}
