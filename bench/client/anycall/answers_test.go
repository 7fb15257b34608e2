package anycall_test

import (
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// The files of a service whose answer holds an Any, and of a type that only the Any names.
const (
	calcFile = `name: "calc.proto" syntax: "proto3" package: "calc" dependency: "google/protobuf/any.proto" dependency: "google/protobuf/timestamp.proto"
		message_type {name: "Answer"
			field {name: "n" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32}
			field {name: "text" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING}
			field {name: "detail" number: 3 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".google.protobuf.Any"}
			field {name: "at" number: 4 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp"}}
		service {name: "Multiply" method {name: "Do" input_type: ".calc.Answer" output_type: ".calc.Answer"}}`
	detailFile = `name: "detail.proto" syntax: "proto3" package: "detail"
		message_type {name: "Detail" field {name: "why" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING}}`
)

// calcFiles returns the descriptors of both.
func calcFiles(t *testing.T) *descriptorpb.FileDescriptorSet {
	t.Helper()
	set := &descriptorpb.FileDescriptorSet{}
	for _, text := range []string{calcFile, detailFile} {
		file := &descriptorpb.FileDescriptorProto{}
		if err := prototext.Unmarshal([]byte(text), file); err != nil {
			t.Fatal(err)
		}
		set.File = append(set.File, file)
	}
	return set
}

// serveBytes answers every call with these bytes, and describes itself.
func serveBytes(t *testing.T, answer []byte) plan.Target {
	t.Helper()
	files := new(protoregistry.Files)
	for _, raw := range calcFiles(t).File {
		file, err := protodesc.NewFile(raw, protoregistry.GlobalFiles)
		if err != nil {
			t.Fatal(err)
		}
		if err := files.RegisterFile(file); err != nil {
			t.Fatal(err)
		}
	}
	to := serveRPC(t, &healthService{check: known}, func(s *grpc.Server) {
		grpc_reflection_v1.RegisterServerReflectionServer(s, reflection.NewServerV1(reflection.ServerOptions{Services: s, DescriptorResolver: files}))
	}, grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		var question rawMessage
		if err := stream.RecvMsg(&question); err != nil {
			return err
		}
		return stream.SendMsg(&rawMessage{answer})
	}), grpc.ForceServerCodec(rawCodec{}))
	to.URL, to.Data = strings.TrimSuffix(to.URL, checkMethod)+"/calc.Multiply/Do", ""
	return to
}

type rawMessage struct{ bytes []byte }

// rawCodec leaves the bytes of [rawMessage] as they are.
type rawCodec struct{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(*rawMessage); ok {
		return raw.bytes, nil
	}
	return proto.Marshal(v.(proto.Message))
}

func (rawCodec) Unmarshal(wire []byte, v any) error {
	if raw, ok := v.(*rawMessage); ok {
		raw.bytes = wire
		return nil
	}
	return proto.Unmarshal(wire, v.(proto.Message))
}

// appended returns a right n of 8 and one more field.
func appended(t *testing.T, number protowire.Number, content proto.Message) []byte {
	t.Helper()
	wire, err := proto.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	return protowire.AppendBytes(protowire.AppendTag([]byte{8, 8}, number, protowire.BytesType), wire)
}

func TestAnswersAreReadWhereThePathPoints(t *testing.T) {
	detail := appended(t, 3, &anypb.Any{TypeUrl: "type.googleapis.com/detail.Detail", Value: []byte("\x0a\x04rain")})
	nowhere := appended(t, 3, &anypb.Any{TypeUrl: "type.googleapis.com/no.Where", Value: []byte("\x0a\x04rain")})
	late := appended(t, 4, &timestamppb.Timestamp{Seconds: 1 << 40})
	garbage := []byte("\xff\xffgarbage")
	for _, test := range []struct {
		name          string
		answer        []byte
		expect        string
		failure, says string
	}{
		{"an Any of a type that is only asked for", detail, "$.detail.why=rain", "", ""},
		{"beside it", detail, "$.n=8", "", ""},
		{"beside an Any that nobody knows", nowhere, "$.n=8", "", ""},
		{"an Any that nobody knows", nowhere, "$.detail.why=rain", "undecodable answer", "lacks no.Where; give a protoset"},
		{"beside a late time", late, "$.n=8", "", ""},
		{"a late time", late, "$.at=2024-01-01T00:00:00Z", "undecodable answer", "out of range"},
		{"beside text that is not UTF-8", []byte("\x08\x08\x12\x01\xff"), "$.n=8", "", ""},
		{"garbage", garbage, "$.n=8", "undecodable answer", "it is not of type calc.Answer"},
		{"garbage that nobody looks into", garbage, "", "", ""},
		{"garbage of a length", garbage, "length=9", "", ""},
	} {
		to := serveBytes(t, test.answer)
		if test.expect != "" {
			to.Expect = []string{test.expect}
		}
		client := dial(t, to, 1)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != test.failure {
			t.Errorf("%s: %q, %v, want %q", test.name, o.Failure, o.Why, test.failure)
		}
		says(t, client.Ask(t.Context(), 0), test.failure, test.says)
	}
}

// With a protoset the service is not asked for what is missing.
func TestProtosetWithoutTheTypeOfAnAny(t *testing.T) {
	to := serveBytes(t, appended(t, 3, &anypb.Any{TypeUrl: "x/detail.Detail"}))
	set := calcFiles(t)
	set.File = set.File[:1]
	to.Protoset, to.Expect = writeProtoset(t, set), []string{"$.detail.why="}
	says(t, dial(t, to, 1).Ask(t.Context(), 0), "undecodable answer", "lacks detail.Detail; add the file that declares it")
	to.Expect = []string{"$.n=8"}
	if err := dial(t, to, 1).Ask(t.Context(), 0); err != nil {
		t.Error(err)
	}
}
