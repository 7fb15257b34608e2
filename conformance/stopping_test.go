package conformance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// A service that stops tells the clients of its open streams to reconnect, after the answer in
// progress, and waits for all other requests.
func TestStopping(t *testing.T) {
	t.Parallel()
	for _, stack := range []stack{stackNamed("rest"), stackNamed("grpc"), stackNamed("grpc-json")} {
		for _, tls := range []bool{false, true} {
			s := start(t, stack.service, config{tls: tls})
			end := make(chan outcome, 1)
			if err := stack.connect(t, s, false).begin()["RealtimeRecommendations"](brief(t), end); err != nil {
				t.Fatal(err)
			}
			s.stop(brief(t))
			want := outcome{Code: "UNAVAILABLE", Text: "service is stopping; connect again"}
			if got := <-end; got.Code != want.Code || !strings.HasSuffix(got.Text, want.Text) {
				t.Errorf("an open stream of %s whose service stops gets %+v, want %+v", stack.name, got, want)
			}
			s.awaitOutcome(t, "RealtimeRecommendations", "UNAVAILABLE", 1)
		}
	}
}

// A request that is in progress when the service is told to stop is answered.
func TestStoppingWaits(t *testing.T) {
	t.Parallel()
	for _, stack := range stacks {
		s := start(t, stack.service, config{more: func(c *serving.Config) { c.Work.Wait = 300 * time.Millisecond }})
		c := stack.connect(t, s, false)
		answered := make(chan struct{})
		go func() {
			defer close(answered)
			check(t, c, getBook(1), truth(t, s.books, getBook(1)))
		}()
		s.awaitInFlight(t, 1)
		s.stop(brief(t))
		<-answered
		if n := s.value(t, metrics.RequestsTotal, metrics.LabelCode, "OK"); n != 1 {
			t.Errorf("%s answered %v requests on its way out, want 1", stack.name, n)
		}
	}
}
