package httpserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestNoETag(t *testing.T) {
	s := servingtest.StartHTTP(t, newShelf(quiet()))
	r := s.Must(t, "GET", "/v1/books/1", "If-None-Match", "*")
	if r.Status != http.StatusOK || r.Header.Get("ETag") != "" || r.Header.Get("Vary") != "" {
		t.Errorf("GET without entity tags = %d with ETag %q and Vary %q, want 200 and neither", r.Status, r.Header.Get("ETag"), r.Header.Get("Vary"))
	}
}

func TestETag(t *testing.T) {
	config := quiet()
	config.ETag = true
	s := servingtest.StartHTTP(t, newShelf(config))
	tags := map[string]string{}
	for _, target := range []string{"/v1/books/1", "/v1/books?limit=2"} {
		for _, accept := range []string{typeJSON, typeProtobuf} {
			for _, encoding := range []string{"identity", "gzip"} {
				name := target + " " + accept + " " + encoding
				headers := []string{"Accept", accept, "Accept-Encoding", encoding}
				r := s.Must(t, "GET", target, headers...)
				tag := r.Header.Get("ETag")
				if !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) || r.Header.Get("Vary") != "Accept, Accept-Encoding" {
					t.Errorf("%s has ETag %s and Vary %q; want a strong tag and both headers", name, tag, r.Header.Get("Vary"))
				}
				// Each of the bytes that a resource can be is another representation.
				if other, seen := tags[target+tag]; seen {
					t.Errorf("%s has the tag of %s: %s", name, other, tag)
				}
				tags[target+tag] = name
				for _, method := range []string{"GET", "HEAD"} {
					second := s.Must(t, method, target, append(headers, "If-None-Match", tag)...)
					if second.Status != http.StatusNotModified || second.Body != "" || second.Header.Get("ETag") != tag ||
						second.Header.Get("Vary") == "" || second.Header.Get("Content-Encoding") != "" {
						t.Errorf("%s %s once more = %d %v %q; want 304 with the tag, and no body", method, name, second.Status, second.Header, second.Body)
					}
				}
			}
		}
	}
	mine := s.Must(t, "GET", "/v1/books/1").Header.Get("ETag")
	for _, test := range []struct {
		match []string
		want  int
	}{
		{[]string{mine}, 304},
		{[]string{"W/" + mine}, 304},
		{[]string{`"x", ` + mine + `, "y"`}, 304},
		{[]string{`"x"`, mine}, 304},
		{[]string{"*"}, 304},
		{[]string{`"x"`}, 200},
		{[]string{strings.Trim(mine, `"`)}, 200},
		{[]string{""}, 200},
	} {
		var headers []string
		for _, value := range test.match {
			headers = append(headers, "If-None-Match", value)
		}
		if r := s.Must(t, "GET", "/v1/books/1", headers...); r.Status != test.want {
			t.Errorf("GET with If-None-Match %q = %d, want %d", test.match, r.Status, test.want)
		}
	}
	// A rating makes another book of it. An answer to POST has no tag.
	if r := s.Post(t, "/v1/ratings", typeLines, "5\n", "If-None-Match", "*"); r.Status != http.StatusOK || r.Header.Get("ETag") != "" {
		t.Errorf("POST = %d with ETag %q, want 200 without", r.Status, r.Header.Get("ETag"))
	}
	if r := s.Must(t, "GET", "/v1/books/1", "If-None-Match", mine); r.Status != http.StatusOK || r.Header.Get("ETag") == mine {
		t.Errorf("GET after a rating = %d with ETag %s, want 200 with another", r.Status, r.Header.Get("ETag"))
	}
	// Lines and problems have none, but depend on the same headers.
	for target, accept := range map[string]string{"/v1/books?limit=1": typeLines, "/v1/books/0": typeJSON} {
		if r := s.Must(t, "GET", target, "Accept", accept); r.Header.Get("ETag") != "" || r.Header.Get("Vary") != "Accept, Accept-Encoding" {
			t.Errorf("GET %s as %s has ETag %q and Vary %q, want none and both headers", target, accept, r.Header.Get("ETag"), r.Header.Get("Vary"))
		}
	}
}
