package anycall_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

const checkMethod = "/grpc.health.v1.Health/Check"

// healthService answers as its function does.
type healthService struct {
	health.UnimplementedHealthServer
	check func(context.Context, *health.HealthCheckRequest) (*health.HealthCheckResponse, error)
}

func (s *healthService) Check(ctx context.Context, r *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	return s.check(ctx, r)
}

// known knows the service "shop".
func known(_ context.Context, r *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
	switch r.Service {
	case "shop":
		return &health.HealthCheckResponse{Status: health.HealthCheckResponse_SERVING}, nil
	case "zero":
		return &health.HealthCheckResponse{}, nil
	}
	return nil, status.Errorf(codes.NotFound, "no service %q", r.Service)
}

// serveRPC serves the health service, with whatever else register adds, and returns a
// target of its method.
func serveRPC(t *testing.T, s *healthService, register func(*grpc.Server), options ...grpc.ServerOption) plan.Target {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(options...)
	health.RegisterHealthServer(server, s)
	if register != nil {
		register(server)
	}
	go server.Serve(l)
	t.Cleanup(server.Stop)
	return plan.Target{URL: "grpc://" + l.Addr().String() + checkMethod, Data: `{"service":"shop"}`}
}

// protoset writes the descriptors of the health service.
func protoset(t *testing.T) string {
	t.Helper()
	set := &descriptorpb.FileDescriptorSet{File: []*descriptorpb.FileDescriptorProto{
		protodesc.ToFileDescriptorProto(health.File_grpc_health_v1_health_proto),
	}}
	return writeProtoset(t, set)
}

// healthProto writes the health service as a .proto file.
func healthProto(t *testing.T) string {
	t.Helper()
	const source = `syntax = "proto3";
package grpc.health.v1;
message HealthCheckRequest { string service = 1; }
message HealthCheckResponse {
  enum ServingStatus { UNKNOWN = 0; SERVING = 1; NOT_SERVING = 2; SERVICE_UNKNOWN = 3; }
  ServingStatus status = 1;
}
service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); }
`
	file := filepath.Join(t.TempDir(), "health.proto")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func writeProtoset(t *testing.T, set *descriptorpb.FileDescriptorSet) string {
	t.Helper()
	text, err := proto.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "health.protoset")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRPCFindsDescriptors(t *testing.T) {
	for _, test := range []struct {
		name     string
		register func(*grpc.Server)
		protoset string
		proto    []string
	}{
		{"reflection v1", func(s *grpc.Server) { reflection.RegisterV1(s) }, "", nil},
		{"reflection v1alpha", func(s *grpc.Server) {
			grpc_reflection_v1alpha.RegisterServerReflectionServer(s, reflection.NewServer(reflection.ServerOptions{Services: s}))
		}, "", nil},
		{"protoset", nil, protoset(t), nil},
		{"proto", nil, "", []string{healthProto(t)}},
	} {
		to := serveRPC(t, &healthService{check: known}, test.register)
		to.Protoset, to.Proto, to.Expect = test.protoset, test.proto, []string{"$.status=SERVING", "length=2"}
		client := dial(t, to, 2)
		if err := client.Ask(t.Context(), 0); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true})
		if o.Failure != "" || o.RequestBytes != 6 || o.AnswerBytes != 2 || o.Wait < 0 {
			t.Errorf("%s: %+v, want 6 and 2 bytes and a wait", test.name, o)
		}
		if open := openTo(t, to); client.Opened() != 2 || open != 2 || client.Retries() != 0 {
			t.Errorf("%s: opened %d, open %d, retries %d, want 2, 2, 0",
				test.name, client.Opened(), open, client.Retries())
		}
	}
}

func TestRPCPrepareNamesWhatIsWrong(t *testing.T) {
	with := serveRPC(t, &healthService{check: known}, func(s *grpc.Server) { reflection.Register(s) })
	without := serveRPC(t, &healthService{check: known}, nil)
	base := strings.TrimSuffix(with.URL, checkMethod)
	for _, test := range []struct {
		to   plan.Target
		want string
	}{
		{plan.Target{URL: base + "/grpc.health.v1.Health/Watch"}, "url: grpc.health.v1.Health.Watch streams"},
		{plan.Target{URL: base + "/grpc.health.v1.Health/Chek"}, "url: grpc.health.v1.Health has no method Chek; did you mean Check?"},
		{plan.Target{URL: base + "/grpc.health.v1.Health/check"}, "has no method check; did you mean Check?"},
		{plan.Target{URL: base + "/grpc.health.v1.Health/Remove"}, "has no method Remove; methods are Check, List, Watch"},
		{plan.Target{URL: base + "/grpc.health.v1.health/Check"}, "has no service grpc.health.v1.health; did you mean grpc.health.v1.Health?"},
		{plan.Target{URL: base + "/Health/Check"}, "has no service Health; did you mean grpc.health.v1.Health?"},
		{plan.Target{URL: base + "/grpc.health.v1/Health"}, "has no service grpc.health.v1; did you mean grpc.health.v1.Health?"},
		{plan.Target{URL: base + "/grpc.health.v1.HealthCheckRequest/Check"}, "url: grpc.health.v1.HealthCheckRequest is not a service"},
		{plan.Target{URL: base + "/shop.v1.Cart/Get"}, "has no service shop.v1.Cart; services are grpc.health.v1.Health"},
		{plan.Target{URL: with.URL, Data: `{"servise":"shop"}`}, `data: $.servise: unknown field "servise" of grpc.health.v1.HealthCheckRequest; did you mean service?`},
		{plan.Target{URL: with.URL, Expect: []string{"status=OK", "$.nope=1"}}, "expect: $.nope: grpc.health.v1.HealthCheckResponse has no field nope; its fields are status"},
		{plan.Target{URL: with.URL, Expect: []string{"$.Status=SERVING"}}, "has no field Status; did you mean status?"},
		{plan.Target{URL: with.URL, Expect: []string{"$.status=SERVNG"}}, "ServingStatus has no value SERVNG; did you mean SERVING"},
		{without, "protoset: " + strings.TrimPrefix(strings.TrimSuffix(without.URL, checkMethod), "grpc://") + " has no reflection"},
		{plan.Target{URL: "grpc://127.0.0.1:1" + checkMethod}, "connection refused"},
	} {
		_, err := anycall.Prepare(t.Context(), test.to, 1)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Prepare(%s) = %v, want an error with %q", test.to.URL, err, test.want)
		}
	}
}

func TestRPCTakesAnswersAsTheyCome(t *testing.T) {
	to := serveRPC(t, &healthService{check: known}, nil)
	to.Protoset = protoset(t)
	for _, test := range []struct {
		service, expect, failure, says string
	}{
		{"shop", "", "", ""},
		{"shop", "status=OK", "", ""},
		{"shop", "status=NotFound", "code OK", "want NotFound"},
		{"shop", "length=3", "wrong answer", "it has 2 bytes, want 3"},
		{"shop", "$.status=NOT_SERVING", "wrong answer", `$.status is "SERVING", want NOT_SERVING`},
		{"zero", "$.status=UNKNOWN", "", ""}, // a field with its default value
		{"none", "", "code NotFound", `want OK; the service says 'no service "none"'`},
		{"none", "status=NOT_FOUND", "", ""},
		{"none", "status=5", "", ""},
	} {
		to.Data, to.Expect = `{"service":"`+test.service+`"}`, nil
		if test.expect != "" {
			to.Expect = []string{test.expect}
		}
		client := dial(t, to, 1)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != test.failure {
			t.Errorf("%s, %s: %q, want %q", test.service, test.expect, o.Failure, test.failure)
		}
		says(t, client.Ask(t.Context(), 0), test.failure, test.says)
	}
}

func TestRPCSendsMetadata(t *testing.T) {
	var got metadata.MD
	to := serveRPC(t, &healthService{check: func(ctx context.Context, _ *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
		got, _ = metadata.FromIncomingContext(ctx)
		return &health.HealthCheckResponse{}, nil
	}}, nil)
	to.Protoset = protoset(t)
	to.Headers = []string{"Authorization: Bearer x", "key-bin: AAEC", "unpadded-bin: AAE", "padded-bin: AAE=",
		"several-bin: AAE,AgM=, BA", "grpc-trace-bin: AAEC", "Host: shop.example"}
	client := dial(t, to, 1)
	for range 2 { // the second one shares the first one's context
		if err := client.Ask(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]string{
			"authorization": "Bearer x", "key-bin": "\x00\x01\x02", ":authority": "shop.example", "content-type": "application/grpc",
		} {
			if v := got.Get(key); len(v) != 1 || v[0] != want {
				t.Errorf("%s = %q, want %q", key, v, want)
			}
		}
		for key, want := range map[string][]string{
			"unpadded-bin": {"\x00\x01"}, "padded-bin": {"\x00\x01"}, "grpc-trace-bin": {"\x00\x01\x02"},
			"several-bin": {"\x00\x01", "\x02\x03", "\x04"},
		} {
			if v := got.Get(key); !slices.Equal(v, want) {
				t.Errorf("%s = %q, want %q", key, v, want)
			}
		}
		if v := got.Get("grpc-timeout"); v != nil {
			t.Errorf("grpc-timeout = %q, want none", v)
		}
	}
}

func TestRPCOverTLS(t *testing.T) {
	lender := httptest.NewTLSServer(nil) // has a certificate for 127.0.0.1
	defer lender.Close()
	to := serveRPC(t, &healthService{check: known}, nil,
		grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: lender.TLS.Certificates})))
	to.URL = strings.Replace(to.URL, "grpc", "grpcs", 1)
	to.Protoset = protoset(t)
	call, err := anycall.Prepare(t.Context(), to, 1)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if client, err := call.Dial(t.Context(), 2); err == nil || !strings.Contains(err.Error(), "unknown authority") {
		if err == nil {
			client.Close()
		}
		t.Errorf("Dial() of an unknown authority = %v", err)
	} else if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("Dial() took %v to fail", took)
	}
	to.CACert = filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: lender.Certificate().Raw})
	if err := os.WriteFile(to.CACert, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dial(t, to, 2).Ask(t.Context(), 0); err != nil {
		t.Error(err)
	}
}
