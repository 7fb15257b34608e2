package grpcserver

import (
	"fmt"
	"runtime"
	"slices"

	"google.golang.org/grpc/encoding"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/rpcgzip"
)

// Announce adds rows to the ledger: what a service does that the server does not know of.
func (s *Server) Announce(rows ...serving.Row) { s.ledger.Add(rows...) }

// Ledger says what is done for a request, of the settings that the server is built with.
func (s *Server) Ledger() serving.Ledger { return slices.Clone(s.ledger) }

// ledger is what the settings come to.
func (s settings) ledger() serving.Ledger {
	return serving.Ledger{
		{Aspect: serving.AspectService, Does: serving.Module("google.golang.org/grpc") + ", its own HTTP/2 server, " + runtime.Version()},
		{Aspect: serving.AspectEncoding, When: string(contract.Protobuf), Does: "protobuf, generated code, " + serving.Module("google.golang.org/protobuf")},
		{Aspect: serving.AspectTransport, Does: "HTTP/2 with gRPC framing"},
		serving.TLSRow(s.tls, "h2"),
		{Aspect: serving.AspectCompression, Does: compression()},
		{Aspect: serving.AspectEntityTags, Does: "none"},
		{Aspect: serving.AspectMiddleware, Does: observes},
		{Aspect: serving.AspectGoroutines, Does: s.goroutines()},
		{Aspect: serving.AspectLogs, Does: s.logs()},
		{Aspect: serving.AspectWindows, Does: s.buffers()},
		{Aspect: serving.AspectLimits, Does: s.limits()},
		{Aspect: serving.AspectIdleConnections, Does: s.idleConnections()},
	}
}

// compression says what the compressors do that the process knows.
func compression() string {
	if encoding.GetCompressor(rpcgzip.Name) == nil {
		return "none"
	}
	return rpcgzip.Name + " at its default level, message by message, of answers to requests that are compressed"
}

func (s settings) goroutines() string {
	if s.workers == 0 {
		return "a new one for each call"
	}
	return fmt.Sprintf("stream workers, as many as GOMAXPROCS (%d), so that a call starts no goroutine; a new one while all are busy", s.workers)
}

func (s settings) logs() string {
	if s.logEvery <= 0 {
		return "none"
	}
	return fmt.Sprintf("one call in %d, by a stats handler", s.logEvery)
}

func (s settings) buffers() string {
	if !s.windows.Set() {
		return "the library's own; windows grow by BDP probes"
	}
	return s.windows.String() + "; " + serving.Fixed
}

func (s settings) limits() string {
	return fmt.Sprintf("a message of %s, headers of %s, %d calls at a time on a connection, %s to shake hands",
		serving.Size(s.maxMessage), serving.Size(int(s.maxHeaders)), s.maxStreams, serving.Period(s.handshakeTimeout))
}

func (s settings) idleConnections() string {
	k := s.keepalive
	age := serving.AgeText(k.MaxConnectionAge)
	if age != "" {
		age += ", with " + serving.Period(k.MaxConnectionAgeGrace) + " for its calls to end"
	}
	return fmt.Sprintf("closed after %s without a call%s; a ping after %s of silence, %s to answer it",
		serving.Period(k.MaxConnectionIdle), age, serving.Period(k.Time), serving.Period(k.Timeout))
}
