package anycall_test

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// TestNothingIsOffered asks without a setting, and looks at what was offered.
func TestNothingIsOffered(t *testing.T) {
	for _, p := range httpProtocols {
		offered := make(chan string, 1)
		to := serveHTTP(t, p.scheme, p.http2, func(_ http.ResponseWriter, r *http.Request) { offered <- fmt.Sprint(r.Header["Accept-Encoding"]) })
		if err := dial(t, to, 1).Ask(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if got := <-offered; got != "[]" {
			t.Errorf("%s, HTTP/2 %v: offered %s, want nothing", p.scheme, p.http2, got)
		}
	}
	to := serveRPC(t, &healthService{check: func(ctx context.Context, _ *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		if got := md.Get("grpc-accept-encoding"); got != nil {
			return nil, status.Errorf(codes.Internal, "offered %q", got)
		}
		return &health.HealthCheckResponse{}, nil
	}}, nil)
	to.Protoset = protoset(t)
	if err := dial(t, to, 1).Ask(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

// zipped writes text as a gzip member.
func zipped(w io.Writer, text string) {
	z := gzip.NewWriter(w)
	io.WriteString(z, text)
	z.Close()
}

func TestCodingsThatCome(t *testing.T) {
	long := `{"id":7,"text":"` + strings.Repeat("wire", 1000) + `"}`
	for _, test := range []struct {
		name, coding, expect string
		write                func(io.Writer)
		want                 map[string]int64
		failure              string
		bytes                int
	}{
		{"none", "", "$.id=7", func(w io.Writer) { io.WriteString(w, long) }, nil, "", len(long)},
		{"identity", "identity", "$.id=7", func(w io.Writer) { io.WriteString(w, long) }, nil, "", len(long)},
		{"gzip", "gzip", "$.id=7", func(w io.Writer) { zipped(w, long) }, map[string]int64{"gzip": 1}, "", len(long)},
		{"gzip, its length", "gzip", fmt.Sprintf("length=%d", len(long)), func(w io.Writer) { zipped(w, long) }, map[string]int64{"gzip": 1}, "", len(long)},
		{"gzip by its name of old", "X-GZIP", "$.id=7", func(w io.Writer) { zipped(w, long) }, map[string]int64{"gzip": 1}, "", len(long)},
		{"two members", "gzip", "$.id=7", func(w io.Writer) { zipped(w, long[:10]); zipped(w, long[10:]) }, map[string]int64{"gzip": 1}, "", len(long)},
		{"gzip of nothing", "gzip", "", func(io.Writer) {}, map[string]int64{"gzip": 1}, "", 0},
		{"called gzip", "gzip", "", func(w io.Writer) { io.WriteString(w, long) }, map[string]int64{"gzip": 1}, "malformed answer", 0},
		{"another", "br", "", func(w io.Writer) { io.WriteString(w, "?") }, map[string]int64{"br": 1}, "", 1},
		{"another, looked into", "br", "$.id=7", func(w io.Writer) { io.WriteString(w, "?") }, map[string]int64{"br": 1}, "undecodable answer", 0},
		{"two after each other", "deflate, gzip", "", func(w io.Writer) { io.WriteString(w, "?") }, map[string]int64{"deflate, gzip": 1}, "", 1},
		{"a long name", strings.Repeat("x", 100), "", func(w io.Writer) { io.WriteString(w, "?") }, map[string]int64{"other": 1}, "", 1},
	} {
		for _, http2 := range []bool{false, true} {
			to := serveHTTP(t, "http", http2, func(w http.ResponseWriter, _ *http.Request) {
				if test.coding != "" {
					w.Header().Set("Content-Encoding", test.coding)
				}
				test.write(w)
			})
			if test.expect != "" {
				to.Expect = []string{test.expect}
			}
			client := dial(t, to, 1)
			answers := make(clienttest.Sink, 1)
			client.Start(t.Context(), load.Ticket{Check: true}, answers)
			if o := <-answers; o.Failure != test.failure || o.AnswerBytes != test.bytes {
				t.Errorf("%s, HTTP/2 %v: %q (%v), %d bytes, want %q and %d", test.name, http2, o.Failure, o.Why, o.AnswerBytes, test.failure, test.bytes)
			}
			if got := client.Codings(); !maps.Equal(got, test.want) {
				t.Errorf("%s, HTTP/2 %v: Codings() = %v, want %v", test.name, http2, got, test.want)
			}
		}
	}
}

// TestCodingsThatComeOverGRPC has a service that compresses unasked, as other libraries than
// grpc-go do.
func TestCodingsThatComeOverGRPC(t *testing.T) {
	for _, coding := range []string{"gzip", "zstd"} {
		to := serveHTTP(t, "http", true, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Encoding", coding)
			w.Header().Set("Trailer", "Grpc-Status")
			var message strings.Builder
			zipped(&message, "\x08\x01") // SERVING
			w.Write(binary.BigEndian.AppendUint32([]byte{1}, uint32(message.Len())))
			io.WriteString(w, message.String())
			w.Header().Set("Grpc-Status", "0")
		})
		to = plan.Target{URL: strings.Replace(to.URL, "http", "grpc", 1) + checkMethod, Protoset: protoset(t), Expect: []string{"$.status=SERVING"}}
		client := dial(t, to, 1)
		answers := make(clienttest.Sink, 3)
		for range 3 {
			client.Start(t.Context(), load.Ticket{Check: true}, answers)
			o := <-answers
			if coding == "gzip" && (o.Failure != "" || o.AnswerBytes != 2) {
				t.Errorf("gzip: %q (%v), %d bytes, want 2", o.Failure, o.Why, o.AnswerBytes)
			}
			if coding != "gzip" && (o.Failure == "" || !strings.Contains(o.Why.Error(), coding)) {
				t.Errorf("%s: %q (%v), want a failure that names it", coding, o.Failure, o.Why)
			}
		}
		if got := client.Codings()["gzip"]; got != map[string]int64{"gzip": 3}[coding] {
			t.Errorf("%s: %d answers came in gzip", coding, got)
		}
	}
}
