package anycall_test

import (
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/plan"
)

// TestBodiesThatBreakOff tells a connection that ends from a body that is wrong.
func TestBodiesThatBreakOff(t *testing.T) {
	var packed strings.Builder
	zipped(&packed, `{"id":7}`)
	gzip := packed.String()
	wrongSum := gzip[:len(gzip)-8] + "\x00\x00\x00\x00" + gzip[len(gzip)-4:]
	corrupt := gzip[:10] + "\xff\xff\xff\xff" + gzip[14:]
	head := "HTTP/1.1 200 OK\r\n"
	for _, test := range []struct{ name, answer, kind, why string }{
		{"length", head + "Content-Length: 9\r\n\r\nhalf", "connection closed", "the server closed the connection after 4 of 9 bytes of the body"},
		{"chunk", head + "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf", "connection closed", "the server closed the connection after 4 bytes of the body"},
		{"last chunk", head + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "connection closed", "after 4 bytes of the body"},
		{"no chunk", head + "Transfer-Encoding: chunked\r\n\r\nhalf\r\n\r\n", "malformed answer", "invalid byte in chunk length"},
		{"chunk too long", head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "malformed answer", "chunk length too large"},
		{"gzip in a length", head + "Content-Encoding: gzip\r\nContent-Length: 99\r\n\r\n" + gzip, "connection closed", "of 99 bytes of the body"},
		{"nothing", "", "connection closed", "the server closed the connection and did not answer"},
	} {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeRaw(n, answering("", endOfHeaders, test.answer, closing))
		holds(t, test.name, outcome(t, plan.Target{URL: "http://" + n.Addr().String() + "/"}, true), test.kind, test.why)
		n.Close()
		wait()
	}
	for _, p := range httpProtocols {
		to := serveHTTP(t, p.scheme, p.http2, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			switch r.URL.Path {
			case "/head":
				io.WriteString(w, gzip[:5])
			case "/cut":
				io.WriteString(w, gzip[:len(gzip)-9])
			case "/tail":
				io.WriteString(w, gzip[:len(gzip)-1])
			case "/sum":
				io.WriteString(w, wrongSum)
			case "/corrupt":
				io.WriteString(w, corrupt)
			case "/called":
				io.WriteString(w, `{"id":7}, and no gzip`)
			case "/reset":
				io.WriteString(w, gzip[:9])
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			}
		})
		base := to.URL
		for path, want := range map[string][2]string{
			"/head":    {"malformed answer", "its gzip ends too early"},
			"/cut":     {"malformed answer", "its gzip ends too early"},
			"/tail":    {"malformed answer", "its gzip ends too early"},
			"/sum":     {"malformed answer", "the checksum of its gzip is wrong"},
			"/corrupt": {"malformed answer", "its gzip is corrupt: flate: corrupt input"},
			"/called":  {"malformed answer", "it says that it is gzip, and is not"},
			"/reset":   {map[bool]string{false: "connection closed", true: "stream reset"}[p.http2], map[bool]string{false: "closed the connection after ", true: "INTERNAL_ERROR"}[p.http2]},
		} {
			to.URL = base + path
			for _, check := range []bool{true, false} {
				holds(t, p.scheme+path, outcome(t, to, check), want[0], want[1])
			}
		}
	}
}

// TestBodiesThatAreNotAsLongAsTheySay have a connection of HTTP/2 that stays well.
func TestBodiesThatAreNotAsLongAsTheySay(t *testing.T) {
	// HEADERS of stream 1 with :status 200 and a content-length of 9, then DATA that ends it.
	headers := "\x00\x00\x05\x01\x04\x00\x00\x00\x01" + "\x88\x0f\x0d\x01" + "9"
	data := func(s string) string {
		return string([]byte{0, 0, byte(len(s)), 0, 1, 0, 0, 0, 1}) + s
	}
	for body, why := range map[string]string{
		"half":           "its body ends after 4 of 9 bytes",
		"more than that": "more than declared Content-Length",
	} {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeRaw(n, answering(clienttest.SettingsFrame, "\x01\x05\x00\x00\x00\x01", headers+data(body), clienttest.Waiting))
		holds(t, body, outcome(t, plan.Target{URL: "http://" + n.Addr().String() + "/", HTTP2: true}, true), "malformed answer", why)
		n.Close()
		n.Kill()
		wait()
	}
}

// TestMessagesThatCannotBeUnpacked come over gRPC with the flag of compression.
func TestMessagesThatCannotBeUnpacked(t *testing.T) {
	var packed strings.Builder
	zipped(&packed, "\x08\x01")
	for _, test := range []struct{ name, coding, message, kind, why string }{
		{"no coding", "", packed.String(), "malformed answer", "compressed flag set"},
		{"identity", "identity", packed.String(), "malformed answer", "compressed flag set"},
		{"cut", "gzip", packed.String()[:15], "malformed answer", "its gzip ends too early"},
		{"not gzip", "gzip", "\x08\x01", "malformed answer", "its gzip ends too early"},
		{"not gzip, long", "gzip", "\x0a\x10" + strings.Repeat("x", 16), "malformed answer", "it says that it is gzip, and is not"},
		{"zstd", "zstd", "?", "undecodable answer", `the message is "zstd", which is not decoded here`},
	} {
		to := serveHTTP(t, "http", true, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/grpc")
			if test.coding != "" {
				w.Header().Set("Grpc-Encoding", test.coding)
			}
			w.Header().Set("Trailer", "Grpc-Status")
			w.Write(binary.BigEndian.AppendUint32([]byte{1}, uint32(len(test.message))))
			io.WriteString(w, test.message)
			w.Header().Set("Grpc-Status", "0")
		})
		to = plan.Target{URL: strings.Replace(to.URL, "http", "grpc", 1) + checkMethod, Protoset: protoset(t)}
		holds(t, test.name, outcome(t, to, true), test.kind, test.why)
	}
}

// TestWhereAnAnswerPoints has statuses that send the client elsewhere.
func TestWhereAnAnswerPoints(t *testing.T) {
	for _, test := range []struct {
		status                int
		header, value, answer string
		why                   string
	}{
		{302, "Location", "https://login.example/?next=/", "", `want 200 to 299; it points to "https://login.example/?next=/"; the answer is empty`},
		{301, "Location", "/b", "moved", `it points to "/b"; the answer is "moved"`},
		{302, "", "", "", "want 200 to 299; the answer is empty"},
		{302, "Location", "", "", "want 200 to 299; the answer is empty"},
		{304, "", "", "", "want 200 to 299; the answer is empty"},
		{307, "Location", "/\u202eb", "", `it points to "/\u202eb"`},
		{401, "WWW-Authenticate", `Bearer realm="x"`, "", `it asks for 'Bearer realm="x"'; the answer is empty`},
		{401, "", "", "", "want 200 to 299; the answer is empty"},
		{407, "Proxy-Authenticate", "Basic", "", `it asks for "Basic"`},
		{500, "Content-Encoding", "br", "\x8b\x02", "the answer is br, which is not decoded here"},
		{404, "Location", "/b", "", "want 200 to 299; the answer is empty"},
	} {
		for _, http2 := range []bool{false, true} {
			to := serveHTTP(t, "http", http2, func(w http.ResponseWriter, _ *http.Request) {
				if test.header != "" {
					w.Header().Set(test.header, test.value)
				}
				w.WriteHeader(test.status)
				io.WriteString(w, test.answer)
			})
			o := outcome(t, to, true)
			holds(t, test.value, o, o.Failure, test.why)
			if !strings.HasPrefix(o.Failure, "status ") || strings.Contains(o.Why.Error(), `""`) {
				t.Errorf("%d %s: %s, %v", test.status, test.value, o.Failure, o.Why)
			}
		}
	}
}
