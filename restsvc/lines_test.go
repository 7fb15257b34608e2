package restsvc_test

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// idsOfLines reads a listing, each line of which is a book.
func idsOfLines(t *testing.T, body string) (ids []int32) {
	t.Helper()
	for line := range strings.Lines(body) {
		var b bookView
		if err := servingtest.StrictJSON(strings.TrimSuffix(line, "\n"), &b); err != nil || !strings.HasSuffix(line, "\n") {
			t.Fatalf("line %q: %v; want a book and a line feed", line, err)
		}
		ids = append(ids, b.ID)
	}
	return ids
}

func TestLines(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	all, mysteries := idsOf(catalog.Unspecified), idsOf(catalog.Mystery)
	for _, test := range []struct {
		query string
		want  []int32
	}{
		{"", all},
		{"limit=0&after_id=0&category=", all},
		{"limit=", all},
		{"limit=1", all[:1]},
		{"limit=500", all},
		{"limit=2147483647", all},
		{"after_id=1", all[1:]},
		{"after_id=499&limit=5", all[499:]},
		{"after_id=500", nil},
		{"after_id=2147483647", nil},
		{"category=MYSTERY", mysteries},
		{"category=MYSTERY&limit=3", mysteries[:3]},
		{"category=MYSTERY&limit=3&after_id=2", mysteries[2:5]}, // 1 and 2 are mysteries
	} {
		r := s.Must(t, "GET", "/v1/books?"+test.query, "Accept", typeLines)
		if got := idsOfLines(t, r.Body); r.Status != http.StatusOK || r.Header.Get("Content-Type") != typeLines || !slices.Equal(got, test.want) {
			t.Errorf("GET /v1/books?%s as lines = %d %q with %d books, want 200 with %d", test.query, r.Status, r.Header.Get("Content-Type"), len(got), len(test.want))
		}
	}
	// The line of a book is its body.
	line := s.Must(t, "GET", "/v1/books?limit=1", "Accept", typeLines).Body
	if book := s.Must(t, "GET", "/v1/books/1").Body; line != book+"\n" {
		t.Errorf("line of book 1 = %s; want %s", line, book)
	}
	if r := s.Must(t, "HEAD", "/v1/books", "Accept", typeLines); r.Status != http.StatusOK || r.Header.Get("Content-Type") != typeLines {
		t.Errorf("HEAD of the lines = %d %q, want 200 %q", r.Status, r.Header.Get("Content-Type"), typeLines)
	}
}

// A listing that broke off can be resumed behind the last book that came.
func TestLinesResume(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	var got []int32
	for len(got) < books().Len() {
		target := "/v1/books"
		if len(got) > 0 {
			target += "?after_id=" + itoa(got[len(got)-1])
		}
		response, err := s.Begin("GET", target, nil, "Accept", typeLines)
		if err != nil {
			t.Fatal(err)
		}
		for lines, n := bufio.NewScanner(response.Body), 0; n < 130 && lines.Scan(); n++ {
			got = append(got, idsOfLines(t, lines.Text()+"\n")...)
		}
		response.Body.Close()
	}
	if want := idsOf(catalog.Unspecified); !slices.Equal(got, want) {
		t.Errorf("a listing in pieces has %d books: %v; want %d, each once and in order", len(got), got, len(want))
	}
}

// counted is a server on pipes and what it counts.
func counted(t *testing.T, config serving.Config) (*httpserver.Server, servingtest.Client, prometheus.Gatherer) {
	t.Helper()
	reg := prometheus.NewRegistry()
	config.Metrics = metrics.NewService(reg, "rest")
	server := restsvc.New(config)
	s, _ := servingtest.StartPipes(t, server)
	return server, s, reg
}

// The first line comes before the rest is made. A client that stops reading makes the service
// wait, and gets the rest when it goes on.
func TestLinesAreHeldBack(t *testing.T) {
	for _, test := range []struct {
		name  string
		http2 bool
		gzip  bool
	}{{"HTTP/1.1", false, false}, {"HTTP/2", true, false}, {"HTTP/1.1 and gzip", false, true}} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, s, reg := counted(t, quiet())
				if test.http2 {
					s = s.OverHTTP2()
					s.Transport.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 1 << 10}
				}
				headers := []string{"Accept", typeLines}
				if test.gzip {
					headers = append(headers, "Accept-Encoding", "gzip")
				}
				response, err := s.Begin("GET", "/v1/books", nil, headers...)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				var body io.Reader = response.Body
				if test.gzip {
					if body, err = gzip.NewReader(body); err != nil {
						t.Fatal(err)
					}
				}
				lines := bufio.NewReaderSize(body, 16)
				first, err := lines.ReadString('\n')
				if ids := idsOfLines(t, first); err != nil || len(ids) != 1 || ids[0] != 1 {
					t.Fatalf("first line = %v, %v; want book 1", ids, err)
				}
				synctest.Wait() // everything waits for the reader
				if sent := servingtest.Samples(t, reg, metrics.StreamItemsTotal)["sent ListBooks"]; sent != 1 {
					t.Errorf("%v books are sent while the reader stands at the first, want that one", sent)
				}
				if running := servingtest.Samples(t, reg, metrics.RequestsInFlight)[""]; running != 1 {
					t.Errorf("%v requests run after the first line, want 1", running)
				}
				rest, err := io.ReadAll(lines)
				if got := len(idsOfLines(t, string(rest))); err != nil || got != books().Len()-1 {
					t.Errorf("then come %d books, %v; want %d", got, err, books().Len()-1)
				}
				synctest.Wait()
				if sent := servingtest.Samples(t, reg, metrics.StreamItemsTotal)["sent ListBooks"]; sent != float64(books().Len()) {
					t.Errorf("%v books are counted, want %d", sent, books().Len())
				}
			})
		})
	}
}

// A listing that breaks off ends in a broken connection, so that no client takes it for the whole.
func TestLinesThatBreakOff(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		for _, test := range []struct {
			name  string
			after time.Duration // the reader goes on
			want  string        // code
			extra []string
		}{
			{"stuck reader", 2 * time.Minute, "DEADLINE_EXCEEDED", nil},
			{"deadline", 20 * time.Second, "DEADLINE_EXCEEDED", []string{"Request-Timeout", "10s"}},
			{"slow reader", 50 * time.Second, "OK", nil},
		} {
			synctest.Test(t, func(t *testing.T) {
				_, s, reg := counted(t, quiet())
				if http2 {
					s = s.OverHTTP2()
					s.Transport.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 1 << 10}
				}
				response, err := s.Begin("GET", "/v1/books", nil, append(test.extra, "Accept", typeLines)...)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				time.Sleep(test.after)
				body, err := io.ReadAll(response.Body)
				if whole := err == nil; whole != (test.want == "OK") || whole != (len(body) > 100_000) {
					t.Errorf("%s, HTTP/2 %v: %d bytes, %v; want them whole: %v", test.name, http2, len(body), err, test.want == "OK")
				}
				synctest.Wait()
				servingtest.CheckCounts(t, test.name, reg, map[string]float64{test.want + " ListBooks": 1})
			})
		}
	}
}

// A client that goes away ends the handler.
func TestLinesOfLostClient(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			_, s, reg := counted(t, quiet())
			if http2 {
				s = s.OverHTTP2()
				s.Transport.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 1 << 10}
			}
			response, err := s.Begin("GET", "/v1/books", nil, "Accept", typeLines)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			response.Body.Close()
			synctest.Wait()
			servingtest.CheckCounts(t, "lost client", reg, map[string]float64{"CANCELLED ListBooks": 1})
		})
	}
}
