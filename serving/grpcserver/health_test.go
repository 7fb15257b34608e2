package grpcserver

import (
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/serving/servingtest"
)

const (
	isServing  = healthv1.HealthCheckResponse_SERVING
	notServing = healthv1.HealthCheckResponse_NOT_SERVING
	unknown    = healthv1.HealthCheckResponse_SERVICE_UNKNOWN
)

func TestHealth(t *testing.T) {
	client := healthv1.NewHealthClient(servingtest.StartGRPC(t, newShelf(quiet())))
	for _, test := range []struct {
		service string
		want    healthv1.HealthCheckResponse_ServingStatus
		code    codes.Code
	}{
		{"", isServing, codes.OK},
		{"catalog.v1.CatalogService", isServing, codes.OK},
		{"catalog.v1.RecommendationService", isServing, codes.OK},
		{"catalog.v1.NoService", 0, codes.NotFound},
	} {
		got, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: test.service})
		if got.GetStatus() != test.want || status.Code(err) != test.code {
			t.Errorf("Check(%q) = %v, %v; want %v, %v", test.service, got.GetStatus(), err, test.want, test.code)
		}
	}
}

// A watch hears of Shutdown, ends, and so does not hold it up. Shutdown never ends the
// watch by force here: its context has no end.
func TestWatchEndsWithShutdown(t *testing.T) {
	for _, test := range []struct {
		service string
		want    []healthv1.HealthCheckResponse_ServingStatus // before and after
	}{
		{"", []healthv1.HealthCheckResponse_ServingStatus{isServing, notServing}},
		{"catalog.v1.CatalogService", []healthv1.HealthCheckResponse_ServingStatus{isServing, notServing}},
		{"catalog.v1.RecommendationService", []healthv1.HealthCheckResponse_ServingStatus{isServing, notServing}},
		{"catalog.v1.NoService", []healthv1.HealthCheckResponse_ServingStatus{unknown}},
	} {
		s := newShelf(quiet())
		client := healthv1.NewHealthClient(servingtest.StartGRPC(t, s))
		stream, err := client.Watch(t.Context(), &healthv1.HealthCheckRequest{Service: test.service})
		if err != nil {
			t.Fatal(err)
		}
		var got []healthv1.HealthCheckResponse_ServingStatus
		r, err := stream.Recv()
		for stopped := make(chan error, 1); err == nil; r, err = stream.Recv() {
			if got = append(got, r.GetStatus()); len(got) == 1 {
				go func() { stopped <- s.Shutdown(t.Context()) }()
				defer func() {
					if err := <-stopped; err != nil {
						t.Errorf("Shutdown() with a watch of %q = %v, want nil", test.service, err)
					}
				}()
			}
		}
		if !slices.Equal(got, test.want) || status.Code(err) != codes.Canceled {
			t.Errorf("Watch(%q) = %v, then %v; want %v, then CANCELLED", test.service, got, err, test.want)
		}
	}
}

func TestReflectionListsServices(t *testing.T) {
	client := reflectionv1.NewServerReflectionClient(servingtest.StartGRPC(t, newShelf(quiet())))
	stream, err := client.ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list := &reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}}
	if err := stream.Send(list); err != nil {
		t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, service := range answer.GetListServicesResponse().GetService() {
		got = append(got, service.GetName())
	}
	for _, want := range []string{"catalog.v1.CatalogService", "catalog.v1.RecommendationService", "grpc.health.v1.Health"} {
		if !slices.Contains(got, want) {
			t.Errorf("reflection lists %v, want %s among them", got, want)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
}
