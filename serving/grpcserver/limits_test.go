package grpcserver

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// ratingOf is a rating of exactly that many bytes.
func ratingOf(t *testing.T, bytes int) *catalogv1.BookRating {
	t.Helper()
	r := &catalogv1.BookRating{BookId: 1, Stars: 5, UploadId: strings.Repeat("x", bytes)}
	r.UploadId = r.UploadId[:2*bytes-proto.Size(r)]
	if n := proto.Size(r); n != bytes {
		t.Fatalf("rating of %d bytes, want %d", n, bytes)
	}
	return r
}

// A message may have 4 MiB, and not a byte more, compressed or not.
func TestLargestMessage(t *testing.T) {
	config := quiet()
	c := newCaller(servingtest.StartGRPC(t, newShelf(config)))
	for _, test := range []struct {
		name    string
		bytes   int
		options []grpc.CallOption
		want    codes.Code
	}{
		{"4 MiB", serving.MaxMessageBytes, nil, codes.OK},
		{"4 MiB and a byte", serving.MaxMessageBytes + 1, nil, codes.ResourceExhausted},
		{"4 MiB by gzip", serving.MaxMessageBytes, []grpc.CallOption{grpc.UseCompressor("gzip")}, codes.OK},
		{"4 MiB and a byte by gzip", serving.MaxMessageBytes + 1, []grpc.CallOption{grpc.UseCompressor("gzip")}, codes.ResourceExhausted},
	} {
		upload := c.upload(test.options, &catalogv1.BookRating{BookId: 1, Stars: 5}, ratingOf(t, test.bytes))
		if err := upload(t.Context()); status.Code(err) != test.want {
			t.Errorf("upload of a rating of %s = %v, want %v", test.name, err, test.want)
		}
	}
}

// post sends a body to a method of the server at that address, as a foreign client might, and
// returns its gRPC status, and that of HTTP.
func post(t *testing.T, address, path string, headers map[string]string, body io.Reader) (grpcStatus string, httpStatus int) {
	t.Helper()
	var h2c http.Protocols
	h2c.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &h2c, DisableKeepAlives: true}
	r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+address+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.Header.Get("Grpc-Status") + answer.Trailer.Get("Grpc-Status"), answer.StatusCode
}

// A few bytes that would decompress to many are refused before they have.
func TestZipBomb(t *testing.T) {
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	if _, err := z.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb := bytes.Repeat(member.Bytes(), 128) // which gzip reads as one file of 128 MiB
	message := append(binary.BigEndian.AppendUint32([]byte{1}, uint32(len(bomb))), bomb...)
	address := servingtest.Listen(t, newShelf(quiet()))
	headers := map[string]string{"Content-Type": "application/grpc", "Te": "trailers", "Grpc-Encoding": "gzip"}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, _ := post(t, address, catalogv1.CatalogService_GetBook_FullMethodName, headers, bytes.NewReader(message))
	runtime.ReadMemStats(&after)
	if got != "8" {
		t.Errorf("status of a zip bomb = %s, want 8, RESOURCE_EXHAUSTED", got)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4*serving.MaxMessageBytes {
		t.Errorf("a zip bomb of %d bytes makes the process allocate %d, want at most %d", len(bomb), n, 4*serving.MaxMessageBytes)
	}
}

// A request that is not gRPC, or of an unknown method, is refused in HTTP and in gRPC.
func TestForeignRequests(t *testing.T) {
	const getBook, invalidArgument, unimplemented = catalogv1.CatalogService_GetBook_FullMethodName, "3", "12"
	address := servingtest.Listen(t, newShelf(quiet()))
	for _, test := range []struct {
		contentType, path, want string
		wantHTTP                int
	}{
		{"application/json", getBook, invalidArgument, http.StatusUnsupportedMediaType},
		{"", getBook, invalidArgument, http.StatusUnsupportedMediaType},
		{"application/grpc", "/", unimplemented, http.StatusOK},
		{"application/grpc", "/nothing", unimplemented, http.StatusOK},
		{"application/grpc", "/catalog.v1.CatalogService/", unimplemented, http.StatusOK},
	} {
		got, gotHTTP := post(t, address, test.path, map[string]string{"Content-Type": test.contentType}, strings.NewReader("{}"))
		if got != test.want || gotHTTP != test.wantHTTP {
			t.Errorf("POST %s of %q = %s, HTTP %d; want %s, HTTP %d", test.path, test.contentType, got, gotHTTP, test.want, test.wantHTTP)
		}
	}
}

// grpc-go's client does not even send headers that are too large, because the server announces its
// limit.
func TestHeadersOfClient(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, newShelf(quiet())))
	if err := c.getBook(1)(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		bytes int
		want  codes.Code
	}{{serving.MaxHeaderBytes / 2, codes.OK}, {serving.MaxHeaderBytes, codes.Internal}} {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "large", strings.Repeat("x", test.bytes))
		if err := c.getBook(1)(ctx); status.Code(err) != test.want {
			t.Errorf("GetBook(1) with a header of %d bytes = %v, want %v", test.bytes, err, test.want)
		}
	}
}

// Headers that unfold to more than the limit end their call, and not their connection.
func TestHeadersThatUnfold(t *testing.T) {
	conn, err := net.Dial("tcp", servingtest.Listen(t, newShelf(quiet())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := newRawClient(t, conn, catalogv1.CatalogService_GetBook_FullMethodName)
	// A header of 3,000 bytes that enters the table, and 30 that say no more than its place.
	bomb := appendText(appendText([]byte{0x40}, "large"), strings.Repeat("x", 3000))
	bomb = append(bomb, bytes.Repeat([]byte{0x80 | 62}, 30)...)
	c.open(bomb)
	c.call(envelope(t, &catalogv1.GetBookRequest{Id: 1}))
	if err := c.flush(); err != nil {
		t.Fatal(err)
	}
	var resets, ends int
	for ends == 0 {
		kind, flags, payload, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case frameReset:
			resets++
		case frameGoAway:
			t.Fatalf("the connection is told to go: % x", payload)
		case frameHeaders:
			ends += int(flags & flagEndStream)
		}
	}
	if resets != 1 {
		t.Errorf("%d streams reset for headers of 90 kB, want 1", resets)
	}
}

// The limits that a server has to announce, and the windows of its profile.
func TestSettings(t *testing.T) {
	const streams, window, headerList = 3, 4, 6
	for _, test := range []struct {
		profile    serving.Profile
		window     uint32 // of streams; 0 is the 64 KiB of HTTP/2 itself
		connection uint32 // above those 64 KiB
	}{
		{"", 0, 0},
		{serving.Default, 0, 0},
		{serving.Tuned, serving.StreamWindow, serving.ConnectionWindow - 65535},
		{serving.Matched, serving.StreamWindow, serving.ConnectionWindow - 65535},
	} {
		config := quiet()
		config.Profile = test.profile
		conn, err := net.Dial("tcp", servingtest.Listen(t, newShelf(config)))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		c := newRawClient(t, conn, catalogv1.CatalogService_GetBook_FullMethodName)
		c.call(envelope(t, &catalogv1.GetBookRequest{Id: 1}))
		if err := c.flush(); err != nil {
			t.Fatal(err)
		}
		got, connection, pings := map[uint16]uint32{}, uint32(0), 0
		for ends := false; !ends; {
			kind, flags, payload, err := c.read()
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case kind == frameSettings:
				for ; len(payload) > 0; payload = payload[6:] {
					got[binary.BigEndian.Uint16(payload)] = binary.BigEndian.Uint32(payload[2:])
				}
			case kind == frameWindowUpdate && connection == 0:
				connection = binary.BigEndian.Uint32(payload)
			case kind == framePing:
				pings++
			case kind == frameHeaders:
				ends = flags&flagEndStream != 0
			}
		}
		if got[streams] != serving.MaxStreams || got[headerList] != serving.MaxHeaderBytes || got[window] != test.window {
			t.Errorf("%q: settings %v, want %d streams, %d bytes of headers, a window of %d", test.profile, got, serving.MaxStreams, serving.MaxHeaderBytes, test.window)
		}
		if test.connection > 0 && (connection != test.connection || pings > 0) || test.connection == 0 && pings == 0 {
			t.Errorf("%q: window of the connection widened by %d, %d pings; want %d, and pings only where windows are not fixed", test.profile, connection, pings, test.connection)
		}
	}
}
