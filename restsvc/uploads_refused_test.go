package restsvc_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestRefusedUploads(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(rated()))
	const (
		good    = `{"book_id":1,"stars":5}`
		invalid = "INVALID_ARGUMENT"
		large   = "RESOURCE_EXHAUSTED"
	)
	blank := strings.Repeat(" ", serving.MaxMessageBytes)
	huge, err := proto.Marshal(&catalogv1.BookRatings{Ratings: []*catalogv1.BookRating{{UploadId: blank}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, query, contentType, encoding, body string
		code, field, detail                      string
	}{
		{"no type", "", "", "", good, invalid, "Content-Type", `Content-Type: "" is not read here; send application/x-ndjson,`},
		{"another type", "", "text/plain", "", good, invalid, "Content-Type", `Content-Type: "text/plain" is not`},
		{"no valid type", "", ";", "", good, invalid, "Content-Type", "Content-Type: "},
		{"another encoding", "", typeLines, "br", good, invalid, "Content-Encoding", `Content-Encoding: "br" is not`},
		{"two encodings", "", typeLines, "gzip, gzip", good, invalid, "Content-Encoding", `Content-Encoding: "gzip, gzip" is not`},
		{"no gzip", "", typeLines, "gzip", good, invalid, "body", "body: it breaks: gzip: invalid header"},
		{"half a gzip", "", typeLines, "gzip", zipped(good)[:15], invalid, "body", "body: it breaks: unexpected EOF"},
		{"gzip and more", "", typeLines, "gzip", zipped(good) + "x", invalid, "body", "body: it breaks: unexpected EOF"},
		{"a long id", "?upload_id=" + strings.Repeat("x", 129), typeLines, "", good, invalid, "upload_id", "upload_id: "},
		{"a long id in protobuf", "", typeProtobuf, "", message(&catalogv1.BookRating{UploadId: strings.Repeat("x", 129)}), invalid, "upload_id", "upload_id: "},
		{"a query that breaks", "?%", typeLines, "", good, invalid, "query", "query: "},
		{"nothing", "", typeJSON, "", "", invalid, "body", "body: it breaks: EOF"},
		{"an object", "", typeJSON, "", good, invalid, "body", "body: it is no JSON array;"},
		{"half an array", "", typeJSON, "", "[" + good, invalid, "body", "body: it breaks: "},
		{"an open array", "", typeJSON, "", "[" + good + ",", invalid, "body", "body: it breaks: "},
		{"an array that breaks", "", typeJSON, "", "[" + good + "}", invalid, "body", "body: it breaks: "},
		{"an element that breaks", "", typeJSON, "", "[" + good + ",{x]", invalid, "body", "body: it breaks: "},
		{"a comma too many", "", typeJSON, "", "[" + good + ",]", invalid, "body", "body: it breaks: "},
		{"an array and more", "", typeJSON, "", "[]" + good, invalid, "body", "body: something follows the array"},
		{"an array and what is no JSON", "", typeJSON, "", "[]x", invalid, "body", "body: it breaks: "},
		{"no message", "", typeProtobuf, "", "\x0a\x05x", invalid, "body", "body: it is no BookRatings: "},
		{"no field", "", typeProtobuf, "", "\x00", invalid, "body", "body: it is no BookRatings: "},
		{"a value that breaks", "", typeProtobuf, "", "\x12\x05x", invalid, "body", "body: it is no BookRatings: "},
		{"a long line", "", typeLines, "", good + "\n" + blank + "x\r\n", large, "body", "body: a line of it is longer than 4194304 bytes"},
		{"a long line in gzip", "", typeLines, "gzip", zipped(blank + "x"), large, "body", "body: a line of it is longer than"},
		{"a long array", "", typeJSON, "", "[" + blank + "]", large, "body", "body: it is larger than 4194304 bytes;"},
		{"a long array in gzip", "", typeJSON, "gzip", zipped("[" + blank + "]"), large, "body", "body: it is larger than"},
		{"a long message", "", typeProtobuf, "", string(huge), large, "body", "body: it is larger than"},
		{"a long message in gzip", "", typeProtobuf, "gzip", zipped(string(huge)), large, "body", "body: it is larger than"},
	} {
		r := s.Post(t, "/v1/ratings"+test.query, test.contentType, test.body, "Content-Encoding", test.encoding)
		servingtest.CheckProblem(t, r, test.name, test.code, test.field, test.detail)
		if got := r.Header.Get("Accept-Encoding"); (got == "gzip") != (test.field == "Content-Encoding") {
			t.Errorf("%s: Accept-Encoding = %q; want it where an encoding is refused", test.name, got)
		}
	}
	// The largest that may be.
	for contentType, body := range map[string]string{
		typeLines:    good + "\n" + good + blank[len(good):] + "\n" + good,
		typeJSON:     "[" + good + blank[len(good)+2:] + "]",
		typeProtobuf: message(&catalogv1.BookRating{BookId: 1, Stars: 5}) + string(huge)[:0],
	} {
		if got := summary(t, s.Post(t, "/v1/ratings", contentType, body)); got.Accepted == 0 || got.Rejected != 0 {
			t.Errorf("POST of %d bytes of %s = %+v, want them accepted", len(body), contentType, got)
		}
	}
}

// A lot of lines, or a lot of nothing out of a small gzip, takes little memory.
func TestUploadsInLittleMemory(t *testing.T) {
	h := restsvc.New(rated())
	empty := strings.Repeat(strings.Repeat(" ", 9999)+"\n", 600) // 6 MB
	small := zipped(empty)
	for _, test := range []struct {
		name, contentType, body, encoding string
		status                            int
		most                              uint64 // bytes ever allocated
	}{
		{"blank lines", typeLines, empty, "", http.StatusOK, 1 << 20},
		{"blank lines in gzip", typeLines, small, "gzip", http.StatusOK, 1 << 20},
		{"an array in gzip", typeJSON, small, "gzip", http.StatusRequestEntityTooLarge, 8 * serving.MaxMessageBytes},      // it grows there
		{"a message in gzip", typeProtobuf, small, "gzip", http.StatusRequestEntityTooLarge, 8 * serving.MaxMessageBytes}, // it grows there
	} {
		r := httptest.NewRequest("POST", "/v1/ratings", io.NopCloser(strings.NewReader(test.body)))
		r.Header.Set("Content-Type", test.contentType)
		r.Header.Set("Content-Encoding", test.encoding)
		w := httptest.NewRecorder()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h.ServeHTTP(w, r)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; w.Code != test.status || got > test.most {
			t.Errorf("%s = %d, with %d bytes allocated; want %d, with no more than %d", test.name, w.Code, got, test.status, test.most)
		}
	}
}
