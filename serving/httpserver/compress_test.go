package httpserver_test

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

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

func TestAcceptEncoding(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	plain := s.Must(t, "GET", "/v1/books/1")
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
		r := s.Must(t, "GET", "/v1/books/1", "Accept-Encoding", test.accept)
		got := r.Header.Get("Content-Encoding") == "gzip"
		if got != test.want || (r.Header.Get("Vary") == "Accept-Encoding") != test.want {
			t.Errorf("Accept-Encoding %q = Content-Encoding %q, Vary %q; want gzip: %v", test.accept, r.Header.Get("Content-Encoding"), r.Header.Get("Vary"), test.want)
		}
		body := r.Body
		if got {
			body = unzip(t, body)
		}
		if body != plain.Body || r.Header.Get("Content-Type") != plain.Header.Get("Content-Type") {
			t.Errorf("Accept-Encoding %q = %q %s; want the plain answer", test.accept, r.Header.Get("Content-Type"), body)
		}
	}
}
