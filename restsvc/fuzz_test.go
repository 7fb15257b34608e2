package restsvc_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
)

// fuzzed answers without a connection. It has a catalog of its own, which it may rate.
func fuzzed(f *testing.F) http.Handler {
	f.Helper()
	c := quiet()
	c.Catalog = fresh()
	return restsvc.New(c)
}

// mostDetail is how long a problem's text may be: a sentence, and 100 bytes of a stranger's
// path, each of which may be quoted as four.
const mostDetail = 600

// statuses are all that an answer may have.
var statuses = []int{
	http.StatusOK, http.StatusNotModified, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound,
	http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusRequestEntityTooLarge,
	http.StatusUnsupportedMediaType, http.StatusUpgradeRequired, http.StatusGatewayTimeout,
}

// ask serves a request and returns what is wrong with the answer, if anything: its status has to
// be one of few, and its body what the media type says.
func ask(h http.Handler, r *http.Request) (*httptest.ResponseRecorder, []byte, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body := w.Body.Bytes()
	if !slices.Contains(statuses, w.Code) {
		return w, body, fmt.Errorf("status %d is not among %v", w.Code, statuses)
	}
	if w.Header().Get("Content-Encoding") == "gzip" {
		unzip, err := gzip.NewReader(w.Body)
		if err == nil {
			body, err = io.ReadAll(unzip)
		}
		if err != nil {
			return w, body, fmt.Errorf("the answer is not compressed as it says: %w", err)
		}
	}
	if w.Code == http.StatusNotModified {
		return w, body, nil
	}
	return w, body, checkBody(w, body)
}

func checkBody(w *httptest.ResponseRecorder, body []byte) error {
	mediaType, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	switch {
	case w.Code != http.StatusOK:
		return checkProblemBody(w.Code, mediaType, body)
	case len(body) == 0 && mediaType == "":
		return nil // health
	case err != nil:
		return fmt.Errorf("Content-Type: %w", err)
	case mediaType == "application/json" && json.Valid(body), mediaType == "application/yaml":
		return nil
	case mediaType == "application/x-ndjson":
		for line := range bytes.Lines(body) {
			if !json.Valid(line) || line[len(line)-1] != '\n' {
				return fmt.Errorf("%q is no line of JSON", line)
			}
		}
		return nil
	case mediaType == "application/x-protobuf":
		for _, m := range []proto.Message{
			new(catalogv1.Book), new(catalogv1.RecommendationResponse), new(catalogv1.RatingHistoryResponse),
			new(catalogv1.BookPage), new(catalogv1.UploadBookRatingsResponse),
		} {
			if proto.Unmarshal(body, m) == nil && len(m.ProtoReflect().GetUnknown()) == 0 {
				return nil
			}
		}
	}
	return fmt.Errorf("%.100q is not %s", body, mediaType)
}

func checkProblemBody(status int, mediaType string, body []byte) error {
	var p struct {
		Title, Detail, Code, Field string
		Status                     int
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil || d.More() || mediaType != "application/problem+json" {
		return fmt.Errorf("status %d with %s %.100q, want a problem: %v", status, mediaType, body, err)
	}
	if p.Status != status || p.Title != http.StatusText(status) || p.Code == "" || p.Detail == "" || p.Code == "INTERNAL" {
		return fmt.Errorf("status %d with the problem %+v", status, p)
	}
	if len(p.Detail) > mostDetail || !utf8.ValidString(p.Detail) || strings.ContainsAny(p.Detail, "\r\n") {
		return fmt.Errorf("the detail %q has %d bytes, want one line of at most %d", p.Detail, len(p.Detail), mostDetail)
	}
	return nil
}

// FuzzRequest sends what may stand in a request's first line and in a header.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][4]string{
		{"GET", "/v1/books/1", "Accept", "application/x-protobuf"},
		{"GET", "/v1/books?category=MYSTERY&page_size=3", "Accept-Encoding", "gzip;q=0.5, *"},
		{"GET", "/v1/books?limit=3&after_id=7", "Accept", "application/x-ndjson"},
		{"HEAD", "/v1/books/2147483648", "Request-Timeout", "1ns"},
		{"GET", "/v1/books/1/rating-history?days=3650", "If-None-Match", `W/"x", *`},
		{"GET", "/v1/recommendations?category=%4dYSTERY&user_id=-1&max_results=101", "Accept", "*/*;q=0"},
		{"GET", "/v1/recommendations/live", "Connection", "upgrade"},
		{"POST", "/v1/ratings?upload_id=a%00b", "Content-Type", "application/json"},
		{"OPTIONS", "*", "Origin", "http://x"},
		{"GET", "http://other/healthz?;", "X", "\x7f"},
		{"DELETE", "/openapi.yaml", "Content-Length", "3"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, method, target, header, value string) {
		text := method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + header + ": " + value + "\r\n\r\n"
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
		if err != nil || len(r.Header["Upgrade"]) > 0 {
			return // not for the service, or for FuzzWebSocket
		}
		if _, body, err := ask(h, r); err != nil {
			t.Errorf("%q is answered %.200q: %v", text, body, err)
		}
	})
}

// upload posts a body of ratings.
func upload(h http.Handler, contentType string, body []byte) (*httptest.ResponseRecorder, *catalogv1.UploadBookRatingsResponse, error) {
	r := httptest.NewRequest(http.MethodPost, "/v1/ratings", bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w, text, err := ask(h, r)
	summary := new(catalogv1.UploadBookRatingsResponse)
	if err != nil || w.Code != http.StatusOK {
		return w, summary, err
	}
	return w, summary, errors.Join(protojson.Unmarshal(text, summary), checkSummary(summary))
}

// checkSummary wants the rejections in order, each with a reason that is short.
func checkSummary(s *catalogv1.UploadBookRatingsResponse) error {
	last := int32(0)
	for _, r := range s.Rejections {
		if r.Position <= last || r.Position > s.Accepted+s.Rejected || r.Detail == "" || len(r.Detail) > mostDetail {
			return fmt.Errorf("rejection %v does not follow %d in an upload of %d", r, last, s.Accepted+s.Rejected)
		}
		last = r.Position
	}
	if len(s.Rejections) != int(min(s.Rejected, 100)) {
		return fmt.Errorf("%d rejections are shown of %d", len(s.Rejections), s.Rejected)
	}
	return nil
}

const ratingText = `{"user_id":1,"book_id":2,"stars":5}`

// FuzzLines uploads lines. Every line that is not blank counts, as accepted or rejected.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"", "\n", ratingText, ratingText + "\n" + ratingText + "\r\n \n", "{", "null\n[]\n\"a\"\n1e999\n{\"stars\":1e999}",
		`{"user_id":9999999999}`, `{"stars":1.5,"book_id":"x"}` + "\n\xff\xfe\n", `{"Stars":5,"STARS":4,"book_id":1}`, "\x00\n\v\n\u00a0\n",
	} {
		f.Add([]byte(seed))
	}
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		lines := int32(0)
		for line := range bytes.Lines(body) {
			if len(bytes.TrimSpace(line)) > 0 {
				lines++
			}
		}
		w, s, err := upload(h, "application/x-ndjson", body)
		if err != nil || w.Code != http.StatusOK || s.Accepted+s.Rejected != lines {
			t.Errorf("lines %q: status %d, %v, %v; want %d ratings", body, w.Code, s, err, lines)
		}
	})
}

// FuzzArray uploads arrays. A body that is no array is refused; in an array every element counts.
func FuzzArray(f *testing.F) {
	for _, seed := range []string{
		"", "[]", " [ ] ", "[" + ratingText + "]", "[" + ratingText + "," + ratingText, "[" + ratingText + ",]", "[[[[[",
		"[1,null,true,\"a\",{},[]]", "{}", "[]]", "[] []", "[{\"stars\":1e999}]", "[\"\xff\"]", "[" + ratingText + "}", "nul", "\ufeff[]",
	} {
		f.Add([]byte(seed))
	}
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		var elements []json.RawMessage
		want := http.StatusOK
		if err := json.Unmarshal(body, &elements); err != nil || string(bytes.TrimSpace(body)) == "null" {
			want = http.StatusBadRequest
		}
		w, s, err := upload(h, "application/json", body)
		if err != nil || w.Code != want || want == http.StatusOK && int(s.Accepted+s.Rejected) != len(elements) {
			t.Errorf("array %q: status %d, %v, %v; want %d, %d ratings", body, w.Code, s, err, want, len(elements))
		}
	})
}

// FuzzMessage uploads bytes as a BookRatings.
func FuzzMessage(f *testing.F) {
	one, err := proto.Marshal(&catalogv1.BookRatings{Ratings: []*catalogv1.BookRating{{UserId: 1, BookId: 2, Stars: 5}, {UploadId: "a"}}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", string(one), string(one[:3]), "\x0a\x00", "\x0a\xff\xff\xff\xff\x0f", "\x0a\x03\x22\x01\xff", "\x12\x00", "\x08\x01", "\x0b\x0c"} {
		f.Add([]byte(seed))
	}
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		w, s, err := upload(h, "application/x-protobuf", body)
		if err != nil || w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
			t.Errorf("message %q: status %d, %v, %v; want 200 or 400", body, w.Code, s, err)
		}
		m := new(catalogv1.BookRatings)
		if proto.Unmarshal(body, m) != nil || len(m.Ratings) > 0 && m.Ratings[0].UploadId != "" {
			return // rejected in part or as a whole, or one of several attempts
		}
		if w.Code != http.StatusOK || int(s.Accepted+s.Rejected) != len(m.Ratings) {
			t.Errorf("message %q: status %d, %v; want 200, %d ratings", body, w.Code, s, len(m.Ratings))
		}
	})
}

// FuzzPageToken asks for pages by tokens, few of which are valid.
func FuzzPageToken(f *testing.F) {
	for _, seed := range []string{"", "x", "YWZ0ZXI6MQ", "YWZ0ZXI6MQ==", "YWZ0ZXI6LTE", "YWZ0ZXI6MjE0NzQ4MzY0OA", "YWZ0ZXI6MDE", "AAAA", strings.Repeat("Y", 1000)} {
		f.Add(seed, "2", "")
	}
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, token, size, category string) {
		target := "/v1/books?" + url.Values{"page_token": {token}, "page_size": {size}, "category": {category}}.Encode()
		w, body, err := ask(h, httptest.NewRequest(http.MethodGet, target, nil))
		if err != nil {
			t.Errorf("GET %s: %v", target, err)
		}
		if w.Code != http.StatusOK {
			return
		}
		page := new(catalogv1.BookPage)
		if err := protojson.Unmarshal(body, page); err != nil || page.NextPageToken != "" && (len(page.Books) == 0 || page.NextPageToken == token) {
			t.Errorf("GET %s = %.200q, %v; want a page, and a token of another one only behind books", target, body, err)
		}
	})
}

// FuzzNegotiation sends the headers of content negotiation.
func FuzzNegotiation(f *testing.F) {
	f.Add("application/json", "application/x-ndjson", "gzip", "")
	f.Add("text/html, application/*;q=0.8", "application/json; charset=utf-8", "gzip;q=0, identity", "gzip")
	f.Add("*/*;q=0.001, application/x-protobuf;q=1.000", "application/x-protobuf", "*", "identity")
	f.Add(";;q=,", "/", "gzip;q=2", "br")
	f.Add("application/json;q=0", "multipart/form-data; boundary=x", "", "GZIP")
	h := fuzzed(f)
	f.Fuzz(func(t *testing.T, accept, contentType, acceptEncoding, encoding string) {
		for _, r := range []*http.Request{
			httptest.NewRequest(http.MethodGet, "/v1/books?page_size=1", nil),
			httptest.NewRequest(http.MethodGet, "/v1/books/1", nil),
			httptest.NewRequest(http.MethodPost, "/v1/ratings", strings.NewReader("["+ratingText+"]")),
		} {
			r.Header = http.Header{
				"Accept": {accept}, "Content-Type": {contentType},
				"Accept-Encoding": {acceptEncoding}, "Content-Encoding": {encoding},
			}
			w, body, err := ask(h, r)
			if err != nil {
				t.Errorf("%s %s with %q: %.200q: %v", r.Method, r.URL, r.Header, body, err)
			}
			if got := w.Header().Get("Content-Encoding"); got != "" && !strings.Contains(strings.ToLower(acceptEncoding), "gzip") {
				t.Errorf("%s %s with %q is compressed as %q", r.Method, r.URL, r.Header, got)
			}
		}
	})
}
