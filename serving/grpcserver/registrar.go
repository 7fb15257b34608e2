package grpcserver

import (
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/metrics"
)

// registrar registers services whose calls are all observed.
type registrar struct {
	*grpc.Server
	observer *observer
	// operations says that the methods of a service are operations of the catalog.
	operations bool
}

// RegisterService is part of [grpc.ServiceRegistrar]. It registers unary methods as streams too:
// to the library a unary call is a stream of one message in each direction.
func (r registrar) RegisterService(desc *grpc.ServiceDesc, service any) {
	observed := *desc
	observed.Methods, observed.Streams = nil, nil
	for _, m := range desc.Methods {
		observed.Streams = append(observed.Streams, r.stream(desc, grpc.StreamDesc{StreamName: m.MethodName, Handler: unary(m.Handler)}))
	}
	for _, s := range desc.Streams {
		observed.Streams = append(observed.Streams, r.stream(desc, s))
	}
	r.Server.RegisterService(&observed, service)
}

func (r registrar) stream(service *grpc.ServiceDesc, s grpc.StreamDesc) grpc.StreamDesc {
	operation := metrics.OtherOperation
	if r.operations {
		operation = s.StreamName
		s.Handler = countItems(r.observer.metrics, s)
	}
	s.Handler = r.observer.observe("/"+service.ServiceName+"/"+s.StreamName, operation, s.Handler)
	return s
}

// unary makes a stream handler of a unary one.
func unary(handler grpc.MethodHandler) grpc.StreamHandler {
	return func(service any, stream grpc.ServerStream) error {
		answer, err := handler(service, stream.Context(), stream.RecvMsg, nil)
		if err != nil {
			return err
		}
		return stream.SendMsg(answer)
	}
}

// countItems counts what a stream of an operation sends and receives.
func countItems(service *metrics.Service, s grpc.StreamDesc) grpc.StreamHandler {
	if !s.ClientStreams && !s.ServerStreams {
		return s.Handler
	}
	return func(implementation any, stream grpc.ServerStream) error {
		return s.Handler(implementation, &countedStream{stream, service, &s})
	}
}

type countedStream struct {
	grpc.ServerStream
	metrics *metrics.Service
	desc    *grpc.StreamDesc
}

func (s *countedStream) SendMsg(m any) error {
	err := s.ServerStream.SendMsg(m)
	if err == nil && s.desc.ServerStreams {
		s.metrics.Items(s.desc.StreamName, metrics.Sent, 1)
	}
	return err
}

func (s *countedStream) RecvMsg(m any) error {
	err := s.ServerStream.RecvMsg(m)
	if err == nil && s.desc.ClientStreams {
		s.metrics.Items(s.desc.StreamName, metrics.Received, 1)
	}
	return err
}

// unknownMethod refuses calls of methods that are not registered.
func unknownMethod(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	return status.Error(codes.Unimplemented, "there is no method "+quote(method)+"; reflection lists those there are")
}

// maxQuoted is how much of a client's value an error repeats, in bytes.
const maxQuoted = 40

func quote(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	return strconv.Quote(s[:maxQuoted]) + "…"
}
