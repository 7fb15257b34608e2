package gatewaysvc_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func TestAnswers(t *testing.T) {
	var asked *catalogv1.RecommendationRequest
	g := start(t, startUpstream(t, func(ctx context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		asked = r
		return one(ctx, r)
	}).address, nil)
	for path, want := range map[string]string{
		good:      `{"status":"success","recommendations":[{"id":7,"title":"Dune","author":"Frank Herbert","rating":4.3,"description":"Sand"}]}`,
		"/health": `{"status":"healthy"}`,
		"/ready":  `{"status":"ready"}`,
	} {
		r := g.get(t, path)
		if r.status != http.StatusOK || r.body != want || r.header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("GET %s = %d %s %s, want 200 %s", path, r.status, r.header.Get("Content-Type"), r.body, want)
		}
	}
	if asked.GetUserId() != 1 || asked.GetCategory() != catalogv1.BookCategory_MYSTERY || asked.GetMaxResults() != 2 {
		t.Errorf("the service is asked %v, want user 1, MYSTERY, 2", asked)
	}
}

func TestAnswerWithoutBooks(t *testing.T) {
	g := start(t, startUpstream(t, func(context.Context, *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		return nil, nil
	}).address, nil)
	if r := g.get(t, good); r.body != `{"status":"success","recommendations":[]}` {
		t.Errorf("GET %s = %d %s, want an empty list", good, r.status, r.body)
	}
}

// A request that the service would refuse is not sent to it.
func TestRefusals(t *testing.T) {
	g := start(t, startUpstream(t, func(context.Context, *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		t.Error("the service was asked")
		return nil, nil
	}).address, nil)
	for _, test := range []struct {
		method, path, timeout string
		status                int
		code, field           string
	}{
		{"GET", "/recommendations", "", 400, "INVALID_ARGUMENT", "category"},
		{"GET", "/recommendations?category=mystery", "", 400, "INVALID_ARGUMENT", "category"},
		{"GET", "/recommendations?category=MYSTERY&user_id=-1", "", 400, "INVALID_ARGUMENT", "user_id"},
		{"GET", "/recommendations?category=MYSTERY&user_id=a", "", 400, "INVALID_ARGUMENT", "user_id"},
		{"GET", "/recommendations?category=MYSTERY&max_results=101", "", 400, "INVALID_ARGUMENT", "max_results"},
		{"GET", "/recommendations?category=MYSTERY;max_results=1", "", 400, "INVALID_ARGUMENT", "query"},
		{"GET", good, "soon", 400, "INVALID_ARGUMENT", "Request-Timeout"},
		{"GET", "/nowhere", "", 404, "NOT_FOUND", ""},
		{"POST", good, "", 405, "UNIMPLEMENTED", ""},
	} {
		r, err := g.send(t.Context(), test.method, test.path, test.timeout)
		if err != nil {
			t.Fatal(err)
		}
		p := r.problem()
		if r.status != test.status || p.Status != test.status || p.Code != test.code || p.Field != test.field || p.Detail == "" {
			t.Errorf("%s %s = %d %s, want %d with %s of %q", test.method, test.path, r.status, r.body, test.status, test.code, test.field)
		}
	}
}

func TestCodes(t *testing.T) {
	const inside = "user_id: something at 10.0.0.7"
	var next codes.Code
	g := start(t, startUpstream(t, func(context.Context, *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
		return nil, status.Error(next, inside)
	}).address, nil)
	for _, test := range []struct {
		code   codes.Code
		status int
		told   bool // what the service said
	}{
		{codes.Canceled, 499, false},
		{codes.Unknown, 502, false},
		{codes.InvalidArgument, 400, true},
		{codes.DeadlineExceeded, 504, false},
		{codes.NotFound, 404, true},
		{codes.AlreadyExists, 409, true},
		{codes.PermissionDenied, 403, false},
		{codes.ResourceExhausted, 429, false},
		{codes.FailedPrecondition, 400, true},
		{codes.Aborted, 409, true},
		{codes.OutOfRange, 400, true},
		{codes.Unimplemented, 501, false},
		{codes.Internal, 502, false},
		{codes.Unavailable, 503, false},
		{codes.DataLoss, 502, false},
		{codes.Unauthenticated, 401, false},
		{77, 502, false},
	} {
		next = test.code
		r := g.get(t, good)
		p, want := r.problem(), codev1.Code_name[int32(test.code)]
		if want == "" {
			want = "UNKNOWN"
		}
		if r.status != test.status || p.Code != want || p.Title == "" || (p.Detail == inside) != test.told {
			t.Errorf("%v becomes %d %s, want %d with %s", test.code, r.status, r.body, test.status, want)
		}
		if retry := r.header.Get("Retry-After") != ""; retry != (test.status == 503 || test.status == 429) {
			t.Errorf("%v becomes %d with Retry-After: %v", test.code, r.status, retry)
		}
		if (p.Field == "user_id") != (test.code == codes.InvalidArgument) {
			t.Errorf("%v becomes a problem of %q", test.code, p.Field)
		}
	}
	// Four codes and a number are UNKNOWN to metrics beside UNKNOWN itself.
	for code, want := range map[string]float64{"UNAVAILABLE": 1, "INVALID_ARGUMENT": 1, "UNKNOWN": 7, "OK": 0} {
		if got := g.value(t, metrics.RequestsTotal, code, "Recommend", "gateway"); got != want {
			t.Errorf("%v requests ended with %s, want %v", got, code, want)
		}
	}
}

func TestReadiness(t *testing.T) {
	u := startUpstream(t, one)
	g := start(t, u.address, nil)
	for _, test := range []struct {
		health healthv1.HealthCheckResponse_ServingStatus
		want   int
	}{
		{healthv1.HealthCheckResponse_SERVING, 200},
		{healthv1.HealthCheckResponse_NOT_SERVING, 503},
		{healthv1.HealthCheckResponse_UNKNOWN, 503},
		{healthv1.HealthCheckResponse_SERVING, 200},
	} {
		u.says(test.health)
		until(t, test.health.String(), func() bool { return g.get(t, "/ready").status == test.want })
	}
	u.server.Stop()
	until(t, "readiness without a service", func() bool {
		r := g.get(t, "/ready")
		return r.status == 503 && strings.Contains(r.body, `"UNAVAILABLE"`)
	})
	if r := g.get(t, "/health"); r.status != 200 {
		t.Errorf("GET /health without a service = %d, want 200", r.status)
	}
}
