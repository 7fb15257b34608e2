package restsvc_test

import (
	"compress/gzip"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/restsvc"
)

// unzip is what a body in gzip says.
func unzip(t *testing.T, body string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatalf("body %q: %v", cut(body), err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("body %q: %v", cut(body), err)
	}
	return string(text)
}

func TestAcceptEncoding(t *testing.T) {
	s := start(t, restsvc.New(quiet()))
	plain := s.must(t, "GET", "/v1/books/1")
	for _, test := range []struct {
		accept string
		want   bool
	}{
		{"gzip", true},
		{"GZIP", true},
		{"gzip, deflate, br", true},
		{"deflate, gzip;q=0.5", true},
		{"br;q=1, gzip;q=0.1, *;q=0", true},
		{"gzip, identity", true},
		{"gzip;q=0.5, identity;q=0.4", true},
		{"identity, gzip;q=0.5", false}, // it would rather not
		{"gzip;q=0", false},
		{"identity", false},
		{"br", false},
		{"*", false},
		{"", false},
		{"gzipped", false},
		{"gzip;q=2", false},
	} {
		r := s.must(t, "GET", "/v1/books/1", "Accept-Encoding", test.accept)
		got := r.header.Get("Content-Encoding") == "gzip"
		if got != test.want || (r.header.Get("Vary") == "Accept-Encoding") != test.want {
			t.Errorf("Accept-Encoding %q = Content-Encoding %q, Vary %q; want gzip: %v", test.accept, r.header.Get("Content-Encoding"), r.header.Get("Vary"), test.want)
		}
		body := r.body
		if got {
			body = unzip(t, body)
		}
		if body != plain.body || r.header.Get("Content-Type") != plain.header.Get("Content-Type") {
			t.Errorf("Accept-Encoding %q = %q %s; want the plain answer", test.accept, r.header.Get("Content-Type"), body)
		}
	}
}

// Every form of an answer may be compressed, by many at a time.
func TestCompressedAnswers(t *testing.T) {
	s := start(t, restsvc.New(rated()))
	var all sync.WaitGroup
	defer all.Wait()
	for _, test := range []struct{ target, accept string }{
		{"/v1/books/2", typeJSON},
		{"/v1/books/2", typeProtobuf},
		{"/v1/books?page_size=50", typeJSON},
		{"/v1/books?page_size=50", typeProtobuf},
		{"/v1/books?limit=60", typeLines},
		{"/v1/books?after_id=500", typeLines}, // nothing
		{"/v1/recommendations?category=ROMANCE&max_results=20", typeJSON},
		{"/v1/books/2/rating-history?days=365", typeProtobuf},
	} {
		want := s.must(t, "GET", test.target, "Accept", test.accept)
		for range 3 {
			all.Go(func() {
				r, err := s.send("GET", test.target, nil, "Accept", test.accept, "Accept-Encoding", "gzip")
				if err != nil {
					t.Error(err)
				} else if unzip(t, r.body) != want.body || len(want.body) > 1000 && len(r.body) > len(want.body) {
					t.Errorf("GET %s as %s in gzip says something else than without, or is larger", test.target, test.accept)
				}
			})
		}
	}
	all.Wait() // before the rating changes the answers
	r := s.post(t, "/v1/ratings", typeLines, zipped(five), "Content-Encoding", "gzip", "Accept-Encoding", "gzip")
	if want := `{"accepted":1,"rejected":0,"rejections":[]}`; unzip(t, r.body) != want {
		t.Errorf("upload in gzip = %s, want %s", unzip(t, r.body), want)
	}
	if r := s.must(t, "HEAD", "/v1/books/2", "Accept-Encoding", "gzip"); r.body != "" || r.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("HEAD in gzip has Content-Encoding %q and %d bytes; want gzip and none", r.header.Get("Content-Encoding"), len(r.body))
	}
}
