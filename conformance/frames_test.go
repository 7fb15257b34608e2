package conformance_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frames is a connection of HTTP/2 whose frames are written by hand.
type frames struct {
	*http2.Framer
	conn  net.Conn
	block bytes.Buffer
	hpack *hpack.Encoder
}

// dial opens a connection and, over TLS, offers the protocols. Nothing of it takes longer
// than patience.
func dial(t *testing.T, s *service, protocols ...string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	if s.trust == nil {
		return conn
	}
	trust := s.trust.Clone()
	trust.ServerName, trust.NextProtos = "127.0.0.1", protocols
	secure := tls.Client(conn, trust)
	if err := secure.HandshakeContext(brief(t)); err != nil {
		t.Fatal(err)
	}
	return secure
}

// openFrames begins a connection of HTTP/2 as a client has to.
func openFrames(t *testing.T, s *service, settings ...http2.Setting) *frames {
	t.Helper()
	f := &frames{conn: dial(t, s, "h2")}
	f.hpack = hpack.NewEncoder(&f.block)
	f.Framer = http2.NewFramer(f.conn, f.conn)
	f.AllowIllegalWrites = true
	f.SetMaxReadFrameSize(1 << 20)
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	io.WriteString(f.conn, http2.ClientPreface)
	if err := f.WriteSettings(settings...); err != nil {
		t.Fatal(err)
	}
	return f
}

// headers encodes a header block from names and values in turn.
func (f *frames) headers(pairs ...string) []byte {
	f.block.Reset()
	for i := 0; i < len(pairs); i += 2 {
		f.hpack.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]})
	}
	return bytes.Clone(f.block.Bytes())
}

// open begins a request that a service takes: of REST an upload, of gRPC a stream of actions.
// Neither is answered before it ends or has sent more.
func (f *frames) open(s *service, stream uint32, more ...string) error {
	pairs := []string{":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/v1/ratings", "content-type", linesType}
	if s.name == grpcService {
		pairs = []string{
			":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/catalog.v1.RecommendationService/RealtimeRecommendations",
			"content-type", "application/grpc", "te", "trailers",
		}
	}
	return f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: f.headers(append(pairs, more...)...), EndHeaders: true})
}

// get begins and ends a request of REST.
func (f *frames) get(stream uint32, path string) {
	f.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, EndHeaders: true, EndStream: true,
		BlockFragment: f.headers(":method", "GET", ":scheme", "http", ":authority", "x", ":path", path),
	})
}

// fate reads until the service ends the stream or the connection, and returns how it did.
func (f *frames) fate() string {
	for {
		frame, err := f.ReadFrame()
		var network net.Error
		switch {
		case errors.As(err, &network) && network.Timeout():
			return "nothing"
		case err != nil:
			return "closed"
		}
		switch frame := frame.(type) {
		case *http2.PingFrame:
			if frame.IsAck() {
				return goesOn
			}
		case *http2.GoAwayFrame:
			return "GOAWAY " + frame.ErrCode.String()
		case *http2.RSTStreamFrame:
			return "RST_STREAM " + frame.ErrCode.String()
		case *http2.MetaHeadersFrame:
			if frame.StreamEnded() || frame.PseudoValue("status") != "200" {
				return f.answered(frame)
			}
		}
	}
}

// answered says what an answer's headers say.
func (f *frames) answered(frame *http2.MetaHeadersFrame) string {
	said := "status " + frame.PseudoValue("status")
	for _, h := range frame.Fields {
		if h.Name == "grpc-status" || h.Name == "grpc-message" {
			said += fmt.Sprintf(" %s %s", h.Name, h.Value)
		}
	}
	return said
}

// settled reads the settings of a service and the size of its connection's window.
func (f *frames) settled(t *testing.T) (settings map[http2.SettingID]uint32, window uint32) {
	t.Helper()
	settings, window = map[http2.SettingID]uint32{}, 65535
	if err := f.WritePing(false, [8]byte{}); err != nil {
		t.Fatal(err)
	}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			frame.ForeachSetting(func(s http2.Setting) error { settings[s.ID] = s.Val; return nil })
		case *http2.WindowUpdateFrame:
			window += frame.Increment
		case *http2.PingFrame:
			return settings, window // what comes before it is what every connection is told
		}
	}
}
