package conformance_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// endless reads as the same piece over and over.
type endless struct {
	piece string
	at    int
	read  int64
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		k := copy(p[n:], e.piece[e.at:])
		e.at = (e.at + k) % len(e.piece)
		n += k
	}
	e.read += int64(n)
	return n, nil
}

// allocated is how many bytes f makes the process allocate, whether they are held or not.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// A body without an end is refused where a message may not be larger.
func TestEndlessBodies(t *testing.T) {
	s := start(t, restService, config{books: generate.Catalog(generate.DefaultSeed, 50)})
	for _, stack := range stacks[:2] {
		c := connectREST(t, stack, s, false)
		for _, test := range []struct{ contentType, piece string }{
			{jsonType, " "},
			{jsonType, "["},
			{linesType, " "},
			{linesType, `{"user_id":1,`},
			{protobufType, "\x0a\x02\x18\x05"},
		} {
			body := &endless{piece: test.piece}
			name := fmt.Sprintf("an endless %q as %s over %s", test.piece, test.contentType, stack.name)
			bytes := allocated(func() {
				if got := c.post(t, test.contentType, "", body); !strings.HasPrefix(got, "413 ") && !(test.piece == "[" && strings.HasPrefix(got, "400 ")) {
					t.Errorf("%s gets %s, want 413", name, got)
				}
			})
			if bytes > 64<<20 {
				t.Errorf("%s takes %d bytes of memory", name, bytes)
			}
			s.alive(t)
		}
	}
	s.awaitInFlight(t, 0)
}

// post sends a body as it is and returns the answer's status and text.
func (c *restClient) post(t *testing.T, contentType, encoding string, body io.Reader) string {
	t.Helper()
	r, err := http.NewRequestWithContext(brief(t), http.MethodPost, c.scheme+"://"+c.address+"/v1/ratings", io.NopCloser(body))
	if err != nil {
		t.Fatal(err)
	}
	c.describe(r, c.mediaType, contentType)
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s", response.StatusCode, text)
}

// An upload may have no end: the service reads what comes, keeps nothing of it, and stops when the
// client does.
func TestLongUploads(t *testing.T) {
	books := generate.Catalog(generate.DefaultSeed, 50)
	for _, test := range []struct {
		stack       string
		total, most int64 // bytes sent, and held
	}{
		{"rest", 4 << 20, 2 << 20},
		{"rest-h2", 4 << 20, 3 << 20},
		// grpc-go widens its window as it finds bandwidth, to 16 MiB, and both ends are here.
		{"grpc", 96 << 20, 36 << 20},
	} {
		stack := stackNamed(test.stack)
		s := start(t, stack.service, config{books: books})
		check := bounded(t)
		ctx, leave := context.WithCancel(brief(t))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			if c, ok := stack.connect(t, s, false).(*restClient); ok {
				c.sendForEver(ctx)
			} else {
				sendForEver(ctx, connectGRPC(t, stack, s, false))
			}
		}()
		eventually(t, stack.name+" taking many ratings", func() (any, bool) {
			n := s.value(t, metrics.WireBytesTotal, metrics.LabelDirection, metrics.Received)
			return n, n > float64(test.total)
		})
		check(stack.name+" with a long upload", test.most)
		s.alive(t)
		leave()
		<-ended
		s.awaitInFlight(t, 0)
		if n := s.ratings(t); n[0] < float64(test.total>>11) || n[1] > 0 {
			t.Errorf("%s: of a long upload %v ratings were accepted, rejected and repeated; want thousands, 0 and 0", stack.name, n)
		}
	}
}

// What is sent without an end is large, 1 KiB each, so that it soon adds up.
func (c *restClient) sendForEver(ctx context.Context) {
	lines := &endless{piece: string(padded(aRating, 1<<10)) + "\n"}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.scheme+"://"+c.address+"/v1/ratings", io.NopCloser(lines))
	if err != nil {
		panic(err)
	}
	c.describe(r, jsonType, linesType)
	if response, err := c.http.Do(r); err == nil {
		response.Body.Close()
	}
}

func sendForEver(ctx context.Context, c *grpcClient) {
	one := rating(1, 1, 5)
	one.ProtoReflect().SetUnknown(protowire.AppendBytes(protowire.AppendTag(nil, 1000, protowire.BytesType), make([]byte, 1<<10)))
	stream, err := catalogv1.NewCatalogServiceClient(c.conn).UploadBookRatings(ctx)
	for err == nil {
		err = stream.Send(one)
	}
}

// bomb is 60 MiB of blanks in some 60 KiB, less than the first window, as one text after the
// other.
func bomb() []byte {
	return bytes.Repeat(zipped(bytes.Repeat([]byte(" "), 1<<20)), 60)
}

// What is small while compressed and large afterwards is refused before it is decompressed.
func TestBombs(t *testing.T) {
	const most = 48 << 20
	small := bomb()
	s := start(t, restService, config{})
	for _, stack := range stacks[:2] {
		for _, contentType := range []string{jsonType, linesType, protobufType} {
			bytes := allocated(func() {
				got := connectREST(t, stack, s, false).post(t, contentType, "gzip", bytes.NewReader(small))
				if !strings.HasPrefix(got, "413 ") || !strings.Contains(got, `"RESOURCE_EXHAUSTED"`) {
					t.Errorf("a bomb as %s over %s gets %s, want 413", contentType, stack.name, got)
				}
			})
			if bytes > most {
				t.Errorf("a bomb as %s over %s takes %d bytes of memory", contentType, stack.name, bytes)
			}
		}
	}
	s.alive(t)
	s = start(t, grpcService, config{})
	f := openFrames(t, s)
	bytes := allocated(func() {
		f.open(s, 1, "grpc-encoding", "gzip")
		message := binary.BigEndian.AppendUint32([]byte{1}, uint32(len(small)))
		for message = append(message, small...); len(message) > 0; message = message[min(len(message), 16<<10):] {
			f.WriteData(1, false, message[:min(len(message), 16<<10)])
		}
		if got, want := f.fate(), "grpc-status 8"; !strings.Contains(got, want) {
			t.Errorf("a bomb gets from gRPC %s, want %s", got, want)
		}
	})
	if bytes > most {
		t.Errorf("a bomb takes %d bytes of gRPC's memory", bytes)
	}
	s.alive(t)
}

// A message of gRPC that announces too large a size is refused before it is sent.
func TestPromisedMessages(t *testing.T) {
	s := start(t, grpcService, config{})
	for _, size := range []uint32{serving.MaxMessageBytes + 1, 1<<31 - 1, 1<<32 - 1} {
		f := openFrames(t, s)
		f.open(s, 1)
		bytes := allocated(func() {
			f.WriteData(1, false, binary.BigEndian.AppendUint32([]byte{0}, size))
			if got, want := f.fate(), "grpc-status 8"; !strings.Contains(got, want) {
				t.Errorf("a message of %d bytes gets %s, want %s", size, got, want)
			}
		})
		if bytes > 4<<20 {
			t.Errorf("a message of %d bytes that does not come takes %d bytes of memory", size, bytes)
		}
		s.alive(t)
	}
}
