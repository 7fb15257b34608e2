package conformance_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
)

// manyBooks are more than windows and buffers of connections hold.
var manyBooks = sync.OnceValue(func() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 20_000) })

// A client that goes away ends the work on what it asked.
func TestLeaving(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{more: forever}, func(t *testing.T, s *service, c client) {
		for operation, q := range map[string]question{"GetBook": getBook(1), "Recommend": recommend(0, 1, 0), "RatingHistory": ratingHistory(1, 0)} {
			counted := s.value(t, metrics.RequestsTotal, metrics.LabelOperation, operation, metrics.LabelCode, "CANCELLED")
			ctx, leave := context.WithCancel(brief(t))
			done := make(chan struct{})
			go func() { c.ask(ctx, q); close(done) }()
			s.awaitInFlight(t, 1)
			leave()
			<-done
			s.awaitOutcome(t, operation, "CANCELLED", counted+1)
			s.awaitInFlight(t, 0)
		}
	})
}

// A client that goes away ends its stream, wherever the service is with it: waiting for a
// reader who does not read, for the next rating, or for the next action.
func TestLeavingStreams(t *testing.T) {
	t.Parallel()
	onEvery(t, streamSettings, config{books: manyBooks()}, func(t *testing.T, s *service, c client) {
		for operation, begin := range c.begin() {
			counted := s.value(t, metrics.RequestsTotal, metrics.LabelOperation, operation, metrics.LabelCode, "CANCELLED")
			ctx, leave := context.WithCancel(brief(t))
			end := make(chan outcome, 1)
			if err := begin(ctx, end); err != nil {
				t.Errorf("begin %s: %v", operation, err)
			}
			s.awaitInFlight(t, 1)
			leave()
			<-end
			s.awaitOutcome(t, operation, "CANCELLED", counted+1)
			s.awaitInFlight(t, 0)
		}
	})
}

// An upload that breaks off leaves what was accepted in the catalog, the metrics and the log.
func TestBrokenUploads(t *testing.T) {
	t.Parallel()
	for _, stack := range stacks {
		if stack.name == "rest-pb" || stack.name == "rest-h2-pb" {
			continue // send one message
		}
		t.Run(stack.name, func(t *testing.T) {
			books := generate.Catalog(generate.DefaultSeed, 50)
			s := start(t, stack.service, config{books: books})
			before, err := books.GetBook(5)
			if err != nil {
				t.Fatal(err)
			}
			ctx, leave := context.WithCancel(brief(t))
			end := make(chan outcome, 1)
			if err := stack.connect(t, s, false).begin()["UploadBookRatings"](ctx, end); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the rating of book 5 counting", func() (any, bool) {
				b, err := books.GetBook(5)
				return err, err == nil && b.RatingCounts[3] == before.RatingCounts[3]+1
			})
			leave()
			<-end
			eventually(t, "the ratings counted", func() (any, bool) {
				n := s.ratings(t)
				return n, n == [3]float64{1, 1, 0}
			})
			checkBrokeOff(t, s.log.String)
		})
	}
}

// checkBrokeOff wants one line of log about the upload.
func checkBrokeOff(t *testing.T, log func() string) {
	t.Helper()
	eventually(t, "a line of log that says that the upload broke off", func() (any, bool) {
		count := 0
		for line := range strings.Lines(log()) {
			var entry struct {
				Level, Msg         string
				UploadID           string `json:"upload_id"`
				Accepted, Rejected int
			}
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatalf("the log has %q: %v", line, err)
			}
			if entry.Level == "INFO" && entry.Msg == "upload broke off" && entry.UploadID == begun && entry.Accepted == 1 && entry.Rejected == 1 {
				count++
			}
		}
		return log(), count == 1
	})
}
