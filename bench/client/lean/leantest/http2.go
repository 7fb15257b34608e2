package leantest

import (
	"bytes"
	"crypto/tls"
	"io"
	"maps"
	"slices"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// HTTP2 is a server's connection of HTTP/2. It keeps the rules of flow control, acknowledges
// settings and pings and gives back windows while it reads; whatever else it sends is for the
// test to say, with the methods of its Framer if there is no other.
type HTTP2 struct {
	*http2.Framer
	Conn Conn
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
// settings are sent, until the test ends. It returns host:port. Security is nil for plaintext.
func ServeHTTP2(t *testing.T, security *tls.Config, settings []http2.Setting, serve func(*HTTP2)) (address string) {
	t.Helper()
	return serveConns(t, security, "h2", func(conn Conn, number int) {
		c := newHTTP2(conn)
		c.Number = number
		preface := make([]byte, len(http2.ClientPreface))
		if _, err := io.ReadFull(conn, preface); err != nil || string(preface) != http2.ClientPreface {
			return
		}
		c.WriteSettings(settings...)
		serve(c)
	})
}

const (
	firstWindow = 1<<16 - 1
	firstFrame  = 1 << 14
)

func newHTTP2(conn Conn) *HTTP2 {
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
