package target_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
)

// These tests drive services that fail with the real engine, over every protocol: every
// request is counted once, by its kind, and nothing is left.

// network is a listener whose connections can be cut.
type network struct {
	net.Listener
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	// A small buffer makes clients wait for those who do not read.
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8<<10) })
	}}
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{Listener: l}
	t.Cleanup(n.kill)
	return n
}

func (n *network) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut {
		conn.Close()
	}
	n.conns = append(n.conns, conn)
	return conn, nil
}

// kill ends the listener and all connections at once, as the end of a process does.
func (n *network) kill() {
	n.Listener.Close()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for _, conn := range n.conns {
		conn.Close()
	}
}

// raw serves each connection by a function and returns what waits for all of them.
func raw(n *network, serve func(*net.TCPConn)) (wait func()) {
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := n.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { serve(conn.(*net.TCPConn)) })
		}
	})
	return func() { n.kill(); serving.Wait() }
}

// web serves a handler over HTTP/1.1 or HTTP/2.
func web(n *network, handler http.HandlerFunc) (wait func()) {
	s := &http.Server{Handler: handler, ErrorLog: quiet, Protocols: new(http.Protocols)}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	served := make(chan struct{})
	go func() { s.Serve(n); close(served) }()
	return func() { n.kill(); <-served; s.Close() }
}

// rpc serves the health service; before is called before each answer.
func rpc(n *network, before func()) (wait func()) {
	s := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		before()
		return next(ctx, request)
	}))
	healthpb.RegisterHealthServer(s, health.NewServer())
	served := make(chan struct{})
	go func() { s.Serve(n); close(served) }()
	return func() { n.kill(); <-served; s.Stop() }
}

// after returns a function that does something at its nth call.
func after(n int64, do func()) func() {
	var calls atomic.Int64
	return func() {
		if calls.Add(1) == n {
			do()
		}
	}
}

// What connections of HTTP/2 begin with, so that a client takes them for open.
const settingsFrame = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"

// silent takes a connection and never reads from it nor answers.
func silent(hello string) func(*net.TCPConn) {
	return func(conn *net.TCPConn) { io.WriteString(conn, hello) }
}

// answering reads until a request is there and then writes.
func answering(hello, request, answer string, end func(*net.TCPConn)) func(*net.TCPConn) {
	return func(conn *net.TCPConn) {
		io.WriteString(conn, hello)
		read := bufio.NewReader(conn)
		for seen := ""; !strings.Contains(seen, request); {
			b, err := read.ReadByte()
			if err != nil {
				return
			}
			seen += string(b)
		}
		io.WriteString(conn, answer)
		end(conn)
	}
}

func resetting(conn *net.TCPConn) { conn.SetLinger(0); conn.Close() }
func closing(conn *net.TCPConn)   { conn.Close() }
func waiting(conn *net.TCPConn)   { io.Copy(io.Discard, conn); conn.Close() }

// endOfHeaders ends the headers of HTTP/1.1; dataFrame is the head of a frame of HTTP/2
// that ends the request of gRPC, whose message has 5 bytes.
const (
	endOfHeaders = "\r\n\r\n"
	dataFrame    = "\x00\x00\x05\x00\x01\x00\x00\x00\x01"
)

// half is the beginning of an answer of HTTP/2: the frame of its headers, as HPACK's static
// table has them, and the head of one of data that does not come.
var half = "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88" + "\x00\x00\x20\x00\x00\x00\x00\x00\x01"

// rpcAnswer answers as gRPC does, with a message that is framed by flag.
func rpcAnswer(w http.ResponseWriter, flag byte) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status")
	message := []byte{flag, 0, 0, 0, 0, 8, 1}
	binary.BigEndian.PutUint32(message[1:], 2)
	w.Write(message)
	w.Header().Set("Grpc-Status", "0")
}

// fault is a service that fails on one protocol.
type fault struct {
	name     string
	protocol string // "http", "h2" or "grpc"
	serve    func(*network) (wait func())
	// kinds are the failures that may come.
	kinds []string
	// answers says that some requests are answered; otherwise all fail.
	answers bool
	body    string
}

var gone = []string{"connection closed", "connection refused", "connection reset"}

var faults = []fault{
	{name: "killed", protocol: "http", kinds: gone, answers: true, serve: func(n *network) func() {
		count := after(20, n.kill)
		return web(n, func(http.ResponseWriter, *http.Request) { count() })
	}},
	{name: "killed", protocol: "h2", kinds: gone, answers: true, serve: func(n *network) func() {
		count := after(20, n.kill)
		return web(n, func(http.ResponseWriter, *http.Request) { count() })
	}},
	{name: "killed", protocol: "grpc", kinds: gone, answers: true, serve: func(n *network) func() {
		return rpc(n, after(20, n.kill))
	}},
	{name: "frozen", protocol: "http", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent("")) }},
	{name: "frozen", protocol: "h2", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent(settingsFrame)) }},
	{name: "frozen", protocol: "grpc", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent(settingsFrame)) }},
	{name: "stops reading", protocol: "http", body: "large", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent("")) }},
	{name: "stops reading", protocol: "h2", body: "large", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent(settingsFrame)) }},
	{name: "stops reading", protocol: "grpc", body: "large", kinds: []string{load.Timeout}, serve: func(n *network) func() { return raw(n, silent(settingsFrame)) }},
	{name: "resets in mid-answer", protocol: "http", kinds: []string{"connection reset"}, serve: func(n *network) func() {
		return raw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", resetting))
	}},
	{name: "resets in mid-answer", protocol: "h2", kinds: []string{"connection reset", "connection closed"}, serve: func(n *network) func() {
		return raw(n, answering(settingsFrame, "\x01\x05\x00\x00\x00\x01", half, resetting))
	}},
	{name: "resets in mid-answer", protocol: "grpc", kinds: []string{"connection reset", "connection closed"}, serve: func(n *network) func() {
		return raw(n, answering(settingsFrame, dataFrame, half, resetting))
	}},
	{name: "closes in mid-answer", protocol: "http", kinds: []string{"connection closed"}, serve: func(n *network) func() {
		return raw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", closing))
	}},
	{name: "closes without an answer", protocol: "http", kinds: []string{"connection closed"}, serve: func(n *network) func() {
		return raw(n, answering("", endOfHeaders, "", closing))
	}},
	{name: "answers garbage", protocol: "http", kinds: []string{"malformed answer"}, serve: func(n *network) func() {
		return raw(n, answering("", endOfHeaders, "garbage, and nothing but garbage\r\n\r\n", waiting))
	}},
	{name: "answers garbage", protocol: "h2", kinds: []string{"malformed answer"}, serve: func(n *network) func() {
		return raw(n, answering(settingsFrame, "\x01\x05\x00\x00\x00\x01", "garbage, and nothing but garbage", waiting))
	}},
	{name: "answers garbage", protocol: "grpc", kinds: []string{"malformed answer", "connection closed"}, serve: func(n *network) func() {
		return raw(n, answering(settingsFrame, dataFrame, "garbage, and nothing but garbage", waiting))
	}},
	{name: "answers HTTP/1.1", protocol: "h2", kinds: []string{"malformed answer"}, serve: func(n *network) func() {
		return raw(n, answering("", "PRI * HTTP/2.0", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", waiting))
	}},
	{name: "frames garbage", protocol: "grpc", kinds: []string{"malformed answer"}, serve: func(n *network) func() {
		return web(n, func(w http.ResponseWriter, _ *http.Request) { rpcAnswer(w, 7) })
	}},
	{name: "is slow to accept", protocol: "http", answers: true, serve: slowToAccept},
	{name: "is slow to accept", protocol: "h2", answers: true, serve: slowToAccept},
	{name: "closes after each answer", protocol: "http", answers: true, serve: farewell},
	{name: "says goodbye after each answer", protocol: "h2", answers: true, kinds: []string{"connection closed"}, serve: farewell},
	{name: "says goodbye after each answer", protocol: "grpc", answers: true, kinds: []string{"connection closed"}, serve: func(n *network) func() {
		return web(n, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			rpcAnswer(w, 0)
		})
	}},
	{name: "closes silently after each answer", protocol: "http", answers: true, kinds: []string{"connection closed", "connection reset"}, serve: func(n *network) func() {
		return raw(n, answering("", endOfHeaders, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", closing))
	}},
}

func slowToAccept(n *network) func() {
	wait := make(chan func(), 1)
	time.AfterFunc(50*time.Millisecond, func() { wait <- web(n, func(http.ResponseWriter, *http.Request) {}) })
	return func() { (<-wait)() }
}

// farewell closes connections in the way that the protocol has for it.
func farewell(n *network) func() {
	return web(n, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
}

func (f *fault) target(t *testing.T, n *network) plan.Target {
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
		loop := []string{"open", "closed"}[i%2] // each fault meets both on one protocol or other
		t.Run(f.protocol+"/"+strings.ReplaceAll(f.name, " ", "-")+"/"+loop, func(t *testing.T) { f.test(t, loop) })
	}
}

func (f *fault) test(t *testing.T, loop string) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	n := newNetwork(t)
	defer f.serve(n)()
	call, err := target.Prepare(t.Context(), f.target(t, n), 1)
	if err != nil {
		t.Fatal(err)
	}
	client, err := call.Dial(t.Context(), 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := load.Phase{Duration: 30 * time.Millisecond, Timeout: 5 * time.Second}
	if slices.Contains(f.kinds, load.Timeout) {
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

func TestGoodbyesCostNoRequest(t *testing.T) {
	for _, protocol := range []string{"http", "h2", "grpc"} {
		n := newNetwork(t)
		wait := web(n, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			if protocol == "grpc" {
				rpcAnswer(w, 0)
			}
		})
		client := dial(t, (&fault{protocol: protocol}).target(t, n), 1)
		for seq := range uint64(20) {
			if err := client.Ask(t.Context(), seq); err != nil {
				t.Errorf("%s: %v", protocol, err)
			}
		}
		if opened := client.Opened(); opened < 19 || client.Retries() > 20 {
			t.Errorf("%s: %d connections opened and %d retries for 20 requests", protocol, opened, client.Retries())
		}
		client.Close()
		wait()
	}
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
	if (r.Completed > 0) != f.answers {
		t.Errorf("%d of %d requests completed, answers: %v", r.Completed, r.Requests, f.answers)
	}
	t.Logf("%d requests, %d completed, %s", r.Requests, r.Completed, kindsOf(r.Failures))
}

func kindsOf(failures map[string]int64) string {
	var text []string
	for _, kind := range slices.Sorted(maps.Keys(failures)) {
		text = append(text, kind+" "+strconv.FormatInt(failures[kind], 10))
	}
	return strings.Join(text, ", ")
}
