package lean_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
)

// TestSoak drives services that do all that the scripts do, in an order that a seed decides, and
// more often wrong than a service ever will. Each request ends once, and whoever gets an answer gets
// the one to its own request.
func TestSoak(t *testing.T) {
	const requests, inFlight, timeout = 800, 40, 60 * time.Millisecond
	for name, protocol := range protocols {
		for seed := range uint64(2) {
			t.Run(name+"/"+strconv.FormatUint(seed, 10), func(t *testing.T) {
				config := lean.Config{Address: serveSoak(t, protocol, seed), Protocol: protocol, Connections: 5, Loops: 3}
				for i := range 100 {
					config.Requests = append(config.Requests, lean.Request{
						Method: "POST", Path: fmt.Sprintf("/s/%02d", i), Body: []byte(large(i * i)),
					})
				}
				o := leanKind.start(t, config)
				list := driveFor(t, o, requests, inFlight, func() context.Context {
					ctx, cancel := context.WithTimeout(t.Context(), timeout)
					t.Cleanup(cancel)
					return ctx
				})
				kinds := make(map[string]int)
				for i, e := range list {
					kinds[e.Failure]++
					a := o.of(uint64(i))
					path := config.Requests[i%100].Path
					if e.Failure == "" && a.Status != 400 && a.body != path && a.Said != path {
						t.Errorf("request %d: status %d, body %q, said %q, want %s", i, a.Status, a.body, a.Said, path)
					}
				}
				if len(o.twice) > 0 {
					t.Errorf("requests %v were judged more than once", o.twice)
				}
				if answered := kinds[""]; answered < requests/4 || len(kinds) < 4 {
					t.Errorf("%d answers, failures %v: want more of both, or the soak shows little", answered, kinds)
				}
			})
		}
	}
}

func serveSoak(t *testing.T, protocol lean.Protocol, seed uint64) (address string) {
	if protocol == lean.HTTP1 {
		return leantest.ServeHTTP1(t, nil, func(c *leantest.HTTP1) {
			soakHTTP1(c, rand.New(rand.NewPCG(seed, uint64(c.Number))))
		})
	}
	return leantest.ServeHTTP2(t, nil, nil, func(c *leantest.HTTP2) {
		soakHTTP2(c, rand.New(rand.NewPCG(seed, uint64(c.Number))))
	})
}

// soakHTTP1 serves a connection until it or the client ends it.
func soakHTTP1(c *leantest.HTTP1, random *rand.Rand) {
	for {
		r, _, ok := c.Request()
		if !ok {
			return
		}
		path := r.URL.Path
		switch random.IntN(30) {
		default:
			c.Say(fine(path))
		case 0, 1, 2, 3, 4:
			c.Say(chunked(path, 1+random.IntN(4)))
		case 5:
			c.Drip(chunked(path, 3))
		case 6:
			c.Say(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 3) + fine(path))
		case 7:
			c.Say("HTTP/1.1 200 OK\r\n\r\n" + path)
			return
		case 8:
			c.Say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n" + path)
			c.Drain()
			return
		case 9:
			c.Say(fine(path) + fine("unasked"))
		case 10:
			c.Say("garbage\r\n\r\n")
		case 11:
			c.Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + path[:2])
			return
		case 12:
			c.Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc")
		case 13:
			c.Conn.Reset()
			return
		case 14:
			return
		case 15:
			c.Say(fine(path))
			return
		case 16:
			c.CloseWrite()
		case 17: // nothing comes
		case 18:
			c.Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
		case 19:
			c.Say(fine(path)[:10])
		}
	}
}

// soakHTTP2 serves a connection until it or the client ends it.
func soakHTTP2(c *leantest.HTTP2, random *rand.Rand) {
	for {
		lot := c.Lot()
		if lot == nil {
			return
		}
		for _, r := range lot {
			if !soakStream(c, random, r) {
				return
			}
		}
		if len(c.Open()) == 0 && !c.Read() {
			return
		}
	}
}

// soakStream answers a request, or does something else, and reports whether the connection goes on.
func soakStream(c *leantest.HTTP2, random *rand.Rand, r *leantest.Request) bool {
	path := r.Header[":path"]
	answer := func() {
		if isRPC(r) {
			c.AnswerRPC(r, 0, path)
		} else {
			c.Answer(r, path)
		}
	}
	switch random.IntN(60) {
	default:
		answer()
	case 0:
		c.Headers(r.Stream, false, ":status", "103")
		answer()
	case 1:
		if isRPC(r) {
			c.SplitHeaders(r.Stream, true, 3, ":status", "200", "content-type", "application/grpc", "grpc-status", "9", "grpc-message", path)
		} else {
			c.SplitHeaders(r.Stream, true, 3, ":status", "400", "content-length", "0")
		}
	case 2:
		c.Refuse(r, http2.ErrCodeRefusedStream)
	case 3:
		c.Refuse(r, http2.ErrCodeCancel)
	case 4:
		open(c, r)
		c.Data(r.Stream, false, []byte(path[:2]))
		c.Refuse(r, http2.ErrCodeInternal)
	case 5: // nothing comes
	case 6:
		c.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(random.IntN(100_000))})
		answer()
	case 7:
		c.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: uint32(1 + random.IntN(20))})
		answer()
	case 8:
		size := uint32(random.IntN(2)) * 4096
		c.Table(size)
		c.WriteSettings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: size})
		answer()
	case 9:
		c.WriteGoAway(math.MaxInt32, http2.ErrCodeNo, nil)
		c.WriteGoAway(r.Stream, http2.ErrCodeNo, nil)
		answer()
		c.Drain()
		return false
	case 10:
		c.WriteGoAway(r.Stream-2, http2.ErrCodeNo, nil)
		c.Drain()
		return false
	case 11:
		c.WriteGoAway(r.Stream, http2.ErrCodeInternal, nil)
		return false
	case 12:
		return false
	case 13:
		c.Conn.Reset()
		return false
	case 14:
		c.Conn.Write([]byte("garbage, and nothing but garbage"))
		c.Drain()
		return false
	case 15:
		c.Headers(r.Stream, true, ":status", "ok")
	case 16:
		c.WriteData(r.Stream, true, []byte("before headers"))
	case 17:
		answer()
		c.WriteRSTStream(r.Stream, http2.ErrCodeNo)
	case 18:
		open(c, r)
		c.Conn.CloseWrite()
		c.Drain()
		return false
	}
	return true
}
