package grpcserver

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

func TestRefusal(t *testing.T) {
	for _, test := range []struct {
		err  error
		want codes.Code
	}{
		{&catalog.Error{Code: catalog.NotFound, Field: "id", Detail: "d"}, codes.NotFound},
		{&catalog.Error{Code: catalog.InvalidArgument, Field: "id", Detail: "d"}, codes.InvalidArgument},
		{&catalog.Error{Code: catalog.InvalidArgument, Field: "id", Detail: "not UTF-8: \xff"}, codes.InvalidArgument},
		{&catalog.Error{Code: 99, Field: "id", Detail: "d"}, codes.Internal},
		{fmt.Errorf("look up: %w", &catalog.Error{Code: catalog.NotFound}), codes.NotFound},
		{errors.New("out of paper"), codes.Internal},
		{fmt.Errorf("look up: %w", context.Canceled), codes.Canceled},
		{context.DeadlineExceeded, codes.DeadlineExceeded},
		{&serving.UpstreamError{Hop: "depot"}, codes.Unavailable},
		{&serving.UpstreamError{Hop: "depot", Timeout: true}, codes.DeadlineExceeded},
	} {
		if got := status.Code(Refusal(test.err, 1)); got != test.want {
			t.Errorf("Refusal(%v) has %v, want %v", test.err, got, test.want)
		}
	}
}

// An upstream that failed is named in google.rpc.ErrorInfo, which is still there when the call
// ends.
func TestRefusalOfUpstream(t *testing.T) {
	for _, test := range []struct {
		down *serving.UpstreamError
		want string
	}{
		{&serving.UpstreamError{Hop: "depot"}, "UPSTREAM_UNAVAILABLE"},
		{&serving.UpstreamError{Hop: "depot", Timeout: true}, "UPSTREAM_TIMEOUT"},
	} {
		s := status.Convert(outcome(t.Context(), Refusal(test.down, 1)))
		want := &errdetails.ErrorInfo{Reason: test.want, Domain: "wiretax", Metadata: map[string]string{"hop": "depot"}}
		if details := s.Details(); len(details) != 1 || !proto.Equal(details[0].(proto.Message), want) || s.Message() != test.down.Error() {
			t.Errorf("Refusal(%+v) = %q with %v, want %q with %v", test.down, s.Message(), details, test.down.Error(), want)
		}
	}
}

// Every name that metrics count is the name of a code.
func TestCodeNames(t *testing.T) {
	names := map[string]bool{}
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		names[codeName(status.Error(code, ""))] = true
	}
	for _, name := range metrics.Codes {
		if !names[name] {
			t.Errorf("no code has the name %s, which metrics count", name)
		}
	}
	if len(names) != int(codes.Unauthenticated)+1 || names[""] {
		t.Errorf("codes have the names %v, want a different one each", names)
	}
}
