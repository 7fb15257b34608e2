package grpcserver

import (
	"context"
	"time"
)

// handshakeGrace is how long a handshake may still take once the server stops. A connection that
// sends nothing would otherwise delay the stop for [serving.HeaderTimeout].
const handshakeGrace = time.Second

// Shutdown stops the server. It sets health to not serving, goes on for Config.DrainDelay, and
// then accepts no more connections, closes Stopping and waits for the calls in progress. When
// ctx is done it cuts off what is left and returns ctx's error at once, even if a handler goes
// on.
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
