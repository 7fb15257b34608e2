package conn

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// webTo serves a handler over HTTP/1.1 and HTTP/2 and opens connections to it.
func webTo(t *testing.T, settings webKind, handler http.HandlerFunc) *HTTP {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	w, err := NewHTTP(t.Context(), server.Listener.Addr().String(), 1, settings.Settings, settings.http2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func newRequest(t *testing.T, w *HTTP, method string, body io.Reader) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+w.Address+"/", body)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// webKind is how HTTP can be set.
type webKind struct {
	Settings
	http2 bool
}

var webKinds = map[string]webKind{
	"http": {}, "http gzip": {Settings{Gzip: true}, false}, "h2": {http2: true},
	"h2 gzip": {Settings{Gzip: true}, true}, "h2 tuned": {Settings{Profile: serving.Tuned}, true},
}

// answerWriter writes an answer, compressed where that was asked for.
func answerWriter(w http.ResponseWriter, r *http.Request) (write func(string), end func()) {
	flush := http.NewResponseController(w).Flush
	if r.Header.Get("Accept-Encoding") != "gzip" {
		return func(text string) { io.WriteString(w, text); flush() }, func() {}
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	return func(text string) { io.WriteString(z, text); z.Flush(); flush() }, func() { z.Close() }
}

func TestAskStreamReadsWhileTheAnswerArrives(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // the last, when all is closed
	for name, settings := range webKinds {
		read := make(chan struct{})
		w := webTo(t, settings, func(w http.ResponseWriter, r *http.Request) {
			write, end := answerWriter(w, r)
			for range 3 {
				write("line\n")
				<-read // the next comes when this one has been read
			}
			end()
		})
		lines := 0
		got := w.AskStream(newRequest(t, w, "GET", nil), func(body io.Reader) error {
			scanner := bufio.NewScanner(body)
			for scanner.Scan() {
				lines++
				read <- struct{}{}
			}
			return scanner.Err()
		})
		if got.Err != nil || got.Status != 200 || lines != 3 || got.Length != 15 {
			t.Errorf("%s: askStream() = %+v after %d lines, want 200, 15 bytes, 3 lines", name, got, lines)
		}
	}
}

func TestAskStreamSendsWhatItReads(t *testing.T) {
	for name, settings := range webKinds {
		sent := strings.Repeat("a rating that is much like the one before\n", 20_000)
		var encoding, transfer string
		var taken bytes.Buffer
		w := webTo(t, settings, func(w http.ResponseWriter, r *http.Request) {
			encoding, transfer = r.Header.Get("Content-Encoding"), strings.Join(r.TransferEncoding, "")
			if r.ContentLength >= 0 {
				transfer = "in one piece"
			}
			body := io.Reader(r.Body)
			if encoding == "gzip" {
				z, err := gzip.NewReader(body)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				body = z
			}
			io.Copy(&taken, body)
			write, end := answerWriter(w, r)
			write("done")
			end()
		})
		for range 2 { // the second takes what the pools hold
			taken.Reset()
			got := w.AskStream(newRequest(t, w, "POST", onlyReader{strings.NewReader(sent)}), func(body io.Reader) error {
				text, err := io.ReadAll(body)
				if string(text) != "done" {
					t.Errorf("%s: the answer is %q, want done", name, text)
				}
				return err
			})
			if got.Err != nil || got.Status != 200 {
				t.Errorf("%s: askStream() = %+v, want 200", name, got)
			}
			if taken.String() != sent || transfer == "in one piece" || (encoding == "gzip") != settings.Gzip {
				t.Errorf("%s: %d bytes came, encoding %q, transfer %q; want %d, gzip %v, in pieces", name, taken.Len(), encoding, transfer, len(sent), settings.Gzip)
			}
		}
	}
}

// onlyReader hides a body's length from net/http.
type onlyReader struct{ io.Reader }

func TestAskStreamEnds(t *testing.T) {
	errOdd := errors.New("odd")
	incompressible := make([]byte, 100_000)
	rand.Read(incompressible)
	drain := func(body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	}
	for _, test := range []struct {
		name, path string
		read       func(io.Reader) error
		failure    string
		status     int
		opened     int64 // over HTTP/1.1, after two of them
	}{
		{"read to the end", "/ok", drain, "", 200, 1},
		{"not read at all", "/ok", func(io.Reader) error { return nil }, "", 200, 1},
		{"not understood", "/ok", func(io.Reader) error { return errOdd }, contract.UndecodableAnswer, 200, 2},
		{"broken off", "/torn", drain, contract.ConnectionClosed, 200, 2},
		{"broken off and ignored", "/torn", func(io.Reader) error { return nil }, contract.ConnectionClosed, 200, 2},
		{"another status", "/none", func(io.Reader) error { t.Error("an answer of status 404 is read"); return nil }, "", 404, 1},
	} {
		for name, settings := range webKinds {
			w := webTo(t, settings, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/none" {
					http.Error(w, "none", http.StatusNotFound)
					return
				}
				write, end := answerWriter(w, r)
				write(string(incompressible))
				if r.URL.Path == "/torn" {
					panic(http.ErrAbortHandler)
				}
				end()
			})
			for i := range 2 {
				request := newRequest(t, w, "GET", nil)
				request.URL.Path = test.path
				got := w.AskStream(request, test.read)
				failure := test.failure
				if failure == contract.ConnectionClosed && settings.http2 {
					failure = contract.StreamReset
				}
				if got.Failure != failure || (got.Err == nil) != (failure == "") || got.Status != test.status {
					t.Errorf("%s, %s: request %d = %+v, want %q and status %d", test.name, name, i, got, failure, test.status)
				}
			}
			if want := test.opened; w.Opened() != want && !settings.http2 || settings.http2 && w.Opened() != 1 || w.Retries() != 0 {
				t.Errorf("%s, %s: %d connections, %d retries", test.name, name, w.Opened(), w.Retries())
			}
		}
	}
}

func TestAskStreamEndsWithItsContext(t *testing.T) {
	for name, settings := range webKinds {
		w := webTo(t, settings, func(w http.ResponseWriter, r *http.Request) {
			write, _ := answerWriter(w, r)
			write("the first\n")
			<-r.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		got := w.AskStream(newRequest(t, w, "GET", nil).WithContext(ctx), func(body io.Reader) error {
			_, err := bufio.NewReader(body).ReadString('\n')
			cancel()
			if err == nil {
				_, err = io.Copy(io.Discard, body)
			}
			return err
		})
		if got.Failure != contract.Timeout || !errors.Is(got.Err, context.Canceled) {
			t.Errorf("%s: askStream() = %+v, want a timeout", name, got)
		}
	}
}

func TestCompressionThatIsNotMet(t *testing.T) {
	w := webTo(t, webKind{Settings: Settings{Gzip: true}}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/odd" {
			w.Header().Set("Content-Encoding", "gzip")
		}
		io.WriteString(w, "plain, whatever was asked for")
	})
	for path, want := range map[string]string{"/": "not compressed", "/odd": "it says that it is gzip, and is not"} {
		request := newRequest(t, w, "GET", nil)
		request.URL.Path = path
		if got := w.Ask(request, nil, new(bytes.Buffer)); got.Failure != contract.MalformedAnswer || !strings.Contains(got.Err.Error(), want) {
			t.Errorf("%s: ask() = %+v, want %q with %q", path, got, contract.MalformedAnswer, want)
		}
	}
}

func TestAskCompressesRequestAndAnswer(t *testing.T) {
	text := strings.Repeat("much the same ", 1000)
	for _, http2 := range []bool{false, true} {
		w := webTo(t, webKind{Settings{Gzip: true}, http2}, func(w http.ResponseWriter, r *http.Request) {
			body, err := gzip.NewReader(r.Body)
			if err != nil || r.ContentLength < 1 || r.ContentLength > 1000 {
				t.Errorf("http2 %v: the body has %d bytes, %v; want it compressed", http2, r.ContentLength, err)
				return
			}
			write, end := answerWriter(w, r)
			all, _ := io.ReadAll(body)
			write(string(all))
			end()
		})
		for range 2 {
			keep := new(bytes.Buffer)
			got := w.Ask(newRequest(t, w, "POST", nil), []byte(text), keep)
			if got.Err != nil || keep.String() != text || got.Length != int64(len(text)) {
				t.Errorf("http2 %v: ask() = %+v with %d bytes, want the %d that were sent", http2, got, keep.Len(), len(text))
			}
		}
	}
}
