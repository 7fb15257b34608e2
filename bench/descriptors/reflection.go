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

// versions are the names of the reflection service, whose messages are the same.
var versions = []string{
	"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
	"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
}

// ErrNoReflection is part of the error for a service that does not describe itself.
var ErrNoReflection = errors.New("has no reflection")

// refusal is an error that a service answers instead of a file.
type refusal struct {
	code codes.Code
	said string
}

func (r refusal) Error() string { return fmt.Sprintf("it says %q", r.said) }

// Reflect asks the service at the other end of a connection for the file that holds a symbol
// and for all that it imports. Host names the service in errors.
func Reflect(ctx context.Context, conn grpc.ClientConnInterface, host, symbol string) (*Set, error) {
	version := versions[0]
	r, err := collect(ctx, conn, version, symbol)
	// Some servers close the connection on a service that they do not have.
	if code := status.Code(err); code == codes.Unimplemented || code == codes.Unavailable {
		version = versions[1]
		r, err = collect(ctx, conn, version, symbol)
	}
	if err != nil {
		return nil, unreflected(ctx, conn, version, host, symbol, err)
	}
	s := &Set{source: "reflection of " + host, remedy: "give a protoset", remedyAny: "give a protoset"}
	if s.Files, err = link(r.raw); err != nil {
		return nil, fmt.Errorf("%s: %w; %s", s.source, err, s.remedy)
	}
	return s, nil
}

// unreflected says why a service did not answer with a file. If the service may not have the
// symbol, it is asked which symbols it has.
func unreflected(ctx context.Context, conn grpc.ClientConnInterface, version, host, symbol string, err error) error {
	code := status.Code(err) // some servers end the stream instead of refusing
	refused, isRefusal := errors.AsType[refusal](err)
	if isRefusal {
		code = refused.code
	}
	if isRefusal || code == codes.NotFound || code == codes.InvalidArgument {
		services := listServices(ctx, conn, version)
		switch {
		case slices.Contains(services, symbol):
			return fmt.Errorf("url: %s has %s and does not describe it; give a protoset", host, symbol)
		case services != nil:
			return noService(host, symbol, services)
		case code == codes.NotFound:
			return fmt.Errorf("url: %s does not know %s; check the name, or give a protoset", host, symbol)
		}
	}
	if code == codes.Unimplemented && !isRefusal {
		return fmt.Errorf("protoset: %s %w; give a file of descriptors", host, ErrNoReflection)
	}
	if s, ok := status.FromError(err); ok {
		err = fmt.Errorf("code %v, %q", s.Code(), s.Message())
	}
	return fmt.Errorf("ask %s for its descriptors: %w; or give a protoset", host, err)
}
