package grpcserver

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// One request in so many is logged, with its outcome and without its content.
func TestRequestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, _, log := observable()
		config.Log = slog.New(slog.NewJSONHandler(log, nil))
		config.LogEvery = 2
		config.Work = catalog.Work{Wait: 250 * time.Millisecond}
		conn, _ := servingtest.StartGRPCPipe(t, newShelf(config))
		c := newCaller(conn)
		for _, call := range []func(context.Context) error{
			c.getBook(3), c.getBook(0), // every second one is logged
			c.getBook(3), c.listBooks(4),
			c.getBook(3), c.upload(nil, &catalogv1.BookRating{UploadId: "secret"}),
			c.getBook(3), c.act(),
			c.getBook(3), c.unknown("/a/" + strings.Repeat("b", 99)),
			c.getBook(3),
		} {
			_ = call(t.Context()) // the log says what became of it
		}
		synctest.Wait()
		type line struct {
			Msg, Operation, Code, Peer string
			Duration                   float64 `json:"duration_seconds"`
			Items                      int
		}
		want := []line{
			{"request", "GetBook", "NOT_FOUND", "bufconn", 0.25, 0},
			{"request", "ListBooks", "OK", "bufconn", 0.25, 4},
			{"request", "UploadBookRatings", "OK", "bufconn", 0.25, 1},
			{"request", "RealtimeRecommendations", "OK", "bufconn", 0.25, 3},
			{"request", "other", "UNIMPLEMENTED", "bufconn", 0, 0},
		}
		var got []line
		for text := range strings.Lines(log.String()) {
			var l line
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			got = append(got, l)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("log differs (-want +got):\n%s", diff)
		}
		if strings.Contains(log.String(), "secret") {
			t.Errorf("log = %s, want nothing of a body", log)
		}
	})
}
