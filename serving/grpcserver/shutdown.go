package grpcserver

import (
	"context"
	"time"
)

// handshakeGrace is how long a new connection may still take to say what it wants once the
// service stops. One that says nothing would hold up all the others for
// [serving.HeaderTimeout].
const handshakeGrace = time.Second

// Shutdown turns health to not serving, serves on for the delay of the config, takes no new
// connection from then on, ends live streams behind the answer that they are at, and lets
// the other calls under way end. It cuts off what is left when ctx is done, and then returns
// its error at once, even where a handler goes on without a caller.
func (s *Server) Shutdown(ctx context.Context) error {
	s.health.Shutdown()
	delay := time.NewTimer(s.drainDelay)
	defer delay.Stop()
	select {
	case <-delay.C:
	case <-ctx.Done():
	}
	s.stop()
	mute := time.AfterFunc(handshakeGrace, s.handshakes.cut)
	defer mute.Stop()
	stopped := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(stopped)
	}()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		s.handshakes.cut()
		s.grpc.Stop()
		return ctx.Err()
	}
}
