package restsvc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// many is an action that is answered by a hundred recommendations.
const many = `{"book_id":1,"kind":"LIKED","max_results":100}`

// The ends of a stream without an error of the client.
func TestRealtimeEnds(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(*serving.Config)
		headers []string
		end     func(*testing.T, bench, *websocket.Conn)
		code    websocket.StatusCode // that the client sees
		counts  string
	}{
		{"client has enough", nil, nil, func(_ *testing.T, _ bench, c *websocket.Conn) { go c.Close(websocket.StatusNormalClosure, "") }, -1, "OK"},
		{"client leaves the page", nil, nil, func(_ *testing.T, _ bench, c *websocket.Conn) { go c.Close(websocket.StatusGoingAway, "") }, -1, "OK"},
		{"client is unhappy", nil, nil, func(_ *testing.T, _ bench, c *websocket.Conn) { go c.Close(4000, "") }, -1, "CANCELLED"},
		{"client has gone", nil, nil, func(_ *testing.T, _ bench, c *websocket.Conn) { c.CloseNow() }, -1, "CANCELLED"},
		{"drain", nil, nil, func(t *testing.T, b bench, _ *websocket.Conn) { go b.server.Shutdown(context.Background()) }, 1001, "UNAVAILABLE"},
		{"deadline", nil, []string{"Request-Timeout", "10s"}, func(*testing.T, bench, *websocket.Conn) {}, 4504, "DEADLINE_EXCEEDED"},
		{"age", func(c *serving.Config) { c.ConnectionAge = time.Hour }, nil, func(*testing.T, bench, *websocket.Conn) {}, 1001, "UNAVAILABLE"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, test.change)
			c := connect(t, b.Client, test.headers...)
			defer c.CloseNow()
			say(t, c, viewed(1))
			if _, err := hear(c); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			begun := time.Now()
			test.end(t, b, c)
			_, err := hear(c)
			if got := websocket.CloseStatus(err); test.code > 0 && got != test.code || err == nil {
				t.Errorf("%s: the client reads %v, want close %d", test.name, err, test.code)
			}
			if took := time.Since(begun); test.name == "age" && (took < 54*time.Minute+serving.ConnectionGrace || took > 66*time.Minute+serving.ConnectionGrace) {
				t.Errorf("%s: the stream ends after %v, want an hour, give or take a tenth, and the grace", test.name, took)
			}
			synctest.Wait()
			servingtest.CheckCounts(t, test.name, b.reg, map[string]float64{test.counts + " RealtimeRecommendations": 1})
		})
	}
}

// A drain waits for the answer in progress.
func TestRealtimeDrainsAfterAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c := connect(t, b.Client)
		defer c.CloseNow()
		idle := connect(t, b.Client)
		defer idle.CloseNow()
		say(t, c, many)
		synctest.Wait() // the answer stands at its first message
		stopped := make(chan error, 1)
		go func() { stopped <- b.server.Shutdown(context.Background()) }()
		if _, err := hear(idle); websocket.CloseStatus(err) != 1001 {
			t.Errorf("an idle stream ends with %v, want close 1001", err)
		}
		synctest.Wait()
		select {
		case err := <-stopped:
			t.Fatalf("Shutdown() = %v while an answer is under way, want it to wait", err)
		default:
		}
		for i := range 100 {
			if r, err := hear(c); err != nil || r.Remaining != int32(99-i) {
				t.Fatalf("recommendation %d = %+v, %v; want 100 of them", i, r, err)
			}
		}
		_, err := hear(c)
		if closed, _ := errors.AsType[websocket.CloseError](err); closed.Code != 1001 || closed.Reason != "service is stopping; connect again" {
			t.Errorf("after the answer comes %v, want close 1001", err)
		}
		if err := <-stopped; err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
	})
}

// A handshake that is in progress when the service is told to stop ends as a stream does.
func TestRealtimeDrainsDuringHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c, err := b.pipes.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET "+realtimePath+" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
		synctest.Wait() // the answer stands
		stopped := make(chan error, 1)
		go func() { stopped <- b.server.Shutdown(context.Background()) }()
		synctest.Wait()
		heard, _ := io.ReadAll(c)
		const end = "\r\n\r\n\x88\x24\x03\xe9service is stopping; connect again" // a close frame of 36 bytes, 1001
		if !strings.HasPrefix(string(heard), "HTTP/1.1 101 ") || !strings.HasSuffix(string(heard), end) {
			t.Errorf("the client hears %q; want 101 and then close 1001", heard)
		}
		if err := <-stopped; err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
	})
}

// What does not end in time is cut.
func TestRealtimeIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c := connect(t, b.Client)
		defer c.CloseNow()
		say(t, c, many)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		begun := time.Now()
		if err := b.server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 3*time.Second {
			t.Errorf("Shutdown() = %v after %v, want %v after 3s", err, time.Since(begun), context.DeadlineExceeded)
		}
		synctest.Wait()
		servingtest.CheckCounts(t, "cut", b.reg, map[string]float64{"CANCELLED RealtimeRecommendations": 1})
	})
}

// A client that reads nothing makes the service wait, and is disconnected after a while; until
// then little is buffered for it.
func TestRealtimeOfStuckReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c := connect(t, b.Client)
		defer c.CloseNow()
		begun := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for n := 0; ; n++ { // until the service takes no more
			if n > 1000 {
				t.Fatal("the service takes 1,000 actions whose answers nobody reads")
			}
			if err := c.Write(ctx, websocket.MessageText, []byte(many)); err != nil {
				break
			}
		}
		if took := time.Since(begun); took < time.Minute || took > 2*time.Minute {
			t.Errorf("the stream of a stuck reader ends after %v, want a minute", took)
		}
		synctest.Wait()
		servingtest.CheckCounts(t, "stuck", b.reg, map[string]float64{"DEADLINE_EXCEEDED RealtimeRecommendations": 1})
		if got := servingtest.Samples(t, b.reg, metrics.StreamItemsTotal)["sent RealtimeRecommendations"]; got > 100 {
			t.Errorf("%v recommendations are sent to a stuck reader, want few", got)
		}
	})
}

// A thousand streams end with the service.
func TestManyStreamsDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const streams = 300
		b := newBench(t, nil)
		closed := make(chan websocket.StatusCode, streams)
		for range streams {
			c := connect(t, b.Client)
			defer c.CloseNow()
			go func() {
				_, err := hear(c)
				closed <- websocket.CloseStatus(err)
			}()
		}
		if err := b.server.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() = %v, want nil", err)
		}
		got := map[string]int{}
		for range streams {
			got[fmt.Sprint(<-closed)]++
		}
		if got["StatusGoingAway"] != streams {
			t.Errorf("streams end with %v, want all %d with 1001", got, streams)
		}
	})
}
