package lean

import (
	"bufio"
	"bytes"
	"errors"

	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
)

// taken is what a reader has told.
type taken struct {
	heads  int
	status int
	body   []byte
}

func (t *taken) takeHead(h *head) { t.heads, t.status = t.heads+1, h.status }
func (t *taken) data(p []byte)    { t.body = append(t.body, p...) }

// readPieces reads answers that come in pieces of the sizes, which are used in turn, until one is done.
func readPieces(r *answerReader, text string, sizes []int, to *taken) (n int, done bool, err error) {
	var rest []byte
	for i := 0; len(text) > 0; i++ {
		size := min(len(text), max(1, sizes[i%len(sizes)]))
		rest = append(rest, text[:size]...)
		text = text[size:]
		took, done, err := r.read(rest, to)
		n += took
		if done || err != nil {
			return n, done, err
		}
		rest = rest[took:]
	}
	return n, false, nil
}

const okHead = "HTTP/1.1 200 OK\r\n"

func TestAnswerReader(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		status     int
		body, rest string
		close      bool
	}{
		{"length", okHead + "Content-Length: 5\r\n\r\nhello", 200, "hello", "", false},
		{"no body", okHead + "Content-Length: 0\r\n\r\n", 200, "", "", false},
		{"what follows is left", okHead + "Content-Length: 2\r\n\r\nhiHTTP/1.1 200", 200, "hi", "HTTP/1.1 200", false},
		{"chunks", okHead + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", 200, "abc0123456789", "", false},
		{"trailers", okHead + "transfer-encoding: Chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ: w\r\n\r\n", 200, "a", "", false},
		{"chunks over length", okHead + "Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 200, "a", "", false},
		{"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, "hi", "", false},
		{"mixed line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\r\nhi", 200, "hi", "", false},
		{"interim answers", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + okHead + "Content-Length: 1\r\n\r\nx", 200, "x", "", false},
		{"another protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, "", "", true},
		{"no content", "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", 204, "", "", false},
		{"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, "", "", false},
		{"closing", okHead + "Content-Length: 1\r\nConnection: x, Close\r\n\r\nx", 200, "x", "", true},
		{"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", "", true},
		{"HTTP/1.0 kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", 200, "x", "", false},
		{"no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, "", "", false},
		{"folded", okHead + "X: a\r\n b\r\nContent-Length: 1\r\n\r\nx", 200, "x", "", false},
		{"same length twice", okHead + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", 200, "x", "", false},
	} {
		for _, sizes := range [][]int{{1 << 20}, {1}, {2, 7, 3}} {
			var r answerReader
			var got taken
			n, done, err := readPieces(&r, tt.text, sizes, &got)
			// What follows in the same piece may or may not have come when the answer is done.
			if err != nil || !done || n != len(tt.text)-len(tt.rest) {
				t.Errorf("%s in pieces of %v: read %d bytes, done %v, error %v; want %d, true, nil", tt.name, sizes, n, done, err, len(tt.text)-len(tt.rest))
				continue
			}
			if got.status != tt.status || string(got.body) != tt.body || got.heads != 1 || r.head.close != tt.close {
				t.Errorf("%s in pieces of %v: status %d, body %q, %d heads, close %v; want %d, %q, 1, %v",
					tt.name, sizes, got.status, got.body, got.heads, r.head.close, tt.status, tt.body, tt.close)
			}
		}
	}
}

func TestAnswerReaderUntilClose(t *testing.T) {
	var r answerReader
	var got taken
	n, done, err := r.read([]byte(okHead+"\r\nhello"), &got)
	if err != nil || done || r.state != untilClose || string(got.body) != "hello" || n != len(okHead)+7 {
		t.Errorf("read %d bytes, done %v, error %v, state %d, body %q; want all, false, nil, untilClose, hello", n, done, err, r.state, got.body)
	}
}

func TestAnswerReaderWithoutBody(t *testing.T) {
	r := answerReader{noBody: true} // as to a HEAD
	var got taken
	if _, done, err := r.read([]byte(okHead+"Content-Length: 5\r\n\r\n"), &got); err != nil || !done {
		t.Errorf("done %v, error %v, want true, nil", done, err)
	}
}

func TestMalformedAnswers(t *testing.T) {
	for _, text := range []string{
		"SSH-2.0-OpenSSH\r\n\r\n",
		"SSH-2.0-OpenSSH\r\n", // which is all that comes
		"HTTP/2",
		"HTTP/2.0 200 OK\r\n\r\n",
		"HTTP/1.1 2x0 OK\r\n\r\n",
		"HTTP/1.1 099 OK\r\n\r\n",
		"HTTP/1.1 2000 OK\r\n\r\n",
		okHead + "Content-Length: -1\r\n\r\n",
		okHead + "Content-Length: +1\r\n\r\n",
		okHead + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
		okHead + "Content-Length: 99999999999999999999\r\n\r\n",
		okHead + "Content-Length : 1\r\n\r\n",
		okHead + "no colon\r\n\r\n",
		okHead + "Transfer-Encoding: gzip\r\n\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\n\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
		okHead + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", mostChunkLine+1),
		okHead + strings.Repeat("X: y\r\n", mostHead/6+1),
		strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", mostHead/25+1),
		okHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("X: y\r\n", mostHead/6+1),
	} {
		var r answerReader
		n, done, err := readPieces(&r, text, []int{32 << 10}, &taken{})
		if err == nil || done {
			t.Errorf("%.60q: read %d bytes, done %v, no error; want an error", text, n, done)
		}
	}
}

// What net/http reads the reader reads the same, in whatever pieces it comes.
func FuzzAnswerReader(f *testing.F) {
	for _, text := range []string{
		okHead + "Content-Length: 5\r\n\r\nhello",
		okHead + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\nx",
		"HTTP/1.1 304 Not Modified\nLocation: x\n\n",
	} {
		f.Add([]byte(text), uint64(1))
	}
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		whole, pieces := taken{}, taken{}
		var a, b answerReader
		n, done, err := a.read(text, &whole)
		random := rand.New(rand.NewPCG(seed, 0))
		sizes := []int{1 + random.IntN(9), 1 + random.IntN(40), 1 + random.IntN(400)}
		m, doneInPieces, errInPieces := readPieces(&b, string(text), sizes, &pieces)
		if done != doneInPieces || (err != nil) != (errInPieces != nil) || done && n != m || !bytes.Equal(whole.body, pieces.body) {
			t.Fatalf("at once: %d bytes, done %v, %v, body %q; in pieces of %v: %d, %v, %v, %q", n, done, err, whole.body, sizes, m, doneInPieces, errInPieces, pieces.body)
		}
		if n > len(text) || len(whole.body) > len(text) {
			t.Fatalf("%d bytes were read and %d told of %d", n, len(whole.body), len(text))
		}
		if want, got, ok := byNetHTTP(text); done && ok && (whole.status != got || string(whole.body) != want) {
			t.Fatalf("status %d, body %q; net/http reads %d, %q", whole.status, whole.body, got, want)
		}
	})
}

// byNetHTTP returns the body and status that net/http reads; false if it reads no complete answer.
func byNetHTTP(text []byte) (body string, status int, ok bool) {
	from := bufio.NewReader(bytes.NewReader(text))
	for {
		response, err := http.ReadResponse(from, nil)
		if err != nil {
			return "", 0, false
		}
		if response.StatusCode < 200 && response.StatusCode != http.StatusSwitchingProtocols {
			continue
		}
		all, err := io.ReadAll(response.Body)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", 0, false
		}
		return string(all), response.StatusCode, true
	}
}

// BenchmarkAnswerReader measures what reading an answer costs.
func BenchmarkAnswerReader(b *testing.B) {
	text := []byte(okHead + "Content-Type: application/json; charset=utf-8\r\nDate: Mon, 30 Nov 2026 14:00:00 GMT\r\nContent-Length: 1000\r\n\r\n" + strings.Repeat("x", 1000))
	var r answerReader
	to := discard{}
	b.ReportAllocs()
	for b.Loop() {
		if _, done, err := r.read(text, to); !done || err != nil {
			b.Fatal(done, err)
		}
	}
}

type discard struct{}

func (discard) takeHead(*head) {}
func (discard) data([]byte)    {}
