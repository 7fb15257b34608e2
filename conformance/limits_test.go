package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"golang.org/x/net/http2"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// A message may have as many bytes as the limit says and not one more, however small it is
// compressed. What came before it counts.
func TestBigMessages(t *testing.T) {
	t.Parallel()
	settings := []setting{{false, false, serving.Default}, {false, true, serving.Tuned}}
	onEvery(t, settings, config{books: generate.Catalog(generate.DefaultSeed, 50)}, func(t *testing.T, s *service, c client) {
		if c, ok := c.(*restClient); ok && c.gzip && (c.stack.json || c.stack.http2) {
			return // TestBombs has them; so much takes the race detector long
		}
		for name, upload := range bigUploads(c) {
			before := s.ratings(t)
			for _, test := range []struct {
				size int
				want string
			}{{serving.MaxMessageBytes, "OK"}, {serving.MaxMessageBytes + 1, "RESOURCE_EXHAUSTED"}} {
				got, err := upload(brief(t), test.size)
				if err != nil || got.Code != test.want {
					t.Errorf("%s of %d bytes = %+v, %v; want %s", name, test.size, got, err, test.want)
				}
			}
			s.awaitInFlight(t, 0)
			if n := s.ratings(t)[0] - before[0]; n < 2 {
				t.Errorf("%s: %v ratings count, want those of the message that is not too large", name, n)
			}
		}
		s.alive(t)
	})
}

const aRating = `{"user_id":1,"book_id":1,"stars":5}`

// padded is text with blanks before its last byte, so many bytes long.
func padded(text string, size int) []byte {
	last := len(text) - 1
	return []byte(text[:last] + strings.Repeat(" ", size-len(text)) + text[last:])
}

// paddedProto is a message with an unknown field that is so many bytes long.
func paddedProto(m proto.Message, size int) []byte {
	b, _ := proto.Marshal(m)
	b = protowire.AppendTag(b, 1000, protowire.BytesType)
	const lengthBytes = 4 // of a length above 2 MiB
	return protowire.AppendBytes(b, make([]byte, size-len(b)-lengthBytes))
}

// bigUploads upload two ratings, in one or two messages of which the larger has the size.
func bigUploads(c client) map[string]func(ctx context.Context, size int) (outcome, error) {
	if c, ok := c.(*grpcClient); ok {
		return map[string]func(context.Context, int) (outcome, error){"stream": c.bigUpload}
	}
	rest := c.(*restClient)
	post := func(contentType string, body func(int) []byte) func(context.Context, int) (outcome, error) {
		return func(ctx context.Context, size int) (outcome, error) {
			a, err := rest.do(ctx, "POST", "/v1/ratings", rest.mediaType, contentType, body(size))
			if err != nil {
				return outcome{}, err
			}
			return a.outcome(rest.mediaType, whole, new(catalogv1.UploadBookRatingsResponse))
		}
	}
	one := rating(1, 1, 5)
	if !rest.stack.json {
		return map[string]func(context.Context, int) (outcome, error){"batch": post(protobufType, func(size int) []byte {
			return paddedProto(&catalogv1.BookRatings{Ratings: []*catalogv1.BookRating{one, one}}, size)
		})}
	}
	if rest.stack.http2 { // one of the two: the race detector takes long for so much JSON
		return map[string]func(context.Context, int) (outcome, error){"lines": post(linesType, func(size int) []byte {
			return append([]byte(aRating+"\n"), append(padded(aRating, size), '\n')...)
		})}
	}
	return map[string]func(context.Context, int) (outcome, error){"array": post(jsonType, func(size int) []byte {
		return padded("["+aRating+","+aRating+"]", size)
	})}
}

func (c *grpcClient) bigUpload(ctx context.Context, size int) (outcome, error) {
	small, err := proto.Marshal(rating(1, 1, 5))
	if err != nil {
		return outcome{}, err
	}
	name, big := "proto", paddedProto(rating(1, 1, 5), size)
	if c.json {
		name, small, big = "json", []byte(aRating), padded(aRating, size)
	}
	stream, err := c.conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true},
		catalogv1.CatalogService_UploadBookRatings_FullMethodName, forceRaw(name))
	if err != nil {
		return outcomeOf(err)
	}
	for _, m := range [][]byte{small, big} {
		if err := stream.SendMsg(&m); err != nil && !errors.Is(err, io.EOF) {
			return outcomeOf(err)
		}
	}
	var answer []byte
	if err := errors.Join(stream.CloseSend(), stream.RecvMsg(&answer)); err != nil {
		return outcomeOf(err)
	}
	return outcome{Code: "OK"}, nil
}

// A WebSocket's message is held to the same limit.
func TestBigActions(t *testing.T) {
	t.Parallel()
	const action = `{"user_id":1,"book_id":1,"kind":"VIEWED"}`
	s := start(t, restService, config{})
	c := connectREST(t, stackNamed("rest"), s, false)
	for _, size := range []int{len(action), serving.MaxMessageBytes, serving.MaxMessageBytes + 1} {
		conn, err := c.dialWebSocket(brief(t))
		if err != nil {
			t.Fatal(err)
		}
		if err = conn.Write(brief(t), websocket.MessageText, padded(action, size)); err == nil {
			_, _, err = conn.Read(brief(t))
		}
		want := websocket.StatusCode(-1)
		if size > serving.MaxMessageBytes {
			want = websocket.StatusMessageTooBig
		}
		if got := websocket.CloseStatus(err); got != want || (err == nil) != (want == -1) {
			t.Errorf("an action of %d bytes gets %v, want the close status %d", size, err, want)
		}
		conn.CloseNow()
	}
	s.awaitInFlight(t, 0)
}

// Headers have a limit, all of them together and a single one. Exceeding it ends the connection;
// below it headers do not matter.
func TestBigHeaders(t *testing.T) {
	t.Parallel()
	const most = serving.MaxHeaderBytes
	for _, test := range []struct {
		headers, bytes int // so many, of so many bytes each
		rest, grpc     string
	}{
		{1, most - 4<<10, "status 415", "status 415"},
		{(most - 4<<10) / 1024, 980, "status 415", "status 415"},
		{1, most + 4<<10, "GOAWAY COMPRESSION_ERROR", "closed"},
		{1, 10 * most, "GOAWAY COMPRESSION_ERROR", "closed"},
		{(most + 4<<10) / 1024, 1024, "status 431", "RST_STREAM FRAME_SIZE_ERROR"},
		{10 * most / 1024, 1024, "status 431", "RST_STREAM FRAME_SIZE_ERROR"},
	} {
		for _, name := range services {
			s := start(t, name, config{})
			f := openFrames(t, s)
			pairs := []string{":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/v1/ratings", "content-type", "text/none"}
			for range test.headers {
				pairs = append(pairs, "long", strings.Repeat("b", test.bytes))
			}
			f.writeBlock(1, f.headers(pairs...))
			want := map[string]string{restService: test.rest, grpcService: test.grpc}[name]
			if got := f.fate(); !strings.HasPrefix(got, want) {
				t.Errorf("%d headers of %d bytes get from %s: %s, want %s", test.headers, test.bytes, name, got, want)
			}
			s.alive(t)
		}
	}
}

// writeBlock sends a header block in frames that are not too large.
func (f *frames) writeBlock(stream uint32, block []byte) {
	const most = 16 << 10
	first := block[:min(len(block), most)]
	block = block[len(first):]
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: first, EndHeaders: len(block) == 0, EndStream: true})
	for len(block) > 0 {
		next := block[:min(len(block), most)]
		block = block[len(next):]
		if f.WriteContinuation(stream, len(block) == 0, next) != nil {
			return // refused meanwhile
		}
	}
}

// A connection carries so many requests at a time; one more is refused, and the others go on.
func TestManyStreams(t *testing.T) {
	t.Parallel()
	for _, name := range services {
		s := start(t, name, config{})
		f := openFrames(t, s)
		for i := range uint32(serving.MaxStreams) {
			if err := f.open(s, 2*i+1); err != nil {
				t.Fatal(err)
			}
		}
		s.awaitInFlight(t, serving.MaxStreams)
		f.open(s, 2*serving.MaxStreams+1)
		if got, want := f.fate(), "RST_STREAM REFUSED_STREAM"; got != want {
			t.Errorf("request %d of a connection gets from %s: %s, want %s", serving.MaxStreams+1, name, got, want)
		}
		s.alive(t)
		f.conn.Close()
		s.awaitInFlight(t, 0)
	}
}

// Both services tell the same limits, and with windows of their own the same ones.
func TestSettings(t *testing.T) {
	t.Parallel()
	fixed := map[http2.SettingID]uint32{http2.SettingInitialWindowSize: serving.StreamWindow}
	for _, test := range []struct {
		profile serving.Profile
		want    map[http2.SettingID]uint32
		window  uint32
	}{
		{serving.Default, nil, 0},
		{serving.Tuned, fixed, serving.ConnectionWindow},
		{serving.Matched, fixed, serving.ConnectionWindow},
	} {
		for _, name := range services {
			settings, window := openFrames(t, start(t, name, config{profile: test.profile})).settled(t)
			got := fmt.Sprintf("%s %s: %v, connection %d", name, test.profile, settings, window)
			for id, want := range test.want {
				if settings[id] != want {
					t.Errorf("%s; want %v of %d", got, id, want)
				}
			}
			if test.window > 0 && window != test.window {
				t.Errorf("%s; want %d of the connection", got, test.window)
			}
			if n := settings[http2.SettingMaxConcurrentStreams]; n != serving.MaxStreams {
				t.Errorf("%s; want %d streams", got, serving.MaxStreams)
			}
			if n := settings[http2.SettingMaxHeaderListSize]; n < serving.MaxHeaderBytes || n > serving.MaxHeaderBytes+1<<10 {
				t.Errorf("%s; want about %d bytes of headers", got, serving.MaxHeaderBytes)
			}
			if n := max(settings[http2.SettingMaxFrameSize], 16<<10); n > serving.MatchedFrame && test.profile == serving.Matched {
				t.Errorf("%s; want frames of at most %d", got, serving.MatchedFrame)
			}
		}
	}
}
