package restsvc_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/restsvc"
)

// FuzzWebSocket sends a message over a WebSocket: an action is answered, and anything else ends
// the stream with a reason.
func FuzzWebSocket(f *testing.F) {
	for _, seed := range []string{
		`{"user_id":1,"book_id":2,"kind":"VIEWED"}`, `{"book_id":2,"kind":"RATED","stars":5,"max_results":100}`,
		`{"book_id":501,"kind":"LIKED"}`, `{"kind":"` + strings.Repeat("ü", 100) + `"}`, "", "{}", "null", "[", "\xff", `{"book_id":1e9}`, `{} {}`,
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	s := restsvc.New(quiet())
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	f.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			f.Errorf("Shutdown() = %v, want nil", err)
		}
		<-served
	})
	f.Fuzz(func(t *testing.T, message []byte, binary bool) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		conn, _, err := websocket.Dial(ctx, "ws://"+l.Addr().String()+"/v1/recommendations/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		kind := websocket.MessageText
		if binary {
			kind = websocket.MessageBinary
		}
		if err := conn.Write(ctx, kind, message); err != nil {
			t.Fatal(err)
		}
		checkTalk(ctx, t, conn, message)
	})
}

// checkTalk reads the answer to a message: recommendations, of which the last says that none
// remains, or a close frame.
func checkTalk(ctx context.Context, t *testing.T, conn *websocket.Conn, message []byte) {
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			reason := ""
			if e := (websocket.CloseError{}); errors.As(err, &e) {
				reason = e.Reason
			}
			code := websocket.CloseStatus(err)
			if code != 4400 && code != 4404 || reason == "" || len(reason) > 123 || !utf8.ValidString(reason) {
				t.Errorf("action %q is answered with %v, want 4400 or 4404 and a reason", message, err)
			}
			return
		}
		var r catalogjson.Recommendation
		if err := json.Unmarshal(text, &r); err != nil || r.Action != 1 || r.Remaining < 0 || r.ID == 0 {
			t.Errorf("action %q is answered with %q, %v; want a recommendation", message, text, err)
			return
		}
		if r.Remaining == 0 {
			conn.Close(websocket.StatusNormalClosure, "")
			return
		}
	}
}
