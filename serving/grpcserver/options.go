package grpcserver

import (
	"crypto/tls"
	"runtime"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// settings are what the library's server is set to. Its options and what it announces are both
// made of them. What a message may cost to send is not limited: the catalog's own limits bound
// every answer.
type settings struct {
	maxMessage       int
	maxHeaders       uint32
	maxStreams       uint32
	handshakeTimeout time.Duration
	keepalive        keepalive.ServerParameters
	enforcement      keepalive.EnforcementPolicy
	windows          serving.Windows
	workers          uint32      // 0: a new goroutine for each call
	tls              *tls.Config // nil: plaintext
	logEvery         int
}

func settingsOf(c serving.Config) settings {
	return settings{
		maxMessage:       serving.MaxMessageBytes,
		maxHeaders:       serving.MaxHeaderBytes,
		maxStreams:       serving.MaxStreams,
		handshakeTimeout: serving.HeaderTimeout,
		keepalive: keepalive.ServerParameters{
			MaxConnectionIdle:     serving.IdleTimeout,
			MaxConnectionAge:      c.ConnectionAge,
			MaxConnectionAgeGrace: serving.ConnectionGrace,
			Time:                  serving.KeepaliveTime,
			Timeout:               serving.KeepaliveTimeout,
		},
		// Idle clients may ask too: that is how they notice that a route is gone.
		enforcement: keepalive.EnforcementPolicy{MinTime: serving.KeepaliveMinTime, PermitWithoutStream: true},
		windows:     windowsOf(c.Profile),
		workers:     workersOf(c.Profile),
		tls:         c.TLS,
		logEvery:    c.LogEvery,
	}
}

// windowsOf leaves out the largest frame, which grpc-go does not let be chosen: it is the 16 KiB
// of HTTP/2.
func windowsOf(p serving.Profile) serving.Windows {
	w := p.Windows()
	w.Frame = 0
	return w
}

// workersOf returns as many stream workers as the process has CPUs to run on: what the library's
// documentation of [grpc.NumStreamWorkers] found fastest. Calls that find them all busy have a
// goroutine of their own, so that streams which stay open hold nobody up.
func workersOf(p serving.Profile) uint32 {
	if p != serving.Tuned {
		return 0
	}
	return uint32(runtime.GOMAXPROCS(0))
}

// options are those of the library's server.
func (s settings) options(o *observer) []grpc.ServerOption {
	list := []grpc.ServerOption{
		grpc.UnknownServiceHandler(o.observe("unknown", metrics.OtherOperation, unknownMethod)),
		grpc.MaxRecvMsgSize(s.maxMessage),
		grpc.MaxHeaderListSize(s.maxHeaders),
		grpc.MaxConcurrentStreams(s.maxStreams),
		grpc.ConnectionTimeout(s.handshakeTimeout),
		grpc.KeepaliveParams(s.keepalive),
		grpc.KeepaliveEnforcementPolicy(s.enforcement),
		grpc.NumStreamWorkers(s.workers),
	}
	if s.tls != nil {
		list = append(list, grpc.Creds(credentials.NewTLS(s.tls))) // clones it, and adds h2
	}
	if s.logEvery > 0 {
		list = append(list, grpc.StatsHandler(&requestLog{log: o.log, every: uint64(s.logEvery)}))
	}
	if s.windows.Set() {
		// Windows of a fixed size also turn off the pings by which the library measures what
		// size they should have.
		list = append(list,
			grpc.StaticStreamWindowSize(int32(s.windows.Stream)),
			grpc.StaticConnWindowSize(int32(s.windows.Connection)),
			grpc.ReadBufferSize(s.windows.Buffer),
			grpc.WriteBufferSize(s.windows.Buffer),
		)
	}
	return list
}
