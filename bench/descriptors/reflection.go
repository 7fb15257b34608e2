package descriptors

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// versions are the names under which reflection is asked. Its messages are the same.
var versions = []string{
	"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
	"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
}

// ErrNoReflection is part of an error where a service does not describe itself.
var ErrNoReflection = errors.New("has no reflection")

// refusal is what a service says instead of handing out a file.
type refusal struct {
	code codes.Code
	said string
	// services are those that it lists, as far as it was asked and does.
	services []string
}

func (r refusal) Error() string { return fmt.Sprintf("it says %q", r.said) }

// Reflect asks the service at the other end of a connection for the file that holds a symbol
// and for all that it imports. Host names the service in errors.
func Reflect(ctx context.Context, conn grpc.ClientConnInterface, host, symbol string) (*Set, error) {
	r, err := collect(ctx, conn, versions[0], symbol)
	// Some servers close the connection on a service that they do not have.
	if code := status.Code(err); code == codes.Unimplemented || code == codes.Unavailable {
		r, err = collect(ctx, conn, versions[1], symbol)
	}
	refused, isRefusal := errors.AsType[refusal](err)
	switch {
	case status.Code(err) == codes.Unimplemented:
		return nil, fmt.Errorf("protoset: %s %w; give a file of descriptors", host, ErrNoReflection)
	case isRefusal && slices.Contains(refused.services, symbol):
		return nil, fmt.Errorf("url: %s has %s and does not describe it; give a protoset", host, symbol)
	case isRefusal && refused.services != nil:
		return nil, noService(host, symbol, refused.services)
	case isRefusal && refused.code == codes.NotFound:
		return nil, fmt.Errorf("url: %s does not know %s; check the name, or give a protoset", host, symbol)
	case err != nil:
		return nil, fmt.Errorf("ask %s for its descriptors: %w; or give a protoset", host, err)
	}
	s := &Set{source: "reflection of " + host, remedy: "give a protoset", remedyAny: "give a protoset"}
	if s.Files, err = link(r.raw); err != nil {
		return nil, fmt.Errorf("%s: %w; %s", s.source, err, s.remedy)
	}
	return s, nil
}
