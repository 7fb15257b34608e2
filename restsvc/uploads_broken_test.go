package restsvc_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// bench is a server on pipes, with a catalog of its own, and all that it says.
type bench struct {
	servingtest.Client
	pipes  *servingtest.Pipes
	server *httpserver.Server
	books  *catalog.Catalog
	reg    *prometheus.Registry
	log    *bytes.Buffer
}

func newBench(t *testing.T, change func(*serving.Config)) bench {
	t.Helper()
	b := bench{books: fresh(), reg: prometheus.NewRegistry(), log: new(bytes.Buffer)}
	config := serving.Config{
		Catalog: b.books, Metrics: metrics.NewService(b.reg, "rest"),
		Log: slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}})),
	}
	if change != nil {
		change(&config)
	}
	b.server = restsvc.New(config)
	b.Client, b.pipes = servingtest.StartPipes(t, b.server)
	return b
}

// rated is how many ratings of five stars a book has got.
func (b bench) rated(id int32) int32 {
	book, err := b.books.GetBook(id)
	if err != nil {
		panic(err)
	}
	untouched, err := books().GetBook(id)
	if err != nil {
		panic(err)
	}
	return book.RatingCounts[4] - untouched.RatingCounts[4]
}

// result is an answer to come.
type result struct {
	servingtest.Reply
	err error
}

// upload begins an upload, whose body is what is written, and returns its answer to come.
func (b bench) upload(ctx context.Context, target string, headers ...string) (*io.PipeWriter, <-chan result) {
	body, w := io.Pipe()
	r, err := http.NewRequestWithContext(ctx, "POST", b.URL+target, body)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", typeLines)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := make(chan result, 1)
	go func() {
		response, err := b.HTTP.Do(r)
		if err != nil {
			answer <- result{err: err}
			return
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		answer <- result{servingtest.Reply{Status: response.StatusCode, Header: response.Header, Body: string(text), Close: response.Close}, err}
	}()
	return w, answer
}

const five = `{"book_id":1,"stars":5}` + "\n"

// Ratings count as they arrive, not when the upload is complete.
func TestUploadAsItArrives(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, nil)
			if http2 {
				b.Client = b.OverHTTP2()
			}
			w, answer := b.upload(t.Context(), "/v1/ratings")
			for i := range 3 {
				fmt.Fprint(w, five)
				synctest.Wait()
				if got := b.rated(1); got != int32(i+1) {
					t.Errorf("after %d lines book 1 has %d ratings more", i+1, got)
				}
				time.Sleep(4 * time.Minute) // a client may take its time
			}
			fmt.Fprint(w, strings.Repeat(five, 1500))
			synctest.Wait()
			if got := servingtest.Samples(t, b.reg, metrics.RatingsTotal)["accepted"]; got != 1000 {
				t.Errorf("%v ratings are counted before the end, want 1000 of 1503", got)
			}
			w.Close()
			if r := <-answer; r.err != nil || summary(t, r.Reply).Accepted != 1503 {
				t.Errorf("upload = %s, %v; want 1503 accepted", r.Body, r.err)
			}
			if got := b.log.String(); got != "" {
				t.Errorf("a complete upload logs %s", got)
			}
		})
	}
}

// An upload that breaks off leaves what was accepted, in the catalog, the metrics and the
// log; when it is sent again nothing counts twice, and nothing is missing.
func TestUploadThatBreaksOff(t *testing.T) {
	long := strings.Repeat("x", 5<<20)
	for _, test := range []struct {
		name    string
		headers []string
		end     func(w *io.PipeWriter, leave func())
		took    time.Duration // from the last line to the answer
		status  int           // 0: the client has gone
		field   string
		code    string
	}{
		{"client goes away", nil, func(w *io.PipeWriter, leave func()) {
			leave()
			synctest.Wait()
			w.CloseWithError(io.ErrClosedPipe) // net/http's client waits for its own body
		}, 0, 0, "", "CANCELLED"},
		{"client breaks off", nil, func(w *io.PipeWriter, _ func()) { w.CloseWithError(io.ErrClosedPipe) }, 0, 0, "", "CANCELLED"},
		{"deadline", []string{"Request-Timeout", "10s"}, func(*io.PipeWriter, func()) {}, 10 * time.Second, http.StatusGatewayTimeout, "", "DEADLINE_EXCEEDED"},
		{"silence", nil, func(*io.PipeWriter, func()) {}, serving.IdleTimeout, http.StatusRequestTimeout, "body", "DEADLINE_EXCEEDED"},
		{"long line", nil, func(w *io.PipeWriter, _ func()) { io.WriteString(w, long) }, 0, http.StatusRequestEntityTooLarge, "body", "RESOURCE_EXHAUSTED"},
		{"gzip that breaks", []string{"Content-Encoding", "gzip"}, func(w *io.PipeWriter, _ func()) { io.WriteString(w, long) }, 0, http.StatusBadRequest, "body", "INVALID_ARGUMENT"},
	} {
		for _, http2 := range []bool{false, true} {
			name := fmt.Sprintf("%s, HTTP/2 %v", test.name, http2)
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, nil)
				if http2 {
					b.Client = b.OverHTTP2()
				}
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				w, answer := b.upload(ctx, "/v1/ratings?upload_id=a%0A", test.headers...)
				defer w.Close()
				sent := five + "x\n" + five + `{"book_id":1,`
				if test.headers != nil && test.headers[0] == "Content-Encoding" {
					sent = zipped(five + "x\n" + five)
				}
				io.WriteString(w, sent)
				synctest.Wait()
				begun := time.Now()
				test.end(w, leave)
				r := <-answer
				if took := time.Since(begun); took != test.took {
					t.Errorf("%s is answered after %v, want %v", name, took, test.took)
				}
				if r.Status != test.status {
					t.Errorf("%s = %d %s, %v; want %d", name, r.Status, r.Body, r.err, test.status)
				}
				if test.status != 0 && (!strings.Contains(r.Body, test.code) || test.field != "" && !strings.Contains(r.Body, `"field":"`+test.field)) {
					t.Errorf("%s = %s; want %s of %q", name, r.Body, test.code, test.field)
				}
				synctest.Wait()
				if got := b.rated(1); got != 2 {
					t.Errorf("%s: book 1 has %d ratings more, want 2", name, got)
				}
				servingtest.CheckCounts(t, name, b.reg, map[string]float64{test.code + " UploadBookRatings": 1})
				if diff := cmp.Diff(map[string]float64{"accepted": 2, "rejected": 1}, servingtest.Samples(t, b.reg, metrics.RatingsTotal)); diff != "" {
					t.Errorf("%s: ratings differ (-want +got):\n%s", name, diff)
				}
				if got, want := b.log.String(), `level=INFO msg="upload broke off" upload_id="a\n" accepted=2 rejected=1`+"\n"; got != want {
					t.Errorf("%s: log = %s; want %s", name, got, want)
				}

				got := summary(t, b.Post(t, "/v1/ratings?upload_id=a%0A", typeLines, five+"x\n"+five+five))
				if got.Accepted != 3 || got.Rejected != 1 || b.rated(1) != 3 {
					t.Errorf("%s: sent again, %+v, and %d ratings more of book 1; want 3 accepted, 1 rejected, 3", name, got, b.rated(1))
				}
			})
		}
	}
}

// A request that is refused gets its answer though its body goes on for ever, and does not
// hold the service.
func TestRefusalOfEndlessBody(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		for _, test := range []struct {
			target string
			header []string
			status int
		}{
			{"/v1/ratings", []string{"Content-Type", "text/plain"}, http.StatusUnsupportedMediaType},
			{"/v1/ratings", []string{"Content-Encoding", "br"}, http.StatusUnsupportedMediaType},
			{"/v1/ratings", []string{"Accept", "text/plain"}, http.StatusNotAcceptable},
			{"/v1/ratings", []string{"Request-Timeout", "soon"}, http.StatusBadRequest},
			{"/v1/ratings?upload_id=" + strings.Repeat("x", 129), nil, http.StatusBadRequest},
			{"/v1/books/1", nil, http.StatusMethodNotAllowed},
			{"/v1/nothing", nil, http.StatusNotFound},
		} {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, nil)
				if http2 {
					b.Client = b.OverHTTP2()
				}
				begun := time.Now()
				w, answer := b.upload(t.Context(), test.target, test.header...)
				defer w.Close()
				io.WriteString(w, five)
				if r := <-answer; r.Status != test.status {
					t.Errorf("POST %s with %v = %d %s, %v; want %d", test.target, test.header, r.Status, r.Body, r.err, test.status)
				}
				if got := time.Since(begun); got > 0 {
					t.Errorf("POST %s with %v is answered after %v, want at once", test.target, test.header, got)
				}
				synctest.Wait()
				if running := servingtest.Samples(t, b.reg, metrics.RequestsInFlight)[""]; running != 0 {
					t.Errorf("POST %s with %v: %v requests still run", test.target, test.header, running)
				}
				if b.log.Len() > 0 {
					t.Errorf("POST %s with %v logs %s; want nothing of what was refused", test.target, test.header, b.log)
				}
			})
		}
	}
}

// A body whose framing breaks is no client that has gone: it can be told.
func TestUploadOfBrokenChunks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c, err := b.pipes.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		go io.WriteString(c, "POST /v1/ratings HTTP/1.1\r\nHost: x\r\nContent-Type: "+typeLines+
			"\r\nTransfer-Encoding: chunked\r\n\r\n"+fmt.Sprintf("%x\r\n%s\r\n", len(five), five)+"never\r\n")
		answer := make([]byte, 1<<10)
		n, err := c.Read(answer)
		if got := string(answer[:n]); err != nil || !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			t.Errorf("broken chunks are answered with %q, %v; want 400", got, err)
		}
		if got := b.rated(1); got != 1 {
			t.Errorf("book 1 has %d ratings more, want the one before", got)
		}
	})
}
