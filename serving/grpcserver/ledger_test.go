package grpcserver

import (
	"context"
	"crypto/tls"
	"fmt"
	"runtime"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A changed setting changes its row, and no other.
func TestLedgerFollowsSettings(t *testing.T) {
	own, _ := certificate()
	ledger := func(c serving.Config) serving.Ledger {
		s := New(c)
		defer s.Shutdown(t.Context()) // of stream workers
		return s.Ledger()
	}
	const windows = "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB; fixed, so that no BDP probes are sent"
	servingtest.CheckLedgerChanges(t, quiet(), ledger, []servingtest.LedgerChange{
		{Setting: "none", Change: func(*serving.Config) {}, Want: map[string]string{}},
		{Setting: "the default profile", Change: func(c *serving.Config) { c.Profile = serving.Default }, Want: map[string]string{}},
		{Setting: "the matched profile", Change: func(c *serving.Config) { c.Profile = serving.Matched },
			Want: map[string]string{"buffers and windows": windows}},
		{Setting: "the tuned profile", Change: func(c *serving.Config) { c.Profile = serving.Tuned },
			Want: map[string]string{"buffers and windows": windows, "goroutines of handlers": fmt.Sprintf("stream workers, as many as GOMAXPROCS (%d), so that a call starts no goroutine", runtime.GOMAXPROCS(0))}},
		{Setting: "TLS", Change: func(c *serving.Config) {
			c.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS13}
		}, Want: map[string]string{"TLS": "TLS 1.3 or later, h2 by ALPN, a certificate of RSA 2048"}},
		{Setting: "a log", Change: func(c *serving.Config) { c.LogEvery = 100 }, Want: map[string]string{"logs per request": "one call in 100"}},
		{Setting: "an age", Change: func(c *serving.Config) { c.ConnectionAge = time.Hour },
			Want: map[string]string{"idle connections": "or when 1h old, give or take a tenth, with 30s for its calls"}},
		{Setting: "work", Change: func(c *serving.Config) { c.Work = catalog.Work{Wait: time.Millisecond} },
			Want: map[string]string{"work beside the answer": "wait=1ms"}},
	})
}

// Rows that a service adds stand behind those of the same aspect, and do not change a copy.
func TestAnnounce(t *testing.T) {
	s := New(quiet())
	before := s.Ledger()
	s.Announce(serving.Row{Aspect: serving.AspectEncoding, When: "x", Does: "by hand"})
	after := s.Ledger()
	if len(after) != len(before)+1 || after[1].Aspect != serving.AspectEncoding || after[2].Does != "by hand" {
		t.Errorf("rows with one of another encoding = %v, want it behind that of protobuf", after)
	}
}

// The row on middleware says that a unary handler runs without an interceptor.
func TestNoInterceptor(t *testing.T) {
	s, called, intercepted := New(quiet()), false, false
	ask := func(_ any, _ context.Context, _ func(any) error, i grpc.UnaryServerInterceptor) (any, error) {
		called, intercepted = true, i != nil
		return &emptypb.Empty{}, nil
	}
	s.RegisterService(&grpc.ServiceDesc{ServiceName: "test.Probe", Methods: []grpc.MethodDesc{{MethodName: "Ask", Handler: ask}}}, nil)
	err := servingtest.StartGRPC(t, s).Invoke(t.Context(), "/test.Probe/Ask", &emptypb.Empty{}, &emptypb.Empty{})
	if err != nil || !called || intercepted {
		t.Errorf("a unary call = %v, handler run: %v, interceptor: %v; want nil, true, false", err, called, intercepted)
	}
}
