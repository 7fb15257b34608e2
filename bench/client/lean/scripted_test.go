package lean_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
)

// script is a server's part and what clients must make of it.
type script struct {
	name    string
	request lean.Request // zero: GET /
	// timeout is that of each request; 0: two seconds.
	timeout time.Duration
	// want are the answers to requests that are sent one after the other on one connection.
	want []want
	// opened and retries are counted at the end; opened 0 stands for 1, and anyNumber for any.
	opened, retries int64
	// onlyLean says why native connections do something else.
	onlyLean string
}

// anyNumber of connections may be opened, or of retries made.
const anyNumber = -1

// want is an answer. An answer without a status has failed.
type want struct {
	status int
	// body is kept with the prefixes of messages if the answer is a stream of them.
	body string
	// said is the message of a status of gRPC.
	said string
	// failures are the kinds that may come; none: the request succeeds.
	failures []string
}

// run sends the script's requests.
func (s *script) run(t *testing.T, k kind, config lean.Config) {
	if k.name == nativeKind.name && s.onlyLean != "" {
		return
	}
	if s.request.Path == "" {
		s.request.Path = "/"
	}
	if s.request.Method == "" {
		s.request.Method = "GET"
	}
	if s.timeout == 0 {
		s.timeout = 2 * time.Second
	}
	config.Requests = []lean.Request{s.request}
	c := k.start(t, config)
	for i, w := range s.want {
		ctx, cancel := context.WithTimeout(t.Context(), s.timeout)
		w.check(t, i, c.askFor(ctx, t, uint64(i)))
		cancel()
	}
	if got, want := c.Opened(), cmp.Or(s.opened, 1); got != want && want != anyNumber {
		t.Errorf("opened %d connections, want %d", got, want)
	}
	if got := c.Retries(); got != s.retries && s.retries != anyNumber {
		t.Errorf("%d retries, want %d", got, s.retries)
	}
	if len(c.twice) > 0 {
		t.Errorf("requests %v were judged more than once", c.twice)
	}
}

func (w *want) check(t *testing.T, i int, got answer) {
	t.Helper()
	switch {
	case len(w.failures) > 0 && !slices.Contains(w.failures, got.Reply.Failure):
		t.Errorf("request %d: failure %q (%v), status %d, want %v", i, got.Reply.Failure, got.Err, got.Status, w.failures)
	case len(w.failures) > 0:
	case got.Reply.Failure != "" || got.Status != w.status:
		t.Errorf("request %d: failure %q (%v), status %d, want status %d", i, got.Reply.Failure, got.Err, got.Status, w.status)
	case got.Said != w.said:
		t.Errorf("request %d: message %q, want %q", i, got.Said, w.said)
	case got.body != w.body || got.Length != int64(len(w.body)-got.Items*prefix):
		t.Errorf("request %d: body %s, length %d, want %s", i, brief(got.body), got.Length, brief(w.body))
	}
}

// prefix is the length of what precedes each message of a stream of gRPC.
const prefix = 5

// brief returns a body, or its ends.
func brief(body string) string {
	if len(body) <= 40 {
		return body
	}
	return body[:20] + "…" + body[len(body)-20:]
}

// failed is an answer that has one of some kinds of failure.
func failed(kinds ...string) want { return want{failures: kinds} }

// security is that of a server and of its clients.
type security struct {
	server *tls.Config
	client conn.Settings
	kinds  []kind
}

// securities are those over which scripts run.
func securities() map[string]security {
	server, client := certificate()
	return map[string]security{
		"plaintext": {kinds: bothKinds},
		"TLS":       {&tls.Config{Certificates: []tls.Certificate{server}}, conn.Settings{TLS: client}, []kind{leanKind}},
	}
}

// large is a body of a size in which no byte can be lost or repeated unseen.
func large(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), 1+i%7))
	}
	return b.String()[:size]
}
