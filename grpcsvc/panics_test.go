package grpcsvc

import (
	"context"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/serving/servingtest"
)

// A server without a catalog panics in every handler, and goes on.
func TestServerOutlivesPanics(t *testing.T) {
	config, reg, log := observable()
	config.Catalog = nil
	s := New(config)
	c := newCaller(servingtest.StartGRPC(t, s))
	for _, test := range []struct {
		name string
		call func(context.Context) error
	}{
		{"GetBook", c.getBook(1)},
		{"Recommend", c.recommend(0, mystery, 0)},
		{"RatingHistory", c.ratingHistory(1, 0)},
		{"ListBooks", c.listBooks(mystery, 0, 0)},
		{"UploadBookRatings", c.uploadOf("")},
		{"RealtimeRecommendations", c.actOf(validAction())},
	} {
		if err := test.call(t.Context()); status.Code(err) != codes.Internal {
			t.Errorf("%s without a catalog = %v, want INTERNAL", test.name, err)
		}
		if !strings.Contains(log.String(), test.name) {
			t.Errorf("%s without a catalog logs %s, want the method", test.name, log.String())
		}
		log.Reset()
	}
	if _, err := healthv1.NewHealthClient(c.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Errorf("Check() after panics = %v, want nil", err)
	}
	const want = "INTERNAL GetBook, INTERNAL ListBooks, INTERNAL RatingHistory, INTERNAL RealtimeRecommendations, INTERNAL Recommend, INTERNAL UploadBookRatings, OK other"
	if got := servingtest.Counted(t, reg); got != want {
		t.Errorf("counts %s, want %s", got, want)
	}
}
