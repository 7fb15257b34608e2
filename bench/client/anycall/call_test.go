package anycall_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// httpProtocols are the ways in which HTTP is spoken.
var httpProtocols = []struct {
	scheme string
	http2  bool
}{{"http", false}, {"http", true}, {"https", false}, {"https", true}}

// serveHTTP serves a handler over one of them and returns a target without a path.
func serveHTTP(t *testing.T, scheme string, http2 bool, handler http.HandlerFunc) plan.Target {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = clienttest.Quiet
	t.Cleanup(s.Close)
	to := plan.Target{HTTP2: http2}
	if scheme == "https" {
		s.EnableHTTP2 = http2
		s.StartTLS()
		to.CACert = filepath.Join(t.TempDir(), "ca.pem")
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
		if err := os.WriteFile(to.CACert, certificate, 0o600); err != nil {
			t.Fatal(err)
		}
	} else {
		s.Config.Protocols = new(http.Protocols)
		s.Config.Protocols.SetHTTP1(!http2)
		s.Config.Protocols.SetUnencryptedHTTP2(http2)
		s.Start()
	}
	to.URL = s.URL
	return to
}

func dial(t *testing.T, to plan.Target, connections int) *anycall.Client {
	t.Helper()
	call, err := anycall.Prepare(t.Context(), to, 1)
	if err != nil {
		t.Fatalf("Prepare(%s) = %v", to.URL, err)
	}
	client, err := call.Dial(t.Context(), connections)
	if err != nil {
		t.Fatalf("Dial(%s) = %v", to.URL, err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// openTo counts the open connections to a target.
func openTo(t *testing.T, to plan.Target) int {
	t.Helper()
	u, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	return clienttest.Established(t, u.Host)
}

func TestHTTPSendsEveryRequestInFull(t *testing.T) {
	for _, p := range httpProtocols {
		var mu sync.Mutex
		var wrong error
		requests := 0
		to := serveHTTP(t, p.scheme, p.http2, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			requests++
			got := fmt.Sprintf("%s %s %s host=%s a=%v type=%s encoding=%q body=%s v%d",
				r.Method, r.URL.Path, r.URL.RawQuery, r.Host, r.Header["A"], r.Header.Get("Content-Type"),
				r.Header.Get("Accept-Encoding"), body, r.ProtoMajor)
			version := 1
			if p.http2 {
				version = 2
			}
			want := fmt.Sprintf(`PUT /cart q=1 host=example.com:8443 a=[1 2] type=application/json encoding="" body={"id":7} v%d`, version)
			if err != nil || got != want {
				wrong = fmt.Errorf("got  %s, %v\nwant %s", got, err, want)
			}
		})
		to.URL += "/cart?q=1"
		to.Method, to.Data = "PUT", `{"id":7}`
		to.Headers = []string{"a: 1", "A: 2", "Host: example.com:8443"}
		client := dial(t, to, 3)
		answers := make(clienttest.Sink, 100)
		for seq := range uint64(100) {
			client.Start(t.Context(), load.Ticket{Seq: seq}, answers)
		}
		for range 100 {
			if o := <-answers; o.Failure != "" || o.RequestBytes != 8 || o.Wait < 0 {
				t.Errorf("%s: %+v", to.URL, o)
			}
		}
		if requests != 100 || wrong != nil {
			t.Errorf("%s, http2 %v: %d requests, %v", to.URL, p.http2, requests, wrong)
		}
		if open := openTo(t, to); client.Opened() != 3 || open != 3 || client.Retries() != 0 {
			t.Errorf("%s, http2 %v: opened %d, open %d, retries %d, want 3, 3, 0",
				to.URL, p.http2, client.Opened(), open, client.Retries())
		}
	}
}

func TestHTTPTakesAnswersAsTheyCome(t *testing.T) {
	for _, p := range httpProtocols {
		to := serveHTTP(t, p.scheme, p.http2, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/redirect":
				http.Redirect(w, r, "/elsewhere", http.StatusFound)
			case "/missing":
				http.Error(w, "no such cart", http.StatusNotFound)
			case "/text":
				io.WriteString(w, "{")
			default:
				io.WriteString(w, `{"id":7,"items":[{"n":1},{"n":2}]}`)
			}
		})
		base := to.URL
		for _, test := range []struct {
			path, expect, failure, says string
		}{
			{"/cart", "", "", ""},
			{"/cart", "length=34", "", ""},
			{"/cart", "length=9", "wrong answer", "it has 34 bytes, want 9"},
			{"/cart", "status=204", "status 200", `want 204 No Content; the answer is '{"id":7,`},
			{"/cart", "$.id=7", "", ""},
			{"/cart", "$.items[1].n=2.0", "", ""},
			{"/cart", `$.items[0]={"n":1}`, "", ""},
			{"/cart", "$.id=8", "wrong answer", `$.id is 7, want 8`},
			{"/cart", "$.items[*].n=1", "wrong answer", "selects 2 values, want one"},
			{"/cart", "$.none=1", "wrong answer", "selects 0 values, want one"},
			{"/text", "$.id=7", "undecodable answer", `it is not JSON: unexpected EOF; the answer is "{"`},
			{"/redirect", "", "status 302", "want 200 to 299"},
			{"/redirect", "status=302", "", ""},
			{"/missing", "", "status 404", `want 200 to 299; the answer is "no such cart\n"`},
			{"/missing", "status=404", "", ""},
		} {
			to.URL, to.Expect = base+test.path, nil
			if test.expect != "" {
				to.Expect = []string{test.expect}
			}
			client := dial(t, to, 1)
			if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != test.failure {
				t.Errorf("%s, %s: %q, want %q", to.URL, test.expect, o.Failure, test.failure)
			}
			o := clienttest.Ask(t.Context(), client, load.Ticket{})
			inFull := strings.HasPrefix(test.expect, "$")
			if (inFull && o.Failure != "") || (!inFull && o.Failure != test.failure) {
				t.Errorf("%s, %s: without a check %q", to.URL, test.expect, o.Failure)
			}
			says(t, client.Ask(t.Context(), 0), test.failure, test.says)
			client.Close()
		}
	}
}

// says compares an error with a kind and a part of its text; an empty kind wants no error.
func says(t *testing.T, err error, kind, part string) {
	t.Helper()
	switch {
	case kind == "" && err == nil:
	case kind == "" || err == nil:
		t.Errorf("error is %v, want kind %q", err, kind)
	case !strings.Contains(err.Error(), kind+": ") || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "\n"):
		t.Errorf("error is %q, want one line with %q and %q", err, kind, part)
	}
}

func TestRequestsOfAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "requests.jsonl")
	if err := os.WriteFile(file, []byte("{\"id\":0}\n\n {\"id\":1}\n{\"id\":2}"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	to := serveHTTP(t, "http", false, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, string(body))
	})
	to.Data = "@" + file
	asked := func(order string, seed uint64) []string {
		to.Order = order
		call, err := anycall.Prepare(t.Context(), to, seed)
		if err != nil || call.Requests() != 3 {
			t.Fatalf("Prepare() = %v, %v", call, err)
		}
		client, err := call.Dial(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		got = nil
		for seq := range uint64(6) {
			if err := client.Ask(t.Context(), seq); err != nil {
				t.Error(err)
			}
		}
		return got
	}
	want := []string{`{"id":0}`, `{"id":1}`, `{"id":2}`, `{"id":0}`, `{"id":1}`, `{"id":2}`}
	if got := asked("", 1); !slices.Equal(got, want) {
		t.Errorf("in sequence: %v", got)
	}
	orders := make(map[string]bool)
	for seed := range uint64(20) {
		order := asked("shuffle", seed)
		orders[strings.Join(order, "")] = true
		if second := asked("shuffle", seed); !slices.Equal(order, second) || !slices.Equal(order[:3], order[3:]) {
			t.Errorf("seed %d: %v and %v", seed, order, second)
		}
	}
	if len(orders) < 3 {
		t.Errorf("20 seeds give %d orders", len(orders))
	}
}

func TestDialNamesWhatIsWrong(t *testing.T) {
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused.Close()
	plain := serveHTTP(t, "http", false, func(http.ResponseWriter, *http.Request) {})
	secure := serveHTTP(t, "https", false, func(http.ResponseWriter, *http.Request) {})
	untrusted := secure
	untrusted.CACert = ""
	noHTTP2 := secure
	noHTTP2.HTTP2 = true
	for _, test := range []struct {
		to   plan.Target
		want string
	}{
		{plan.Target{URL: "http://" + refused.Addr().String()}, "connection refused"},
		{plan.Target{URL: "http://nowhere.invalid/"}, "nowhere.invalid"},
		{plan.Target{URL: strings.Replace(plain.URL, "http", "https", 1)}, "speaks HTTP/1.1 in plaintext, without TLS; use http://"},
		{untrusted, "the certificate is signed by an unknown authority; name the authority with ca_cert"},
		{noHTTP2, "speaks HTTP/1.1, not HTTP/2"},
	} {
		call, err := anycall.Prepare(t.Context(), test.to, 1)
		if err != nil {
			t.Errorf("Prepare(%s) = %v", test.to.URL, err)
			continue
		}
		client, err := call.Dial(t.Context(), 2)
		if err == nil {
			client.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.to.URL) {
			t.Errorf("Dial(%s) = %v, want an error with %q", test.to.URL, err, test.want)
		}
	}
	untrusted.Insecure = true
	if err := dial(t, untrusted, 1).Ask(t.Context(), 0); err != nil {
		t.Errorf("insecure: %v", err)
	}
}

func TestAskEndsWithItsContext(t *testing.T) {
	release := make(chan struct{})
	to := serveHTTP(t, "http", false, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	client := dial(t, to, 1)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the end"))
	says(t, client.Ask(ctx, 0), contract.Timeout, "the end")
}
