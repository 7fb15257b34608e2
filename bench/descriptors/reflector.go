package descriptors

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// The limits of what a service may say of itself.
const (
	mostFiles      = 2000
	mostFileBytes  = 64 << 20 // of all files together, or of a protoset
	mostReplyBytes = 16 << 20
	longestName    = 256 // of a service's names in an error
)

// reflector asks a service for files, one question after the other.
type reflector struct {
	stream grpc.BidiStreamingClient[reflection.ServerReflectionRequest, reflection.ServerReflectionResponse]
	// raw are the files received so far, by the paths under which others import them.
	raw   map[string]*descriptorpb.FileDescriptorProto
	bytes int
}

// openReflector opens the stream of a version, which ends with the context.
func openReflector(ctx context.Context, conn grpc.ClientConnInterface, version string) (*reflector, error) {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, version, grpc.MaxCallRecvMsgSize(mostReplyBytes))
	if err != nil {
		return nil, err
	}
	r := &reflector{raw: make(map[string]*descriptorpb.FileDescriptorProto)}
	r.stream = &grpc.GenericClientStream[reflection.ServerReflectionRequest, reflection.ServerReflectionResponse]{ClientStream: stream}
	return r, nil
}

// collect asks for the file of a symbol and for all that it imports, as far as the service
// knows it.
func collect(ctx context.Context, conn grpc.ClientConnInterface, version, symbol string) (*reflector, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // which ends the stream
	r, err := openReflector(ctx, conn, version)
	if err != nil {
		return nil, err
	}
	err = r.ask(&reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: symbol},
	}, "")
	if err != nil {
		return nil, err
	}
	return r, r.imports()
}

// listServices asks which services there are. It returns nil if the service does not say.
func listServices(ctx context.Context, conn grpc.ClientConnInterface, version string) []string {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // which ends the stream
	r, err := openReflector(ctx, conn, version)
	if err != nil {
		return nil
	}
	reply, err := r.reply(&reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_ListServices{},
	})
	if err != nil {
		return nil
	}
	var names []string
	for _, service := range reply.GetListServicesResponse().GetService() {
		if protoreflect.FullName(service.Name).IsValid() && len(service.Name) <= longestName {
			names = append(names, service.Name)
		}
	}
	return ownServices(names)
}

// imports asks for the files that others import until it has all that the service knows. It asks
// for each once.
func (r *reflector) imports() error {
	asked := make(map[string]bool)
	for {
		var missing []string
		for _, file := range r.raw {
			for _, path := range file.Dependency {
				_, own := ownFile(path)
				if r.raw[path] == nil && !own && !asked[path] {
					asked[path] = true
					missing = append(missing, path)
				}
			}
		}
		if missing == nil {
			return nil
		}
		for _, path := range missing {
			if r.raw[path] != nil {
				continue // it came with another file
			}
			err := r.ask(&reflection.ServerReflectionRequest{
				MessageRequest: &reflection.ServerReflectionRequest_FileByFilename{FileByFilename: path},
			}, path)
			if err != nil && !errors.As(err, new(refusal)) {
				return err
			}
		}
	}
}

// ask asks one question and keeps the files of the answer, the first of them under the path
// that it was asked for by: some services know a file by another than those that import it.
func (r *reflector) ask(question *reflection.ServerReflectionRequest, path string) error {
	reply, err := r.reply(question)
	if err != nil {
		return err
	}
	files := reply.GetFileDescriptorResponse().GetFileDescriptorProto()
	if len(files) == 0 {
		return refusal{codes.NotFound, "nothing"}
	}
	for _, text := range files {
		if r.bytes += len(text); r.bytes > mostFileBytes || len(r.raw) >= mostFiles {
			return fmt.Errorf("it has more than %d files, or %d MB of them", mostFiles, mostFileBytes>>20)
		}
		file := &descriptorpb.FileDescriptorProto{}
		if err := proto.Unmarshal(text, file); err != nil {
			return fmt.Errorf("a file is not a descriptor: %w", err)
		}
		file.SourceCodeInfo = nil
		if path != "" && len(files) == 1 {
			file.Name = &path
		}
		if r.raw[file.GetName()] == nil {
			r.raw[file.GetName()] = file
		}
	}
	return nil
}

// reply returns what the service answers to a question; a [refusal] if that is an error.
func (r *reflector) reply(question *reflection.ServerReflectionRequest) (*reflection.ServerReflectionResponse, error) {
	if err := r.stream.Send(question); err != nil {
		_, err = r.stream.Recv() // which knows the reason
		return nil, err
	}
	reply, err := r.stream.Recv()
	if err != nil {
		return nil, err
	}
	if e := reply.GetErrorResponse(); e != nil {
		return nil, refusal{codes.Code(e.ErrorCode), e.ErrorMessage}
	}
	return reply, nil
}
