package restsvc_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/restsvc"
)

func TestRequestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *restsvc.Config) { c.Work = catalog.Work{Wait: 300 * time.Millisecond} })
		for _, test := range []struct {
			timeout []string
			status  int
			took    time.Duration
		}{
			{nil, 200, 300 * time.Millisecond},
			{[]string{"10s"}, 200, 300 * time.Millisecond},
			{[]string{"1h2m3.5s"}, 200, 300 * time.Millisecond},
			{[]string{"301ms"}, 200, 300 * time.Millisecond},
			{[]string{"250ms"}, 504, 250 * time.Millisecond},
			{[]string{"1ns"}, 504, 1},
			{[]string{"250ms", "10s"}, 504, 250 * time.Millisecond}, // the first counts
			{[]string{"0s"}, 400, 0},
			{[]string{"-1s"}, 400, 0},
			{[]string{"250"}, 400, 0},
			{[]string{""}, 400, 0},
			{[]string{"soon" + strings.Repeat("!", 5000)}, 400, 0},
			{[]string{"9999999h"}, 400, 0},
		} {
			for _, target := range []string{"/v1/books/1", "/v1/books", "/v1/recommendations?category=MYSTERY", "/v1/books/1/rating-history"} {
				var headers []string
				for _, value := range test.timeout {
					headers = append(headers, "Request-Timeout", value)
				}
				begun := time.Now()
				r := b.must(t, "GET", target, headers...)
				if took := time.Since(begun); r.status != test.status || took != test.took {
					t.Errorf("GET %s with Request-Timeout %q = %d after %v, want %d after %v", target, test.timeout, r.status, took, test.status, test.took)
				}
				switch test.status {
				case http.StatusGatewayTimeout:
					checkProblem(t, r, target, "DEADLINE_EXCEEDED", "", "the time for the request is over")
				case http.StatusBadRequest:
					checkProblem(t, r, target, "INVALID_ARGUMENT", "Request-Timeout", `Request-Timeout: "`)
				}
			}
		}
	})
}

// Every operation costs the work, a stream once; what is no operation is free.
func TestWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *restsvc.Config) { c.Work = catalog.Work{Wait: time.Second} })
		took := func(do func()) time.Duration {
			begun := time.Now()
			do()
			return time.Since(begun)
		}
		for _, test := range []struct {
			name string
			do   func()
			want time.Duration
		}{
			{"GET /v1/books/1", func() { b.must(t, "GET", "/v1/books/1") }, time.Second},
			{"GET /v1/books/0", func() { b.must(t, "GET", "/v1/books/0") }, time.Second},
			{"GET of lines", func() { b.must(t, "GET", "/v1/books", "Accept", typeLines) }, time.Second},
			{"POST /v1/ratings", func() { b.post(t, "/v1/ratings", typeLines, five+five) }, time.Second},
			{"WebSocket", func() {
				c := b.connect(t)
				defer c.CloseNow()
				for range 3 {
					say(t, c, viewed(1))
					if _, err := hear(c); err != nil {
						t.Error(err)
					}
				}
			}, time.Second},
			{"GET /healthz", func() { b.must(t, "GET", "/healthz") }, 0},
			{"GET /openapi.yaml", func() { b.must(t, "GET", "/openapi.yaml") }, 0},
			{"GET /", func() { b.must(t, "GET", "/") }, 0},
			{"PUT /v1/books/1", func() { b.must(t, "PUT", "/v1/books/1") }, 0},
		} {
			if got := took(test.do); got != test.want {
				t.Errorf("%s takes %v, want %v", test.name, got, test.want)
			}
		}
	})
}

// A client that goes away while its request waits ends the work.
func TestWorkOfLostClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *restsvc.Config) { c.Work = catalog.Work{Wait: 10 * time.Second} })
		b.client.Timeout = time.Second
		if r, err := b.do("GET", "/v1/books/1"); err == nil {
			t.Errorf("GET = %d, want the client to give up", r.status)
		}
		synctest.Wait()
		checkCounts(t, "lost client", b.reg, map[string]float64{"CANCELLED GetBook rest": 1})
	})
}
