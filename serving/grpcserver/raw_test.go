package grpcserver

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"testing"

	"google.golang.org/protobuf/proto"
)

// rawClient speaks HTTP/2 by hand over one connection, so that what a test counts is the
// server's: once it is open, a call allocates nothing here.
type rawClient struct {
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	headers []byte // of every call
	stream  uint32 // of the next call
	payload []byte
}

// The frames and flags of HTTP/2 that it knows.
const (
	frameData         = 0x0
	frameHeaders      = 0x1
	frameReset        = 0x3
	frameSettings     = 0x4
	framePing         = 0x6
	frameGoAway       = 0x7
	frameWindowUpdate = 0x8

	flagEndStream  = 0x1
	flagAck        = 0x1
	flagEndHeaders = 0x4
)

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func newRawClient(tb testing.TB, conn net.Conn, method string) *rawClient {
	tb.Helper()
	c := &rawClient{conn: conn, in: bufio.NewReaderSize(conn, 32<<10), stream: 1}
	// What begins with 0x80 stands in the static table, and so do names below 0x10.
	c.headers = append(c.headers, 0x83, 0x86) // :method POST, :scheme http
	c.headers = appendText(append(c.headers, 0x04), method)
	c.headers = appendText(append(c.headers, 0x01), "localhost") // :authority
	for _, h := range [][2]string{{"content-type", "application/grpc"}, {"user-agent", "grpc-go/1.85.0"}, {"te", "trailers"}} {
		c.headers = appendText(appendText(append(c.headers, 0), h[0]), h[1])
	}

	// Windows that no test fills.
	settings := binary.BigEndian.AppendUint32([]byte{0, 4}, 1<<31-1)
	c.out = append(c.out, preface...)
	c.out = appendFrame(c.out, frameSettings, 0, 0, settings)
	c.out = appendFrame(c.out, frameWindowUpdate, 0, 0, binary.BigEndian.AppendUint32(nil, 1<<30))
	if err := c.flush(); err != nil {
		tb.Fatal(err)
	}
	return c
}

// appendText appends a string of HPACK, without Huffman's code.
func appendText(b []byte, s string) []byte {
	if len(s) < 127 {
		return append(append(b, byte(len(s))), s...)
	}
	return append(binary.AppendUvarint(append(b, 127), uint64(len(s)-127)), s...)
}

func appendFrame(b []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	n := len(payload)
	b = append(b, byte(n>>16), byte(n>>8), byte(n), kind, flags)
	b = binary.BigEndian.AppendUint32(b, stream)
	return append(b, payload...)
}

// envelope is a message as gRPC sends it.
func envelope(tb testing.TB, m proto.Message) []byte {
	tb.Helper()
	data, err := proto.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(data))), data...)
}

// open queues the headers of a call, and more behind them.
func (c *rawClient) open(more []byte) {
	c.out = appendFrame(c.out, frameHeaders, flagEndHeaders, c.stream, append(c.headers, more...))
	c.stream += 2
}

// call queues a call of one message.
func (c *rawClient) call(message []byte) {
	c.open(nil)
	c.out = appendFrame(c.out, frameData, flagEndStream, c.stream-2, message)
}

func (c *rawClient) flush() error {
	_, err := c.conn.Write(c.out)
	c.out = c.out[:0]
	return err
}

// finish reads until that many calls have ended and returns how many bytes of messages came.
func (c *rawClient) finish(calls int) (messages int, err error) {
	for calls > 0 {
		kind, flags, payload, err := c.read()
		switch {
		case err != nil:
			return messages, err
		case kind == frameReset || kind == frameGoAway:
			return messages, fmt.Errorf("frame %d: % x", kind, payload)
		case kind == frameData:
			messages += len(payload)
		case kind == frameHeaders && flags&flagEndStream != 0:
			calls--
		}
	}
	return messages, nil
}

// read returns the next frame, whose payload is good until the one after, and answers what
// has to be answered.
func (c *rawClient) read() (kind, flags byte, payload []byte, err error) {
	head, err := c.in.Peek(9)
	if err != nil {
		return 0, 0, nil, err
	}
	n := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
	kind, flags = head[3], head[4]
	c.in.Discard(9)
	if cap(c.payload) < n {
		c.payload = make([]byte, n)
	}
	payload = c.payload[:n]
	if _, err := io.ReadFull(c.in, payload); err != nil {
		return 0, 0, nil, err
	}
	if (kind == frameSettings || kind == framePing) && flags&flagAck == 0 {
		echo := payload
		if kind == frameSettings {
			echo = nil
		}
		c.out = appendFrame(c.out, kind, flagAck, 0, echo)
		err = c.flush()
	}
	return kind, flags, payload, err
}
