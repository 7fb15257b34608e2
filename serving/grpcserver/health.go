package grpcserver

import (
	"errors"

	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
)

// healthService ends a watch once it has sent that the service does not serve. The library's
// own watch goes on until its caller leaves, and Shutdown would wait for it.
type healthService struct{ *health.Server }

func (h healthService) Watch(r *healthv1.HealthCheckRequest, stream healthv1.Health_WatchServer) error {
	return h.Server.Watch(r, watch{stream})
}

type watch struct{ healthv1.Health_WatchServer }

var errWatched = errors.New("no other status will follow")

// Send fails after the last status: services are neither added nor resumed.
func (w watch) Send(r *healthv1.HealthCheckResponse) error {
	if err := w.Health_WatchServer.Send(r); err != nil {
		return err
	}
	if r.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		return errWatched
	}
	return nil
}
