package anycall_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// These tests use the real engine to drive services that fail, over every protocol: every
// request is counted once, by its kind, and no goroutine is left.

// fault is a service that fails on one protocol.
type fault struct {
	name     string
	protocol string // "http", "h2" or "grpc"
	serve    func(*clienttest.Network) (wait func())
	// kinds are the failures that may come.
	kinds []string
	// answers says that requests may be answered too; otherwise all fail.
	answers bool
	body    string
	// unopened says that the lean client, which waits for the settings, opens no connection.
	unopened bool
}

var faults = []fault{
	{name: "killed", protocol: "http", kinds: clienttest.Gone, answers: true, serve: func(n *clienttest.Network) func() {
		count := after(20, n.Kill)
		return clienttest.ServeHTTP(n, func(http.ResponseWriter, *http.Request) { count() })
	}},
	{name: "killed", protocol: "h2", kinds: clienttest.Gone, answers: true, serve: func(n *clienttest.Network) func() {
		count := after(20, n.Kill)
		return clienttest.ServeHTTP(n, func(http.ResponseWriter, *http.Request) { count() })
	}},
	{name: "killed", protocol: "grpc", kinds: clienttest.Gone, answers: true, serve: func(n *clienttest.Network) func() {
		return rpc(n, after(20, n.Kill))
	}},
	{name: "frozen", protocol: "http", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent("")) }},
	{name: "frozen", protocol: "h2", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent(clienttest.SettingsFrame)) }},
	{name: "frozen", protocol: "grpc", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent(clienttest.SettingsFrame)) }},
	{name: "stops reading", protocol: "http", body: "large", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent("")) }},
	{name: "stops reading", protocol: "h2", body: "large", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent(clienttest.SettingsFrame)) }},
	{name: "stops reading", protocol: "grpc", body: "large", kinds: []string{contract.Timeout}, serve: func(n *clienttest.Network) func() { return clienttest.ServeRaw(n, silent(clienttest.SettingsFrame)) }},
	{name: "resets in mid-answer", protocol: "http", kinds: []string{"connection reset"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", resetting))
	}},
	{name: "resets in mid-answer", protocol: "h2", kinds: []string{"connection reset", "connection closed"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering(clienttest.SettingsFrame, "\x01\x05\x00\x00\x00\x01", half, resetting))
	}},
	// The lean client does not wait for the rest of what is not gRPC.
	{name: "resets in mid-answer", protocol: "grpc", kinds: []string{"connection reset", "connection closed", "malformed answer"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering(clienttest.SettingsFrame, dataFrame, half, resetting))
	}},
	{name: "closes in mid-answer", protocol: "http", kinds: []string{"connection closed"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", closing))
	}},
	{name: "closes without an answer", protocol: "http", kinds: []string{"connection closed"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "", closing))
	}},
	{name: "answers garbage", protocol: "http", kinds: []string{"malformed answer"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "garbage, and nothing but garbage\r\n\r\n", clienttest.Waiting))
	}},
	{name: "switches protocols and waits", protocol: "http", kinds: []string{"status 101"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", clienttest.Waiting))
	}},
	{name: "answers garbage", protocol: "h2", kinds: []string{"malformed answer"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering(clienttest.SettingsFrame, "\x01\x05\x00\x00\x00\x01", "garbage, and nothing but garbage", clienttest.Waiting))
	}},
	{name: "answers garbage", protocol: "grpc", kinds: []string{"malformed answer", "connection closed"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering(clienttest.SettingsFrame, dataFrame, "garbage, and nothing but garbage", clienttest.Waiting))
	}},
	{name: "answers HTTP/1.1", protocol: "h2", unopened: true, kinds: []string{"malformed answer"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", "PRI * HTTP/2.0", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", clienttest.Waiting))
	}},
	{name: "frames garbage", protocol: "grpc", kinds: []string{"malformed answer"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { rpcAnswer(w, 7) })
	}},
	{name: "is slow to accept", protocol: "http", answers: true, serve: slowToAccept},
	{name: "is slow to accept", protocol: "h2", answers: true, serve: slowToAccept},
	{name: "closes after each answer", protocol: "http", answers: true, serve: farewell},
	{name: "says goodbye after each answer", protocol: "h2", answers: true, kinds: []string{"connection closed"}, serve: farewell},
	{name: "says goodbye after each answer", protocol: "grpc", answers: true, kinds: []string{"connection closed"}, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			rpcAnswer(w, 0)
		})
	}},
	// A request whose connection ends is repeated on a new one.
	{name: "closes silently after each answer", protocol: "http", answers: true, serve: func(n *clienttest.Network) func() {
		return clienttest.ServeRaw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", closing))
	}},
}

func (f *fault) target(t *testing.T, n *clienttest.Network) plan.Target {
	to := plan.Target{URL: "http://" + n.Addr().String() + "/", HTTP2: f.protocol == "h2"}
	if f.body != "" {
		to.Data = strings.Repeat("x", 1<<20)
	}
	if f.protocol == "grpc" {
		to.URL, to.Protoset = "grpc://"+n.Addr().String()+checkMethod, protoset(t)
		to.Data = "{}"
		if f.body != "" {
			to.Data = `{"service":"` + strings.Repeat("x", 1<<20) + `"}`
		}
	}
	return to
}

func TestFaultsAreCountedByKind(t *testing.T) {
	for i := range faults {
		f := &faults[i]
		for j, client := range contract.Clients() {
			loop := []string{"open", "closed"}[(i+j)%2] // each fault meets both with one client or other
			t.Run(f.protocol+"/"+strings.ReplaceAll(f.name, " ", "-")+"/"+loop+"/"+client, func(t *testing.T) { f.test(t, loop, client) })
		}
	}
}

func (f *fault) test(t *testing.T, loop, by string) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	n := clienttest.NewNetwork(t)
	defer f.serve(n)()
	call, err := anycall.Prepare(t.Context(), f.target(t, n), 1)
	if err != nil {
		t.Fatal(err)
	}
	client, err := call.Open(t.Context(), by, 4)
	if f.unopened && by == contract.LeanClient {
		if err == nil {
			t.Error("Open() = nil, want an error")
			client.Close()
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	p := load.Phase{Duration: 30 * time.Millisecond, Timeout: 5 * time.Second}
	if slices.Contains(f.kinds, contract.Timeout) {
		p.Timeout = 100 * time.Millisecond
	}
	var result load.Result
	begin := time.Now()
	if loop == "open" {
		var arrivals *pace.Schedule
		if arrivals, err = pace.New("uniform", 2000, p.Duration, 1); err == nil {
			result, err = load.Open(t.Context(), client, arrivals, p)
		}
	} else {
		p.Duration = time.Second // of which a busy machine may take some before the first request
		result, err = load.Closed(t.Context(), client, load.Loop{Callers: 8, Requests: 60}, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > p.Duration+2*p.Timeout+time.Second {
		t.Errorf("took %v with a timeout of %v", took, p.Timeout)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	f.judge(t, &result)
}

func (f *fault) judge(t *testing.T, r *load.Result) {
	t.Helper()
	sum := r.Completed
	for kind, n := range r.Failures {
		sum += n
		if !slices.Contains(f.kinds, kind) {
			t.Errorf("%d requests failed with %q, want %v", n, kind, f.kinds)
		}
	}
	if sum != r.Requests || r.Requests == 0 {
		t.Errorf("%d completed and failures %v of %d requests", r.Completed, r.Failures, r.Requests)
	}
	if r.Completed > 0 && !f.answers {
		t.Errorf("%d of %d requests completed, want none", r.Completed, r.Requests)
	}
	t.Logf("%d requests, %d completed, %s", r.Requests, r.Completed, clienttest.KindsOf(r.Failures))
}
