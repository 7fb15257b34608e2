package restsvc_test

import (
	"compress/gzip"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving/servingtest"
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

// Every form of an answer may be compressed, by many at a time.
func TestCompressedAnswers(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(rated()))
	var all sync.WaitGroup
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
		want := s.Must(t, "GET", test.target, "Accept", test.accept)
		for range 3 {
			all.Go(func() {
				r, err := s.Send("GET", test.target, nil, "Accept", test.accept, "Accept-Encoding", "gzip")
				if err != nil {
					t.Error(err)
				} else if unzip(t, r.Body) != want.Body || len(want.Body) > 1000 && len(r.Body) > len(want.Body) {
					t.Errorf("GET %s as %s in gzip says something else than without, or is larger", test.target, test.accept)
				}
			})
		}
	}
	all.Wait() // before the rating changes the answers
	r := s.Post(t, "/v1/ratings", typeLines, zipped(five), "Content-Encoding", "gzip", "Accept-Encoding", "gzip")
	if want := `{"accepted":1,"rejected":0,"rejections":[]}`; unzip(t, r.Body) != want {
		t.Errorf("upload in gzip = %s, want %s", unzip(t, r.Body), want)
	}
	if r := s.Must(t, "HEAD", "/v1/books/2", "Accept-Encoding", "gzip"); r.Body != "" || r.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("HEAD in gzip has Content-Encoding %q and %d bytes; want gzip and none", r.Header.Get("Content-Encoding"), len(r.Body))
	}
}
