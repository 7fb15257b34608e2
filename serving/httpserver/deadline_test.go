package httpserver_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestRequestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *serving.Config) { c.Work = catalog.Work{Wait: 300 * time.Millisecond} })
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
			for _, target := range []string{"/v1/books/1", "/v1/books"} {
				var headers []string
				for _, value := range test.timeout {
					headers = append(headers, "Request-Timeout", value)
				}
				begun := time.Now()
				r := b.Must(t, "GET", target, headers...)
				if took := time.Since(begun); r.Status != test.status || took != test.took {
					t.Errorf("GET %s with Request-Timeout %q = %d after %v, want %d after %v", target, test.timeout, r.Status, took, test.status, test.took)
				}
				switch test.status {
				case http.StatusGatewayTimeout:
					servingtest.CheckProblem(t, r, target, "DEADLINE_EXCEEDED", "", "the time for the request is over")
				case http.StatusBadRequest:
					servingtest.CheckProblem(t, r, target, "INVALID_ARGUMENT", "Request-Timeout", `Request-Timeout: "`)
				}
			}
		}
	})
}

// Every operation costs the work, a stream once; what is no operation is free.
func TestWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(c *serving.Config) { c.Work = catalog.Work{Wait: time.Second} })
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
			{"GET /v1/books/1", func() { b.Must(t, "GET", "/v1/books/1") }, time.Second},
			{"GET /v1/books/0", func() { b.Must(t, "GET", "/v1/books/0") }, time.Second},
			{"GET of lines", func() { b.Must(t, "GET", "/v1/books", "Accept", typeLines) }, time.Second},
			{"POST /v1/ratings", func() { b.Post(t, "/v1/ratings", typeLines, "5\n5\n") }, time.Second},
			{"WebSocket", func() {
				c, _, err := websocket.Dial(t.Context(), b.URL+"/v1/talk", &websocket.DialOptions{HTTPClient: b.HTTP})
				if err != nil {
					t.Fatal(err)
				}
				defer c.CloseNow()
				for range 3 {
					if err := c.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
						t.Fatal(err)
					}
					if _, _, err := c.Read(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}, time.Second},
			{"GET /healthz", func() { b.Must(t, "GET", "/healthz") }, 0},
			{"GET /state", func() { b.Must(t, "GET", "/state") }, 0},
			{"GET /", func() { b.Must(t, "GET", "/") }, 0},
			{"PUT /v1/books/1", func() { b.Must(t, "PUT", "/v1/books/1") }, 0},
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
		b := newBench(t, func(c *serving.Config) { c.Work = catalog.Work{Wait: 10 * time.Second} })
		b.HTTP.Timeout = time.Second
		if r, err := b.Do("GET", "/v1/books/1"); err == nil {
			t.Errorf("GET = %d, want the client to give up", r.Status)
		}
		synctest.Wait()
		servingtest.CheckCounts(t, "lost client", b.reg, map[string]float64{"CANCELLED GetBook": 1})
	})
}
