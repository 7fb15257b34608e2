package anycall_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

func TestWhatLeanCannotDrive(t *testing.T) {
	for _, test := range []struct {
		to   plan.Target
		want string // empty: it can
	}{
		{plan.Target{URL: "http://127.0.0.1:1/"}, ""},
		{plan.Target{URL: "https://127.0.0.1:1/", HTTP2: true, Method: "HEAD", Headers: []string{"Cookie: a=1", "TE: trailers"}}, ""},
		{plan.Target{URL: "grpcs://127.0.0.1:1/a.B/C", Headers: []string{"accept-encoding: gzip", "trailer: x"}}, ""},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Connection: keep-alive"}}, ""},
		{plan.Target{URL: "http://127.0.0.1:1/", HTTP2: true, Headers: []string{"Connection: keep-alive"}}, "HTTP/2 has no header Connection"},
		{plan.Target{URL: "http://127.0.0.1:1/", HTTP2: true, Headers: []string{"Connection: close"}}, "the header Connection asks to close the connection after each request"},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"connection: x, Close"}}, "the header Connection asks to close the connection after each request"},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Accept-Encoding: br"}}, "the header Accept-Encoding asks for compressed answers, which cost CPU time to unpack"},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Accept-Encoding: identity"}}, ""},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Expect: 100-continue"}}, "the header Expect waits for an interim answer"},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Upgrade: h2c"}}, "the header Upgrade asks for another protocol"},
		{plan.Target{URL: "http://127.0.0.1:1/", Headers: []string{"Trailer: X"}}, ""},
		{plan.Target{URL: "http://127.0.0.1:1/", Method: "CONNECT"}, "the method CONNECT makes a tunnel of the connection"},
	} {
		call, err := anycall.Parse(t.Context(), test.to)
		if err != nil {
			t.Errorf("Parse(%+v) = %v", test.to, err)
			continue
		}
		got := ""
		if err := call.Lean(); err != nil {
			got = err.Error()
			if _, err := call.DialLean(t.Context(), 1); err == nil || !strings.Contains(err.Error(), got) {
				t.Errorf("DialLean(%+v) = %v, want %q", test.to, err, got)
			}
		}
		if got != test.want {
			t.Errorf("Parse(%+v).Lean() = %q, want %q", test.to, got, test.want)
		}
	}
}

// opened returns both clients of a target, with one connection each.
func opened(t *testing.T, to plan.Target) map[string]anycall.Driver {
	t.Helper()
	call, err := anycall.Prepare(t.Context(), to, 1)
	if err != nil {
		t.Fatalf("Prepare(%+v) = %v", to, err)
	}
	clients := make(map[string]anycall.Driver)
	for _, name := range contract.Clients() {
		client, err := call.Open(t.Context(), name, 1)
		if err != nil {
			t.Fatalf("Open(%+v, %s) = %v", to, name, err)
		}
		t.Cleanup(func() { client.Close() })
		clients[name] = client
	}
	return clients
}

// requestsOf are targets whose requests have something of their own.
func requestsOf(base plan.Target) map[string]plan.Target {
	with := func(change func(*plan.Target)) plan.Target {
		to := base
		change(&to)
		return to
	}
	return map[string]plan.Target{
		"least":          with(func(*plan.Target) {}),
		"JSON":           with(func(to *plan.Target) { to.Data = `{"id":7}` }),
		"no JSON":        with(func(to *plan.Target) { to.Data = "id=7" }),
		"an empty POST":  with(func(to *plan.Target) { to.Method = "POST" }),
		"a path":         with(func(to *plan.Target) { to.URL += "/a b/%2f?q=\"1\"&r=ä" }),
		"a host":         with(func(to *plan.Target) { to.Headers = []string{"Host: example.com:8443"} }),
		"an agent":       with(func(to *plan.Target) { to.Headers = []string{"User-Agent: mine/1"} }),
		"no agent":       with(func(to *plan.Target) { to.Headers = []string{"User-Agent:"} }),
		"several":        with(func(to *plan.Target) { to.Headers = []string{"b: 2", "A: 1", "B: 3", "Content-Type: text/x", "C:"} }),
		"cookies":        with(func(to *plan.Target) { to.Headers = []string{"Cookie: a=1; b=2;c=3;"} }),
		"another method": with(func(to *plan.Target) { to.Method = "PURGE" }),
		"a head":         with(func(to *plan.Target) { to.Method = "HEAD" }),
	}
}

// Over HTTP/1.1 both clients send the same bytes.
func TestLeanSendsTheBytesOfNative(t *testing.T) {
	n := clienttest.NewNetwork(t)
	sent := make(chan string, 1)
	wait := clienttest.ServeRaw(n, func(conn *net.TCPConn) {
		defer conn.Close()
		from := bufio.NewReader(conn)
		for {
			var seen strings.Builder
			r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(oneByOne{from}, &seen)))
			if err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return
			}
			sent <- seen.String()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
	defer wait()
	for name, to := range requestsOf(plan.Target{URL: "http://" + n.Addr().String()}) {
		bytes := make(map[string]string)
		for _, which := range contract.Clients() {
			client := opened(t, to)[which]
			if err := client.Ask(t.Context(), 0); err != nil {
				t.Errorf("%s: %s: Ask() = %v", name, which, err)
			}
			bytes[which] = <-sent
		}
		if diff := cmp.Diff(bytes[contract.NativeClient], bytes[contract.LeanClient]); diff != "" {
			t.Errorf("%s: (-native +lean)\n%s", name, diff)
		}
	}
}

// oneByOne reads no more than is asked for: what follows is left for the next.
type oneByOne struct{ io.Reader }

func (o oneByOne) Read(p []byte) (int, error) { return o.Reader.Read(p[:1]) }

// Over HTTP/2 and gRPC a service gets the same requests of both clients.
func TestLeanAsksAsNativeDoes(t *testing.T) {
	asked := make(chan string, 1)
	seen := func(r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var text strings.Builder
		fmt.Fprintf(&text, "%s %s %s %s length %d %q\n", r.Method, r.RequestURI, r.Proto, r.Host, r.ContentLength, body)
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			fmt.Fprintf(&text, "%s: %q\n", name, r.Header[name])
		}
		asked <- text.String()
	}
	http2 := clienttest.NewNetwork(t)
	defer clienttest.ServeHTTP(http2, func(_ http.ResponseWriter, r *http.Request) { seen(r) })()
	rpc := clienttest.NewNetwork(t)
	defer clienttest.ServeHTTP(rpc, func(w http.ResponseWriter, r *http.Request) { seen(r); rpcAnswer(w, 0) })()

	targets := requestsOf(plan.Target{URL: "http://" + http2.Addr().String(), HTTP2: true})
	call := plan.Target{URL: "grpc://" + rpc.Addr().String() + "/grpc.health.v1.Health/Check", Protoset: protoset(t), Data: `{"service":"x"}`}
	targets["a call"] = call
	call.Headers = []string{"Host: example.com", "X-A: 1", "x-a: 2", "Key-Bin: AAE, AgM=", "Authorization: Bearer x"}
	targets["a call with metadata"] = call
	for name, to := range targets {
		got := make(map[string]string)
		for _, which := range contract.Clients() {
			client := opened(t, to)[which]
			if err := client.Ask(t.Context(), 0); err != nil {
				t.Errorf("%s: %s: Ask() = %v", name, which, err)
			}
			got[which] = <-asked
		}
		if diff := cmp.Diff(got[contract.NativeClient], got[contract.LeanClient]); diff != "" {
			t.Errorf("%s: (-native +lean)\n%s", name, diff)
		}
	}
}

// Both clients judge an answer alike, and say the same of it.
func TestLeanJudgesAsNativeDoes(t *testing.T) {
	to := serveHTTP(t, "http", false, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/missing":
			http.Error(w, "there is none", http.StatusNotFound)
		case "/moved":
			http.Redirect(w, r, "/right", http.StatusFound)
		case "/text":
			io.WriteString(w, "no JSON")
		default:
			io.WriteString(w, `{"id":7}`)
		}
	})
	rpc := serveRPC(t, &healthService{check: known}, nil)
	rpc.Protoset = protoset(t)
	for _, test := range []struct {
		path    string
		expect  []string
		check   bool
		failure string
	}{
		{"/right", nil, true, ""},
		{"/right", []string{"length=8", "$.id=7"}, true, ""},
		{"/right", []string{"length=9"}, false, contract.WrongAnswer},
		{"/right", []string{"$.id=8"}, false, ""},
		{"/right", []string{"$.id=8"}, true, contract.WrongAnswer},
		{"/text", []string{"$.id=7"}, true, contract.UndecodableAnswer},
		{"/missing", nil, false, "status 404"},
		{"/moved", nil, false, "status 302"},
		{"/missing", []string{"status=404"}, false, ""},
	} {
		target := to
		target.URL += test.path
		target.Expect = test.expect
		judgeAlike(t, target, test.check, test.failure)
	}
	rpc.Data = `{"service":"none"}`
	judgeAlike(t, rpc, true, "code NotFound")
	rpc.Expect = []string{"status=NotFound"}
	judgeAlike(t, rpc, true, "")
}

// judgeAlike asks by both clients and compares the outcomes.
func judgeAlike(t *testing.T, to plan.Target, check bool, failure string) {
	t.Helper()
	type said struct {
		failure, why    string
		request, answer int
	}
	got := make(map[string]said)
	for name, client := range opened(t, to) {
		o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: 3, Check: check})
		s := said{failure: o.Failure, request: o.RequestBytes, answer: o.AnswerBytes}
		if o.Why != nil {
			s.why = o.Why.Error()
		}
		got[name] = s
		// Ask checks in full.
		if err := client.Ask(t.Context(), 0); check && (err == nil) != (failure == "") {
			t.Errorf("%s %v by %s: Ask() = %v, want failure %q", to.URL, to.Expect, name, err, failure)
		}
	}
	native, lean := got[contract.NativeClient], got[contract.LeanClient]
	if native != lean || native.failure != failure {
		t.Errorf("%s %v: native says %+v, lean %+v, want both %q", to.URL, to.Expect, native, lean, failure)
	}
}
