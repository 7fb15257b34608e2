package target

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jhump/protoreflect/grpcreflect"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// reflectLimit is how long a service may take to describe itself.
const reflectLimit = 10 * time.Second

// askDescriptors asks the service itself for the descriptors of a method's service, with
// the target's headers, over a connection of its own.
func askDescriptors(ctx context.Context, s site, service string) (files *protoregistry.Files, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, reflectLimit, fmt.Errorf("%s did not describe itself within %v", s.address, reflectLimit))
	defer cancel()
	channels, err := newChannels(ctx, s.address, 1, s.settings().credentials(), nil, s.dialOptions()...)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	defer func() { err = errors.Join(err, channels.close()) }()
	client := grpcreflect.NewClientAuto(metadata.NewOutgoingContext(ctx, s.metadata()), channels.conns[0])
	defer client.Reset()
	client.AllowMissingFileDescriptors()
	file, err := client.FileContainingSymbol(service)
	switch {
	case err == nil:
		if files, err = filesOf(file.UnwrapFile()); err != nil {
			return nil, fmt.Errorf("read the descriptors of %s: %w; give a protoset", s.address, err)
		}
		return files, nil
	case grpcreflect.IsElementNotFoundError(err):
		return nil, fmt.Errorf("url: %s does not know %s; check the name, or give a protoset", s.address, service)
	case status.Code(err) == codes.Unimplemented:
		return nil, fmt.Errorf("protoset: %s has no reflection; give a file of descriptors", s.address)
	}
	return nil, fmt.Errorf("ask %s for its descriptors: %w; or give a protoset", s.address, causeOf(ctx, err))
}

// causeOf is why ctx ended, if it did, and else err.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
