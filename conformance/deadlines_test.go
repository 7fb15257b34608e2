package conformance_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// forever is work that ends only at a deadline or when the caller goes away.
func forever(c *serving.Config) { c.Work = catalog.Work{Wait: time.Hour} }

const deadline = 30 * time.Millisecond

// late is the outcome of a request whose deadline has passed.
const late = "DEADLINE_EXCEEDED"

// endedLate is how many requests of an operation ended late. grpc-go's client cancels its call by
// a timer of its own, and the service may see the cancellation first.
func (s *service) endedLate(t *testing.T, operation string) float64 {
	n := s.value(t, metrics.RequestsTotal, metrics.LabelOperation, operation, metrics.LabelCode, late)
	if s.name == grpcService {
		n += s.value(t, metrics.RequestsTotal, metrics.LabelOperation, operation, metrics.LabelCode, "CANCELLED")
	}
	return n
}

func (s *service) awaitLate(t *testing.T, operation string, want float64) {
	t.Helper()
	eventually(t, s.name+" counting "+operation+" as "+late, func() (any, bool) {
		n := s.endedLate(t, operation)
		return n, n == want
	})
}

// callsOf are all calls by which a client can ask for each operation.
func callsOf(c client) map[string][]func(context.Context) (outcome, error) {
	calls := map[string][]func(context.Context) (outcome, error){}
	for operation, q := range map[string]question{"GetBook": getBook(1), "Recommend": recommend(0, 1, 0), "RatingHistory": ratingHistory(1, 0)} {
		calls[operation] = append(calls[operation], func(ctx context.Context) (outcome, error) { return c.ask(ctx, q) })
	}
	for _, list := range c.lists() {
		calls["ListBooks"] = append(calls["ListBooks"], func(ctx context.Context) (outcome, error) {
			return list(ctx, new(catalogv1.ListBooksRequest))
		})
	}
	for _, upload := range c.uploads() {
		calls["UploadBookRatings"] = append(calls["UploadBookRatings"], func(ctx context.Context) (outcome, error) {
			return upload(ctx, "", nil)
		})
	}
	return calls
}

// A deadline ends every request, and the service's work on it.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{more: forever}, func(t *testing.T, s *service, c client) {
		c.ask(brief(t), nowhere) // opens the connection
		c.within(deadline)
		for operation, calls := range callsOf(c) {
			counted := s.endedLate(t, operation)
			for _, call := range calls {
				if got, err := call(brief(t)); err != nil || got.Code != late {
					t.Errorf("%s within %v = %+v, %v; want %s", operation, deadline, got, err, late)
				}
			}
			if s.name == restService { // grpc-go's clock may leave no time to send
				s.awaitLate(t, operation, counted+float64(len(calls)))
			}
		}
		s.awaitInFlight(t, 0)
	})
}

// The service itself keeps to a deadline, whatever its client does. grpc-go has two timers
// for it: one resets the stream, the other lets the handler say why, and either may be first.
func TestDeadlinesOfTheService(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		service, operation, header, value string
		want                              []string
	}{
		{restService, "UploadBookRatings", "request-timeout", "20ms", []string{"status 504"}},
		{
			grpcService, "RealtimeRecommendations", "grpc-timeout", "20m",
			[]string{"RST_STREAM CANCEL", "status 200 grpc-status 4 grpc-message context deadline exceeded"},
		},
	} {
		for _, work := range []func(*serving.Config){nil, forever} {
			s := start(t, test.service, config{more: work})
			f := openFrames(t, s)
			f.open(s, 1, test.header, test.value)
			if got := f.fate(); !slices.Contains(test.want, got) {
				t.Errorf("%s: %s of what goes on gets from %s: %s, want one of %q", test.header, test.value, test.service, got, test.want)
			}
			s.awaitOutcome(t, test.operation, late, 1)
			s.awaitInFlight(t, 0)
		}
	}
}

// A deadline ends a stream that waits for its client, too.
func TestDeadlinesOfStreams(t *testing.T) {
	t.Parallel()
	onEvery(t, streamSettings, config{books: manyBooks()}, func(t *testing.T, s *service, c client) {
		c.ask(brief(t), nowhere) // opens the connection
		c.within(400 * time.Millisecond)
		var streams sync.WaitGroup
		for operation, begin := range c.begin() {
			if operation == "RealtimeRecommendations" && s.name == restService {
				continue // a WebSocket has no deadline
			}
			streams.Go(func() {
				counted := s.endedLate(t, operation)
				ctx, cancel := context.WithCancel(brief(t))
				defer cancel()
				end := make(chan outcome, 1)
				if err := begin(ctx, end); err != nil {
					t.Errorf("begin %s: %v", operation, err)
				}
				s.awaitLate(t, operation, counted+1)
				if operation != "UploadBookRatings" {
					return
				}
				if got := <-end; got.Code != late {
					t.Errorf("%s whose client goes on = %+v, want %s", operation, got, late)
				}
			})
		}
		streams.Wait()
		s.awaitInFlight(t, 0)
	})
}

// A deadline that is not one is refused with that reason.
func TestBadDeadlines(t *testing.T) {
	t.Parallel()
	s := start(t, restService, config{})
	for _, test := range []string{"soon", "250", "0", "0s", "-1s", "1s1", "9999999999999h", "1 s", "NaN"} {
		for _, q := range []question{getBook(1), recommend(0, 1, 1)} {
			c := connectREST(t, stackNamed("rest"), s, false)
			c.header.Set("Request-Timeout", test)
			if got, err := c.ask(brief(t), q); err != nil || got.Code != "INVALID_ARGUMENT" || got.Field != "Request-Timeout" {
				t.Errorf("GET %s with Request-Timeout %q = %+v, %v; want INVALID_ARGUMENT of it", q.target, test, got, err)
			}
		}
	}
}
