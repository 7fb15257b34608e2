package leantest

import (
	"bytes"
	"slices"
	"strconv"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// Encode returns the block of a list of headers, which are names and values in turn. Blocks have
// to be sent in the order in which they are encoded.
func (c *HTTP2) Encode(namesAndValues ...string) []byte {
	c.encoded.Reset()
	for pair := range slices.Chunk(namesAndValues, 2) {
		c.encode.WriteField(hpack.HeaderField{Name: pair[0], Value: pair[1]})
	}
	return bytes.Clone(c.encoded.Bytes())
}

// Table changes the size of the table by which the server encodes headers.
func (c *HTTP2) Table(size uint32) { c.encode.SetMaxDynamicTableSize(size) }

// Headers sends headers in one frame.
func (c *HTTP2) Headers(stream uint32, end bool, namesAndValues ...string) {
	c.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, EndHeaders: true, EndStream: end, BlockFragment: c.Encode(namesAndValues...)})
	c.close(stream, end)
}

// SplitHeaders sends headers in frames of a number of bytes.
func (c *HTTP2) SplitHeaders(stream uint32, end bool, size int, namesAndValues ...string) {
	parts := slices.Collect(slices.Chunk(c.Encode(namesAndValues...), size))
	last := len(parts) - 1
	c.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, EndHeaders: last == 0, EndStream: end, BlockFragment: parts[0]})
	for i, part := range parts[1:] {
		c.WriteContinuation(stream, i+1 == last, part)
	}
	c.close(stream, end)
}

// Data sends data as far as the client's windows allow and reads until they allow the rest. It
// returns false if the client resets the stream or closes the connection.
func (c *HTTP2) Data(stream uint32, end bool, data []byte) bool {
	for {
		n := min(len(data), c.frame, int(max(0, min(c.windows[0], c.windows[stream]))))
		if n > 0 || len(data) == 0 {
			c.WriteData(stream, end && n == len(data), data[:n])
			c.windows[0] -= int64(n)
			c.windows[stream] -= int64(n)
			data = data[n:]
		}
		if len(data) == 0 {
			c.close(stream, end)
			return true
		}
		if c.windows[0] <= 0 || c.windows[stream] <= 0 {
			if _, reset := c.Resets[stream]; reset || !c.Read() {
				return false
			}
		}
	}
}

func (c *HTTP2) close(stream uint32, end bool) {
	if end {
		delete(c.open, stream)
	}
}

// Answer sends status 200 and a body.
func (c *HTTP2) Answer(r *Request, body string) bool {
	c.Headers(r.Stream, false, ":status", "200")
	return c.Data(r.Stream, true, []byte(body))
}

// AnswerRPC sends messages of gRPC and a status.
func (c *HTTP2) AnswerRPC(r *Request, status int, messages ...string) bool {
	c.Headers(r.Stream, false, ":status", "200", "content-type", "application/grpc")
	for _, m := range messages {
		if !c.Data(r.Stream, false, []byte(Message(m))) {
			return false
		}
	}
	c.Headers(r.Stream, true, "grpc-status", strconv.Itoa(status))
	return true
}

// Message frames a message of gRPC.
func Message(m string) string {
	n := len(m)
	return string([]byte{0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + m
}

// Refuse resets a stream.
func (c *HTTP2) Refuse(r *Request, code http2.ErrCode) {
	c.WriteRSTStream(r.Stream, code)
	c.close(r.Stream, true)
}
