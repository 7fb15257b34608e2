package grpcserver

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// options are those of the library's server. What a message may cost to send is not
// limited: the catalog's own limits bound every answer.
func options(c serving.Config, o *observer) []grpc.ServerOption {
	list := []grpc.ServerOption{
		grpc.UnknownServiceHandler(o.observe("unknown", metrics.OtherOperation, unknownMethod)),
		grpc.MaxRecvMsgSize(serving.MaxMessageBytes),
		grpc.MaxHeaderListSize(serving.MaxHeaderBytes),
		grpc.MaxConcurrentStreams(serving.MaxStreams),
		grpc.ConnectionTimeout(serving.HeaderTimeout),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle:     serving.IdleTimeout,
			MaxConnectionAge:      c.ConnectionAge,
			MaxConnectionAgeGrace: serving.ConnectionGrace,
			Time:                  serving.KeepaliveTime,
			Timeout:               serving.KeepaliveTimeout,
		}),
		// Idle clients may ask too: that is how they notice that a route is gone.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: serving.KeepaliveMinTime, PermitWithoutStream: true,
		}),
	}
	if c.TLS != nil {
		list = append(list, grpc.Creds(credentials.NewTLS(c.TLS))) // clones it, and adds h2
	}
	if c.LogEvery > 0 {
		list = append(list, grpc.StatsHandler(&requestLog{log: c.Log, every: uint64(c.LogEvery)}))
	}
	if c.Profile == serving.Matched {
		// Windows of a fixed size also turn off the pings by which the library measures what
		// size they should have.
		list = append(list,
			grpc.InitialWindowSize(serving.MatchedStreamWindow),
			grpc.InitialConnWindowSize(serving.MatchedConnectionWindow),
			grpc.ReadBufferSize(serving.MatchedBuffer),
			grpc.WriteBufferSize(serving.MatchedBuffer),
		)
	}
	return list
}
