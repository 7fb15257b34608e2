package conformance_test

import (
	"testing"

	"golang.org/x/net/http2"
)

// goesOn is the fate of a connection whose service ignores what it got.
const goesOn = "goes on"

// strange is something to send over HTTP/2, and what comes of it.
type strange struct {
	name       string
	send       func(*frames, *service)
	rest, grpc string // the fates
}

// Frames that break the protocol end the connection. grpc-go closes it if the framing is at fault,
// and ignores what does no harm; net/http says why in every case.
func TestStrangeFrames(t *testing.T) {
	t.Parallel()
	for _, test := range strangeFrames {
		test.check(t)
	}
}

var strangeFrames = []strange{
	{
		"data on stream 0", func(f *frames, _ *service) { f.WriteData(0, false, []byte("x")) },
		"GOAWAY PROTOCOL_ERROR", "closed",
	},
	{
		"data on a stream that never was", func(f *frames, _ *service) { f.WriteData(99, true, []byte("x")) },
		"GOAWAY PROTOCOL_ERROR", goesOn,
	},
	{
		"headers on a stream of the server", func(f *frames, s *service) { f.open(s, 2) },
		"GOAWAY PROTOCOL_ERROR", "GOAWAY PROTOCOL_ERROR",
	},
	{
		"headers on an older stream", func(f *frames, s *service) { f.open(s, 5); f.open(s, 3) },
		"GOAWAY PROTOCOL_ERROR", "GOAWAY PROTOCOL_ERROR",
	},
	{
		"a continuation of nothing", func(f *frames, _ *service) { f.WriteContinuation(1, true, nil) },
		"GOAWAY PROTOCOL_ERROR", "closed",
	},
	{
		"data between headers", func(f *frames, _ *service) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.headers(":method", "GET")})
			f.WriteData(1, true, nil)
		},
		"GOAWAY PROTOCOL_ERROR", "closed",
	},
	{
		"headers that do not decompress", func(f *frames, _ *service) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0xff, 0xff, 0xff, 0xff, 0xff}, EndHeaders: true})
		},
		"GOAWAY COMPRESSION_ERROR", "closed",
	},
	{
		"settings of a wrong length", func(f *frames, _ *service) { f.WriteRawFrame(http2.FrameSettings, 0, 0, []byte("odd")) },
		"GOAWAY FRAME_SIZE_ERROR", "closed",
	},
	{
		"a window that cannot be", func(f *frames, _ *service) {
			f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 31})
		},
		"GOAWAY FLOW_CONTROL_ERROR", "closed",
	},
	{
		"a ping of a wrong length", func(f *frames, _ *service) { f.WriteRawFrame(http2.FramePing, 0, 0, []byte("odd")) },
		"GOAWAY FRAME_SIZE_ERROR", "closed",
	},
	{
		"a window update of 0", func(f *frames, _ *service) { f.WriteWindowUpdate(0, 0) },
		"GOAWAY PROTOCOL_ERROR", "closed",
	},
	{
		"a window that overflows", func(f *frames, _ *service) { f.WriteWindowUpdate(0, 1<<31-1) },
		"GOAWAY FLOW_CONTROL_ERROR", goesOn,
	},
	{
		"a promise of a client", func(f *frames, _ *service) {
			f.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true})
		},
		"GOAWAY PROTOCOL_ERROR", goesOn,
	},
	{
		"the head of a frame that is too large", func(f *frames, _ *service) {
			f.conn.Write([]byte{0xff, 0xff, 0xff, byte(http2.FrameData), 0, 0, 0, 0, 1})
		},
		"GOAWAY FRAME_SIZE_ERROR", "closed",
	},
	{
		"half a frame and the end", func(f *frames, _ *service) { f.conn.Write([]byte{0, 0, 8, 6}); f.closeWrite() },
		"closed", "closed",
	},
}

// A request that cannot be one ends alone: its connection goes on.
func TestStrangeStreams(t *testing.T) {
	t.Parallel()
	for _, test := range []strange{
		{
			"a request without a path", func(f *frames, _ *service) {
				f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.headers(":method", "GET", ":scheme", "http"), EndHeaders: true, EndStream: true})
			},
			"RST_STREAM PROTOCOL_ERROR", `status 415 grpc-status 3 grpc-message invalid gRPC request content-type ""`,
		},
		{
			"a header in capitals", func(f *frames, s *service) { f.open(s, 1, "Upper", "case") },
			"RST_STREAM PROTOCOL_ERROR", "RST_STREAM PROTOCOL_ERROR",
		},
		{
			"a header of HTTP/1.1", func(f *frames, s *service) { f.open(s, 1, "connection", "close") },
			"status 400", "RST_STREAM PROTOCOL_ERROR",
		},
		{
			"a deadline that is none", func(f *frames, s *service) { f.open(s, 1, "grpc-timeout", "soon", "request-timeout", "soon") },
			"status 400", `status 400 grpc-status 13 grpc-message malformed grpc-timeout: strconv.ParseUint: parsing "soo": invalid syntax`,
		},
		{
			"more data than its length says", func(f *frames, s *service) {
				f.open(s, 1, "content-length", "1")
				f.WriteData(1, true, []byte{0, 0, 0, 0})
			},
			"RST_STREAM PROTOCOL_ERROR", "status 200 grpc-status 13 grpc-message unexpected EOF",
		},
	} {
		test.check(t)
	}
}

// check sends to both services. They go on for everybody else, and have no request in progress
// afterwards.
func (test strange) check(t *testing.T) {
	t.Helper()
	for _, service := range services {
		s := start(t, service, config{})
		want := map[string]string{restService: test.rest, grpcService: test.grpc}[service]
		f := openFrames(t, s)
		test.send(f, s)
		if want == goesOn {
			f.WritePing(false, [8]byte{1})
		}
		if got := f.fate(); got != want {
			t.Errorf("%s gets from %s: %s, want %s", test.name, service, got, want)
		}
		f.conn.Close()
		s.alive(t)
		s.awaitInFlight(t, 0)
	}
}

// closeWrite says that nothing follows.
func (f *frames) closeWrite() { f.conn.(interface{ CloseWrite() error }).CloseWrite() }
