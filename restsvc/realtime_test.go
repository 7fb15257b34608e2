package restsvc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

const realtimePath = "/v1/recommendations/live"

// connect opens a WebSocket; headers come in pairs.
func connect(t *testing.T, s servingtest.Client, headers ...string) *websocket.Conn {
	t.Helper()
	options := &websocket.DialOptions{HTTPClient: s.HTTP, HTTPHeader: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		options.HTTPHeader.Set(headers[i], headers[i+1])
	}
	c, _, err := websocket.Dial(t.Context(), s.URL+realtimePath, options)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(1 << 20)
	return c
}

// say sends an action.
func say(t *testing.T, c *websocket.Conn, action string) {
	t.Helper()
	if err := c.Write(context.Background(), websocket.MessageText, []byte(action)); err != nil {
		t.Fatalf("send %s: %v", cut(action), err)
	}
}

// hear reads a recommendation, or the close of the stream.
func hear(c *websocket.Conn) (realtimeView, error) {
	var r realtimeView
	kind, text, err := c.Read(context.Background())
	if err == nil && kind != websocket.MessageText {
		err = fmt.Errorf("message is %v, want text", kind)
	}
	if err == nil {
		err = servingtest.StrictJSON(string(text), &r)
	}
	return r, err
}

func viewed(book int32) string { return `{"user_id":7,"book_id":` + itoa(book) + `,"kind":"VIEWED"}` }

// Every action is answered in order, by what a session of the catalog says.
func TestRealtime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c := connect(t, b.Client)
		defer c.CloseNow()
		session := b.books.NewSession()
		sent := 0
		for i, action := range []struct {
			text   string
			action catalog.Action
		}{
			{viewed(1), catalog.Action{UserID: 7, BookID: 1, Kind: catalog.Viewed}},
			{`{"user_id":7,"book_id":3,"kind":"LIKED","max_results":3}`, catalog.Action{UserID: 7, BookID: 3, Kind: catalog.Liked, MaxResults: 3}},
			{` {"kind":"RATED","stars":5,"book_id":4,"user_id":7,"max_results":100,"mood":"good"}` + "\n",
				catalog.Action{UserID: 7, BookID: 4, Kind: catalog.Rated, Stars: 5, MaxResults: 100}},
			{`{"user_id":7,"book_id":1,"kind":"RATED","stars":1}`, catalog.Action{UserID: 7, BookID: 1, Kind: catalog.Rated, Stars: 1}},
		} {
			say(t, c, action.text)
			books, err := session.Act(action.action)
			if err != nil {
				t.Fatal(err)
			}
			for k, book := range books {
				want := realtimeView{book.ID, book.Title, book.Authors[0], book.AverageRating, book.Description, int32(i + 1), int32(len(books) - 1 - k)}
				got, err := hear(c)
				if err != nil {
					t.Fatalf("action %d, recommendation %d: %v", i+1, k, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("action %d, recommendation %d differs (-want +got):\n%s", i+1, k, diff)
				}
				sent++
			}
		}
		c.Close(websocket.StatusNormalClosure, "")
		synctest.Wait()
		servingtest.CheckCounts(t, "realtime", b.reg, map[string]float64{"OK RealtimeRecommendations": 1})
		if diff := cmp.Diff(map[string]float64{
			"received RealtimeRecommendations": 4, "sent RealtimeRecommendations": float64(sent),
		}, servingtest.Samples(t, b.reg, metrics.StreamItemsTotal)); diff != "" {
			t.Errorf("items differ (-want +got):\n%s", diff)
		}
	})
}

// A bad message ends the stream with a reason.
func TestRealtimeOfBadActions(t *testing.T) {
	long := strings.Repeat("ü", 5000)
	for _, test := range []struct {
		name, text string
		binary     bool
		code       websocket.StatusCode
		reason     string // begins so
		counts     string
	}{
		{"unknown book", viewed(501), false, 4404, "book_id: there is no book 501; send", "NOT_FOUND"},
		{"unknown kind", `{"user_id":7,"book_id":1,"kind":"READ"}`, false, 4400, `kind: "READ" is not a kind`, "INVALID_ARGUMENT"},
		{"no kind", `{"user_id":7,"book_id":1}`, false, 4400, `kind: "" names no kind`, "INVALID_ARGUMENT"},
		{"long kind", `{"user_id":7,"book_id":1,"kind":"` + long + `"}`, false, 4400, `kind: "`, "INVALID_ARGUMENT"},
		{"no stars", `{"user_id":7,"book_id":1,"kind":"RATED"}`, false, 4400, "stars: 0 is out of range", "INVALID_ARGUMENT"},
		{"stars", `{"user_id":7,"book_id":1,"kind":"LIKED","stars":1}`, false, 4400, "stars: 1 goes with RATED only", "INVALID_ARGUMENT"},
		{"too many", `{"user_id":7,"book_id":1,"kind":"LIKED","max_results":101}`, false, 4400, "max_results: 101 is out of range", "INVALID_ARGUMENT"},
		{"negative user", `{"user_id":-1,"book_id":1,"kind":"LIKED"}`, false, 4400, "user_id: -1 is negative", "INVALID_ARGUMENT"},
		{"no JSON", `{"book_id":1,`, false, 4400, "message: it is no JSON: unexpected end", "INVALID_ARGUMENT"},
		{"no object", `null`, false, 4400, `message: "null" is no JSON object`, "INVALID_ARGUMENT"},
		{"nothing", ``, false, 4400, `message: "" is no JSON object`, "INVALID_ARGUMENT"},
		{"wrong type", `{"book_id":"1","kind":"LIKED"}`, false, 4400, "message: book_id cannot be string", "INVALID_ARGUMENT"},
		{"long text", long, false, 4400, "message: ", "INVALID_ARGUMENT"},
		{"binary", viewed(1), true, 4400, "message: it is binary; send", "INVALID_ARGUMENT"},
		{"too large", strings.Repeat(" ", serving.MaxMessageBytes) + "x", false, 1009, "", "RESOURCE_EXHAUSTED"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, nil)
			c := connect(t, b.Client)
			defer c.CloseNow()
			say(t, c, viewed(1))
			if _, err := hear(c); err != nil {
				t.Fatalf("%s: a good action before it: %v", test.name, err)
			}
			kind := websocket.MessageText
			if test.binary {
				kind = websocket.MessageBinary
			}
			if err := c.Write(context.Background(), kind, []byte(test.text)); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			_, err := hear(c)
			var closed websocket.CloseError
			if !errors.As(err, &closed) || closed.Code != test.code || !strings.HasPrefix(closed.Reason, test.reason) {
				t.Errorf("%s: the stream ends with %v; want %d %s…", test.name, err, test.code, test.reason)
			}
			synctest.Wait()
			servingtest.CheckCounts(t, test.name, b.reg, map[string]float64{test.counts + " RealtimeRecommendations": 1})
		})
	}
}

// The largest action is answered, and another reader's is not.
func TestRealtimeOfOddActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil)
		c := connect(t, b.Client)
		defer c.CloseNow()
		say(t, c, viewed(1)+strings.Repeat(" ", serving.MaxMessageBytes-len(viewed(1))))
		if r, err := hear(c); err != nil || r.Action != 1 {
			t.Errorf("the largest action is answered with %+v, %v; want a recommendation", r, err)
		}
		say(t, c, `{"user_id":8,"book_id":1,"kind":"VIEWED"}`)
		if _, err := hear(c); websocket.CloseStatus(err) != 4400 {
			t.Errorf("another reader's action is answered with %v, want close 4400", err)
		}
	})
}

func TestHandshakes(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	host := strings.TrimPrefix(s.URL, "http://")
	upgrade := []string{"Connection", "Upgrade", "Upgrade", "websocket"}
	version := append(upgrade[:4:4], "Sec-WebSocket-Version", "13")
	whole := append(version[:6:6], "Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg==")
	for _, test := range []struct {
		name        string
		headers     []string
		status      int
		code, field string
		answer      []string // headers
	}{
		{"no upgrade", nil, 426, "FAILED_PRECONDITION", "Upgrade", []string{"Connection", "Upgrade", "Upgrade", "websocket"}},
		{"another upgrade", []string{"Connection", "Upgrade", "Upgrade", "h2c"}, 426, "FAILED_PRECONDITION", "Upgrade", []string{"Upgrade", "websocket"}},
		{"no version", upgrade, 400, "INVALID_ARGUMENT", "Sec-WebSocket-Version", []string{"Sec-WebSocket-Version", "13"}},
		{"no key", version, 400, "INVALID_ARGUMENT", "Sec-WebSocket-Key", nil},
		{"bad key", append(version[:6:6], "Sec-WebSocket-Key", strings.Repeat("x", 5000)), 400, "INVALID_ARGUMENT", "Sec-WebSocket-Key", nil},
		{"another origin", append(whole[:8:8], "Origin", "https://evil.example"), 403, "PERMISSION_DENIED", "Origin", nil},
		{"no origin", append(whole[:8:8], "Origin", "null"), 403, "PERMISSION_DENIED", "Origin", nil},
	} {
		r := s.Must(t, "GET", realtimePath, test.headers...)
		servingtest.CheckProblem(t, r, test.name, test.code, test.field, test.field+": ")
		if r.Status != test.status || r.Header.Get("X-Content-Type-Options") != "" {
			t.Errorf("%s = %d with %v, want %d", test.name, r.Status, r.Header, test.status)
		}
		for i := 0; i < len(test.answer); i += 2 {
			if got := r.Header.Get(test.answer[i]); got != test.answer[i+1] {
				t.Errorf("%s: %s = %q, want %q", test.name, test.answer[i], got, test.answer[i+1])
			}
		}
	}
	// Its own pages may.
	c := connect(t, s, "Origin", "http://"+host)
	say(t, c, viewed(1))
	if _, err := hear(c); err != nil {
		t.Errorf("a page of the same site gets %v, want a recommendation", err)
	}
	c.Close(websocket.StatusNormalClosure, "")

	// HTTP/2 has no upgrade, and may not even name it.
	r := servingtest.StartHTTP(t, restsvc.New(quiet())).OverHTTP2().Must(t, "GET", realtimePath)
	servingtest.CheckProblem(t, r, "over HTTP/2", "FAILED_PRECONDITION", "Upgrade", "Upgrade: send a WebSocket's handshake, over HTTP/1.1")
	if got := r.Header.Get("Upgrade"); got != "" {
		t.Errorf("over HTTP/2 the answer has Upgrade %q, want none", got)
	}
}
