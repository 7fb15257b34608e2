package anycall_test

import (
	"compress/zlib"
	"encoding/binary"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// TestCodingsThatNothingDeclares has services that compress and do not say so.
func TestCodingsThatNothingDeclares(t *testing.T) {
	long := `{"id":7,"text":"` + strings.Repeat("wire", 1000) + `"}`
	var gzip, twice, deflate strings.Builder
	zipped(&gzip, long)
	zipped(&twice, gzip.String())
	z := zlib.NewWriter(&deflate)
	io.WriteString(z, long)
	z.Close()
	const zstd = "\x28\xb5\x2f\xfd\x04\x00"
	for _, test := range []struct{ media, coding, body, want string }{
		{"application/json", "", long, ""},
		{"application/json", "", "", ""},
		{"application/json", "", gzip.String()[:1], ""},
		{"application/json", "", gzip.String(), "undeclared gzip"},
		{"application/json; charset=utf-8", "identity", gzip.String(), "undeclared gzip"},
		{"application/json", "identity, gzip", gzip.String(), "gzip"},
		{"application/json", "gzip", twice.String(), "gzip, undeclared gzip"},
		{"application/json", "", zstd, "undeclared zstd"},
		{"application/vnd.books+json", "", deflate.String(), "undeclared deflate"},
		{"text/plain", "", deflate.String(), "undeclared deflate"},
		{"application/x-protobuf", "", deflate.String(), ""}, // field 15
		{"application/x-protobuf", "", gzip.String(), "undeclared gzip"},
		{"", "", gzip.String(), "undeclared gzip"}, // net/http then says application/x-gzip
		{"application/octet-stream", "", gzip.String(), "undeclared gzip"},
		{"application/gzip", "", gzip.String(), ""},
		{"application/geo+json+gzip", "", gzip.String(), ""},
		{"application/zstd", "", zstd, ""},
		{"application/zip", "", "PK\x03\x04", ""},
		{"application/json", "br", gzip.String(), "br"},
		{"application/json", "undeclared gzip", long, "other"}, // not the name of any coding
	} {
		for _, http2 := range []bool{false, true} {
			to := serveHTTP(t, "http", http2, func(w http.ResponseWriter, _ *http.Request) {
				if test.media != "" {
					w.Header().Set("Content-Type", test.media)
				}
				if test.coding != "" {
					w.Header().Set("Content-Encoding", test.coding)
				}
				io.WriteString(w, test.body)
			})
			client := dial(t, to, 1)
			for _, check := range []bool{true, false} { // what is looked into is read in another way
				if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: check}); o.Failure != "" {
					t.Errorf("%q, %q: %s, %v", test.media, test.coding, o.Failure, o.Why)
				}
			}
			want := map[string]int64{}
			if test.want != "" {
				want[test.want] = 2
			}
			if got := client.Codings(); !maps.Equal(got, want) {
				t.Errorf("%q, %q, HTTP/2 %v: Codings() = %v, want %v", test.media, test.coding, http2, got, want)
			}
		}
	}
}

// TestCodingsThatNothingDeclaresOverGRPC has messages without the flag of compression.
func TestCodingsThatNothingDeclaresOverGRPC(t *testing.T) {
	var gzip strings.Builder
	zipped(&gzip, "\x08\x01")
	for _, test := range []struct{ name, message, want string }{
		{"a message", "\x08\x01", ""},
		{"gzip", gzip.String(), "undeclared gzip"},
		{"gzip in a field of bytes", "\x12" + string(rune(gzip.Len())) + gzip.String(), ""},
		{"zstd", "\x28\xb5\x2f\xfd\x04\x00", "undeclared zstd"},
		{"fields that begin like zstd", "\x28\xb5\x2f\xfd\x01\x00\x00\x00\x00", ""}, // 5: 6069, and 31 of 32 bits
	} {
		to := serveHTTP(t, "http", true, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Trailer", "Grpc-Status")
			w.Write(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(test.message))))
			io.WriteString(w, test.message)
			w.Header().Set("Grpc-Status", "0")
		})
		to = plan.Target{URL: strings.Replace(to.URL, "http", "grpc", 1) + checkMethod, Protoset: protoset(t)}
		client := dial(t, to, 1)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure != "" || o.AnswerBytes != len(test.message) {
			t.Errorf("%s: %q (%v), %d bytes", test.name, o.Failure, o.Why, o.AnswerBytes)
		}
		want := map[string]int64{}
		if test.want != "" {
			want[test.want] = 1
		}
		if got := client.Codings(); !maps.Equal(got, want) {
			t.Errorf("%s: Codings() = %v, want %v", test.name, got, want)
		}
	}
}
