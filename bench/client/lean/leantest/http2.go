package leantest

import (
	"bytes"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/wiretax/wiretax/bench/client/clienttest"
)

// HTTP2 is a server's connection of HTTP/2. It keeps the rules of flow control, acknowledges
// settings and pings and gives back windows while it reads; whatever else it sends is for the
// test to say, with the methods of its Framer if there is no other.
type HTTP2 struct {
	*http2.Framer
	Conn *net.TCPConn
	// Number counts the server's connections from 0.
	Number int
	// Hoards says that the server gives back no windows.
	Hoards bool
	// Resets are the codes with which the client reset streams, Pings the pings that it
	// answered, and Acks how many settings it acknowledged.
	Resets map[uint32]http2.ErrCode
	Pings  [][8]byte
	Acks   int
	// Received is how much data came, LargestFrame the largest frame of it, and MostStreams how
	// many requests were in flight at most.
	Received, LargestFrame, MostStreams int
	// Frames counts those that came by type.
	Frames map[http2.FrameType]int

	encode  *hpack.Encoder
	encoded bytes.Buffer
	// windows are the client's by stream, 0 being the connection's; initial is that of a new
	// stream, and frame the largest frame that it takes.
	windows map[uint32]int64
	initial int64
	frame   int
	open    map[uint32]*Request
	ready   []*Request
	lots    int
}

// Request is a request that came over HTTP/2.
type Request struct {
	Stream uint32
	Header map[string]string
	Fields []string // the headers in order, as name: value
	Body   []byte
}

// ServeHTTP2 serves each connection by a function, once its preface is read and the server's
// settings are sent, until the test ends. It returns host:port.
func ServeHTTP2(t *testing.T, settings []http2.Setting, serve func(*HTTP2)) (address string) {
	t.Helper()
	n := clienttest.NewNetwork(t)
	var connections atomic.Int64
	t.Cleanup(clienttest.ServeRaw(n, func(conn *net.TCPConn) {
		defer conn.Close()
		c := newHTTP2(conn)
		c.Number = int(connections.Add(1)) - 1
		preface := make([]byte, len(http2.ClientPreface))
		if _, err := io.ReadFull(conn, preface); err != nil || string(preface) != http2.ClientPreface {
			return
		}
		c.WriteSettings(settings...)
		serve(c)
	}))
	return n.Addr().String()
}

const (
	firstWindow = 1<<16 - 1
	firstFrame  = 1 << 14
)

func newHTTP2(conn *net.TCPConn) *HTTP2 {
	c := &HTTP2{
		Framer: http2.NewFramer(conn, conn), Conn: conn, Resets: make(map[uint32]http2.ErrCode), Frames: make(map[http2.FrameType]int),
		windows: map[uint32]int64{0: firstWindow}, initial: firstWindow, frame: firstFrame, open: make(map[uint32]*Request),
	}
	c.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.AllowIllegalWrites = true
	c.SetMaxReadFrameSize(1<<24 - 1)
	c.encode = hpack.NewEncoder(&c.encoded)
	return c
}

// Request returns the next request that came with its whole body. It returns false when none comes
// any more.
func (c *HTTP2) Request() (r *Request, ok bool) {
	for len(c.ready) == 0 {
		if !c.Read() {
			return nil, false
		}
	}
	r, c.ready = c.ready[0], c.ready[1:]
	return r, true
}

// Open are the streams of requests that are not answered yet.
func (c *HTTP2) Open() []uint32 { return slices.Sorted(maps.Keys(c.open)) }

// Requests returns that many requests, which are then in flight together, or fewer at the end of
// the connection.
func (c *HTTP2) Requests(n int) (list []*Request) {
	for range n {
		r, ok := c.Request()
		if !ok {
			return list
		}
		list = append(list, r)
	}
	return list
}

// Lot returns the next request and those that were in flight with it; none at the end of the
// connection.
func (c *HTTP2) Lot() []*Request {
	r, ok := c.Request()
	if !ok {
		return nil
	}
	c.lots++
	c.Ping([8]byte{'l', 'o', 't', byte(c.lots >> 8), byte(c.lots)})
	list := append([]*Request{r}, c.ready...)
	c.ready = nil
	return list
}

// Ping sends a ping and reads until it is answered. What the client could send before it has then
// come. It returns false at the end of the connection.
func (c *HTTP2) Ping(data [8]byte) bool {
	c.WritePing(false, data)
	for !slices.Contains(c.Pings, data) {
		if !c.Read() {
			return false
		}
	}
	return true
}

// Drain reads until the client closes the connection.
func (c *HTTP2) Drain() {
	for c.Read() {
	}
}

// Read reads one frame and does what it asks for. It returns false at the end of the connection.
func (c *HTTP2) Read() bool {
	frame, err := c.ReadFrame()
	if err != nil {
		return false
	}
	c.Frames[frame.Header().Type]++
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		c.readSettings(f)
	case *http2.PingFrame:
		if f.IsAck() {
			c.Pings = append(c.Pings, f.Data)
		} else {
			c.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		c.windows[f.StreamID] += int64(f.Increment)
	case *http2.RSTStreamFrame:
		c.Resets[f.StreamID] = f.ErrCode
		delete(c.open, f.StreamID)
	case *http2.MetaHeadersFrame:
		c.readHeaders(f)
	case *http2.DataFrame:
		c.readData(f)
	}
	return true
}

func (c *HTTP2) readSettings(f *http2.SettingsFrame) {
	if f.IsAck() {
		c.Acks++
		return
	}
	f.ForeachSetting(func(s http2.Setting) error {
		switch s.ID {
		case http2.SettingInitialWindowSize:
			for stream := range c.open {
				c.windows[stream] += int64(s.Val) - c.initial
			}
			c.initial = int64(s.Val)
		case http2.SettingMaxFrameSize:
			c.frame = int(s.Val)
		case http2.SettingHeaderTableSize:
			c.encode.SetMaxDynamicTableSizeLimit(s.Val)
		}
		return nil
	})
	c.WriteSettingsAck()
}

func (c *HTTP2) readHeaders(f *http2.MetaHeadersFrame) {
	r := &Request{Stream: f.StreamID, Header: make(map[string]string)}
	for _, field := range f.Fields {
		r.Header[field.Name] = field.Value
		r.Fields = append(r.Fields, field.Name+": "+field.Value)
	}
	c.open[f.StreamID] = r
	c.windows[f.StreamID] = c.initial
	c.MostStreams = max(c.MostStreams, len(c.open))
	c.ended(r, f.StreamEnded())
}

func (c *HTTP2) readData(f *http2.DataFrame) {
	c.Received += len(f.Data())
	c.LargestFrame = max(c.LargestFrame, int(f.Length))
	if !c.Hoards && f.Length > 0 {
		c.WriteWindowUpdate(0, f.Length)
		if !f.StreamEnded() {
			c.WriteWindowUpdate(f.StreamID, f.Length)
		}
	}
	if r := c.open[f.StreamID]; r != nil {
		r.Body = append(r.Body, f.Data()...)
		c.ended(r, f.StreamEnded())
	}
}

func (c *HTTP2) ended(r *Request, end bool) {
	if end {
		c.ready = append(c.ready, r)
	}
}

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

// Reset closes the connection with a TCP reset.
func (c *HTTP2) Reset() { c.Conn.SetLinger(0); c.Conn.Close() }
