package lean_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"
	"google.golang.org/grpc/codes"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/bench/load"
)

// judging judges answers by status, and names what is wrong as both kinds of client do.
type judging struct {
	discarding
	rpc bool
}

func (j judging) Judge(t load.Ticket, reply *conn.Reply, body []byte) load.Outcome {
	o := j.discarding.Judge(t, reply, body)
	switch {
	case o.Failure != "":
	case j.rpc && reply.Status != 0:
		o.Failure = conn.CodeKind + codes.Code(reply.Status).String()
	case !j.rpc && reply.Status != 200:
		o.Failure = fmt.Sprintf("status %d", reply.Status)
	}
	return o
}

// counted is what the engine counts, and what both kinds of client must count alike.
type counted struct {
	Requests, Completed int64
	Failures            map[string]int64
	AnswerBytes, Items  int64
	Opened, Retries     int64
	// Carried is what the connections carried, where that is the same.
	Carried conn.Bytes
}

// testSame drives the server by both kinds of client and the real engine.
func (s *server) testSame(t *testing.T, config lean.Config) {
	config.Answers = judging{rpc: s.protocol == lean.GRPC}
	for i := range s.exchanges {
		if e := &s.exchanges[i]; s.alike(e) && len(e.body) < len(megabyte) {
			config.Requests = append(config.Requests, e.Request)
		}
	}
	requests := int64(5 * len(config.Requests))
	got := make(map[string]counted)
	for _, k := range bothKinds {
		o := k.start(t, config)
		r, err := load.Closed(t.Context(), o.driver, load.Loop{Callers: 1, Requests: requests}, load.Phase{Timeout: patience})
		if err != nil {
			t.Fatal(err)
		}
		c := counted{r.Requests, r.Completed, r.Failures, r.AnswerBytes, r.Items, o.Opened(), o.Retries(), conn.Bytes{}}
		if s.protocol == lean.HTTP1 && config.Settings.TLS == nil {
			carried, err := o.Carried()
			if err != nil {
				t.Error(err)
			}
			c.Carried.Sent = carried.Sent
			if !s.proxies {
				c.Carried.Received = carried.Received
			}
		}
		got[k.name] = c
	}
	if diff := cmp.Diff(got[nativeKind.name], got[leanKind.name]); diff != "" {
		t.Errorf("(-native +lean)\n%s", diff)
	}
	if c := got[leanKind.name]; c.Requests != requests || c.Completed == 0 {
		t.Errorf("%d of %d requests, %d completed", c.Requests, requests, c.Completed)
	}
}

// TestSameFrames compares what both kinds of client send over HTTP/2: the same headers and the same
// data. Beside those come frames that belong to the connection.
func TestSameFrames(t *testing.T) {
	const requests = 5
	ofConnection := []http2.FrameType{http2.FrameSettings, http2.FrameWindowUpdate, http2.FramePing, http2.FrameGoAway}
	for name, request := range map[string]lean.Request{
		"GET":     {Method: "GET", Path: "/books/7?full=1", Header: []lean.Field{{Name: "X-One", Value: "1"}, {Name: "Accept", Value: "*/*"}}},
		"POST":    {Method: "POST", Path: "/books", Body: []byte(`{"id":7}`), Header: []lean.Field{{Name: "Content-Type", Value: "application/json"}}},
		"nothing": {Method: "POST", Path: "/books"},
		"host":    {Method: "GET", Path: "/", Host: "books.example"},
		"call":    {Path: "/wiretax.Test/Echo", Body: []byte("ping"), Header: []lean.Field{{Name: "x-one", Value: "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			type sent struct {
				Headers [][]string
				Bodies  []string
			}
			all := make(map[string]sent)
			for _, k := range bothKinds {
				var (
					mu      sync.Mutex
					s       sent
					address string
				)
				address = leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
					each(func(c *leantest.HTTP2, r *leantest.Request) {
						mu.Lock()
						defer mu.Unlock()
						for i, field := range r.Fields {
							r.Fields[i] = strings.ReplaceAll(field, address, "address")
						}
						slices.Sort(r.Fields) // net/http's order is that of a map
						s.Headers = append(s.Headers, r.Fields)
						s.Bodies = append(s.Bodies, string(r.Body))
						answerAny(c, r)
					})(t, c)
					for _, kind := range slices.Sorted(maps.Keys(c.Frames)) {
						if kind != http2.FrameHeaders && kind != http2.FrameData && !slices.Contains(ofConnection, kind) {
							t.Errorf("%s sent %d frames of %v, want none", k.name, c.Frames[kind], kind)
						}
					}
				})
				config := lean.Config{Address: address, Protocol: lean.HTTP2, Requests: []lean.Request{request}}
				if request.Method == "" {
					config.Protocol = lean.GRPC
				}
				o := k.start(t, config)
				for seq := range uint64(requests) {
					if a := o.askFor(t.Context(), t, seq); a.Outcome.Failure != "" {
						t.Errorf("%s: %q (%v)", k.name, a.Outcome.Failure, a.Why)
					}
				}
				o.close(t)()
				mu.Lock()
				all[k.name] = s
				mu.Unlock()
			}
			if diff := cmp.Diff(all[nativeKind.name], all[leanKind.name]); diff != "" {
				t.Errorf("(-native +lean)\n%s", diff)
			}
		})
	}
}
