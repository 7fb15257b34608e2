package descriptors

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// files are what a service hands out: by the name that is asked for, descriptors in text.
type files map[string]string

// reflected serves reflection that hands out these files, each alone.
func reflected(t *testing.T, f files) *grpc.ClientConn {
	t.Helper()
	s := grpc.NewServer()
	reflection.RegisterServerReflectionServer(s, reflectionServer{files: f})
	return connected(t, s)
}

// connected serves s and connects to it.
func connected(t *testing.T, s *grpc.Server) *grpc.ClientConn {
	t.Helper()
	l := bufconn.Listen(1 << 20)
	go s.Serve(l)
	t.Cleanup(s.Stop)
	conn, err := grpc.NewClient("passthrough:///x", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

type reflectionServer struct {
	reflection.UnimplementedServerReflectionServer
	files files
}

func (s reflectionServer) ServerReflectionInfo(stream reflection.ServerReflection_ServerReflectionInfoServer) error {
	asked := make(map[string]bool)
	for {
		question, err := stream.Recv()
		if err != nil {
			return nil
		}
		name := question.GetFileContainingSymbol() + question.GetFileByFilename()
		if asked[name] {
			return fmt.Errorf("asked twice for %s", name)
		}
		asked[name] = true
		if _, ok := question.MessageRequest.(*reflection.ServerReflectionRequest_ListServices); ok && s.files["services"] != "" {
			list := &reflection.ListServiceResponse{}
			for _, name := range strings.Fields(s.files["services"]) {
				list.Service = append(list.Service, &reflection.ServiceResponse{Name: name})
			}
			if err := stream.Send(&reflection.ServerReflectionResponse{
				MessageResponse: &reflection.ServerReflectionResponse_ListServicesResponse{ListServicesResponse: list},
			}); err != nil {
				return err
			}
			continue
		}
		if s.files["ends with"] != "" {
			return status.Error(codes.NotFound, s.files["ends with"])
		}
		reply := &reflection.ServerReflectionResponse{MessageResponse: &reflection.ServerReflectionResponse_ErrorResponse{
			ErrorResponse: &reflection.ErrorResponse{ErrorCode: int32(codes.NotFound), ErrorMessage: "no such file"},
		}}
		if text, ok := s.files[name]; ok {
			reply.MessageResponse = &reflection.ServerReflectionResponse_FileDescriptorResponse{
				FileDescriptorResponse: &reflection.FileDescriptorResponse{FileDescriptorProto: [][]byte{encoded(text)}},
			}
		}
		if err := stream.Send(reply); err != nil {
			return err
		}
	}
}

// encoded returns a file whose text is not a descriptor.
func encoded(text string) []byte {
	file := &descriptorpb.FileDescriptorProto{Syntax: proto.String("proto3")}
	if prototext.Unmarshal([]byte(text), file) != nil {
		return []byte(text)
	}
	wire, _ := proto.Marshal(file)
	return wire
}

// calc returns a service whose question and answer have each one more field.
func calc(imports, question, answer string) string {
	var dependencies string
	for _, path := range strings.Fields(imports) {
		dependencies += fmt.Sprintf("dependency: %q ", path)
	}
	field := func(name, typ string) string {
		if typ == "" {
			return ""
		}
		return fmt.Sprintf("field {name: %q number: 2 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: %q}", name, typ)
	}
	return `name: "calc.proto" syntax: "proto3" package: "calc" ` + dependencies + `
		message_type {name: "Question" ` + field("q", question) + `}
		message_type {name: "Answer" ` + field("a", answer) + `}
		service {name: "Multiply" method {name: "Do" input_type: ".calc.Question" output_type: ".calc.Answer"}}`
}

const money = `name: "common/money.proto" syntax: "proto3" package: "common" message_type {name: "Money"}`

func TestReflect(t *testing.T) {
	many := files{}
	for i := range mostFiles + 10 {
		many[fmt.Sprintf("%d.proto", i)] = fmt.Sprintf(`name: "%d.proto" dependency: "%d.proto"`, i, i+1)
	}
	many["calc.Multiply"] = calc("0.proto", "", "")
	for name, test := range map[string]struct {
		files files
		want  string // part of the error of Reflect, or of Needs of the question
		// answer is part of the error of Needs of the answer.
		answer string
	}{
		"whole":                  {files{"calc.Multiply": calc("common/money.proto", ".common.Money", ".common.Money"), "common/money.proto": money}, "", ""},
		"protobuf's own":         {files{"calc.Multiply": calc("google/protobuf/timestamp.proto google/protobuf/descriptor.proto google/protobuf/api.proto", ".google.protobuf.Timestamp", ".google.protobuf.Api")}, "", ""},
		"a stranger's Timestamp": {files{"calc.Multiply": calc("google/protobuf/timestamp.proto", ".google.protobuf.Timestamp", ""), "google/protobuf/timestamp.proto": `name: "google/protobuf/timestamp.proto" package: "google.protobuf"`}, "", ""},
		"options only":           {files{"calc.Multiply": calc("google/api/annotations.proto gogoproto/gogo.proto", "", "")}, "", ""},
		"question":               {files{"calc.Multiply": calc("common/money.proto", ".common.Money", "")}, "reflection of shop:1 lacks common/money.proto, which calc.proto imports; give a protoset", ""},
		"answer":                 {files{"calc.Multiply": calc("x.proto common/money.proto", "", ".common.Money"), "x.proto": `name: "x.proto"`}, "", "reflection of shop:1 lacks common/money.proto, which calc.proto imports"},
		"one of two":             {files{"calc.Multiply": calc("a.proto b.proto", ".common.Money", "")}, "lacks a.proto, b.proto, which calc.proto imports", ""},
		"further on": {files{"calc.Multiply": calc("mid.proto", ".mid.Mid", ""), "mid.proto": `name: "mid.proto" syntax: "proto3" package: "mid" dependency: "common/money.proto"
			message_type {name: "Mid" field {name: "m" number: 1 label: LABEL_REPEATED type: TYPE_MESSAGE type_name: ".common.Money"}}`}, "lacks common/money.proto, which mid.proto imports", ""},
		"an enum": {files{"calc.Multiply": calc("mid.proto", ".mid.Mid", ""), "mid.proto": `name: "mid.proto" syntax: "proto3" package: "mid" dependency: "kinds.proto"
			message_type {name: "Mid" field {name: "m" number: 1 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".kinds.Kind"}}`}, "lacks kinds.proto, which mid.proto imports", ""},
		"type not in its file": {files{"calc.Multiply": calc("common/money.proto", ".common.Coin", ""), "common/money.proto": money}, "lacks common.Coin, which calc.proto uses", ""},
		"the types themselves": {files{"calc.Multiply": `name: "calc.proto" syntax: "proto3" package: "calc" dependency: "types.proto"
			service {name: "Multiply" method {name: "Do" input_type: ".types.Q" output_type: ".types.A"}}`}, "lacks types.proto, which calc.proto imports", "lacks types.proto"},
		"another name":    {files{"calc.Multiply": calc("money.proto", ".common.Money", ""), "money.proto": money}, "", ""},
		"imports itself":  {files{"calc.Multiply": calc("calc.proto", "", "")}, "calc.proto imports itself", ""},
		"a circle":        {files{"calc.Multiply": calc("a.proto", "", ""), "a.proto": `name: "a.proto" dependency: "b.proto"`, "b.proto": `name: "b.proto" dependency: "a.proto"`}, "b.proto and a.proto import each other", ""},
		"a chain":         {many, "more than 2000 files", ""},
		"unknown":         {files{}, "url: shop:1 does not know calc.Multiply; check the name, or give a protoset", ""},
		"unknown, listed": {files{"services": "grpc.reflection.v1.ServerReflection calc.multiply calc.Health \x1b[31m"}, "url: shop:1 has no service calc.Multiply; did you mean calc.multiply?", ""},
		"the stream ends": {files{"services": "calc.multiply", "ends with": "no symbol"}, "url: shop:1 has no service calc.Multiply; did you mean calc.multiply?", ""},
		"and lists none":  {files{"ends with": "no symbol"}, "url: shop:1 does not know calc.Multiply; check the name", ""},
		"none like it":    {files{"services": "shop.Cart shop.Order"}, "url: shop:1 has no service calc.Multiply; services are shop.Cart, shop.Order", ""},
		"not described":   {files{"services": "calc.Multiply"}, "url: shop:1 has calc.Multiply and does not describe it; give a protoset", ""},
		"no descriptor":   {files{"calc.Multiply": "\xff\xff"}, "a file is not a descriptor", ""},
		"bad":             {files{"calc.Multiply": calc("", "", "") + `service {name: "Multiply"}`}, "reflection of shop:1: calc.proto: ", ""},
	} {
		set, err := Reflect(t.Context(), reflected(t, test.files), "shop:1", "calc.Multiply")
		var answer error
		if err == nil {
			m := methodOf(t, set)
			err, answer = set.Needs(m.ParentFile(), m.Input()), set.Needs(m.ParentFile(), m.Output())
		}
		if !says(err, test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if !says(answer, test.answer) {
			t.Errorf("%s: of the answer %v, want %q", name, answer, test.answer)
		}
	}
}

// says checks that an error has a part of its text; with an empty one, that there is no error.
func says(err error, part string) bool {
	if part == "" {
		return err == nil
	}
	return err != nil && strings.Contains(err.Error(), part) && !strings.Contains(err.Error(), "\n")
}

func methodOf(t *testing.T, set *Set) protoreflect.MethodDescriptor {
	t.Helper()
	found, err := set.Files.FindDescriptorByName("calc.Multiply.Do")
	if err != nil {
		t.Fatal(err)
	}
	return found.(protoreflect.MethodDescriptor)
}

func TestReflectWithoutReflection(t *testing.T) {
	if _, err := Reflect(t.Context(), connected(t, grpc.NewServer()), "shop:1", "calc.Multiply"); !errors.Is(err, ErrNoReflection) {
		t.Errorf("Reflect() = %v, want that it has none", err)
	}
}

// A status of gRPC is told in words, not as its library prints one.
func TestReflectRefused(t *testing.T) {
	s := grpc.NewServer(grpc.StreamInterceptor(func(any, grpc.ServerStream, *grpc.StreamServerInfo, grpc.StreamHandler) error {
		return status.Error(codes.PermissionDenied, "not you")
	}))
	reflection.RegisterServerReflectionServer(s, reflectionServer{})
	const want = `ask host for its descriptors: code PermissionDenied, "not you"; or give a protoset`
	if _, err := Reflect(t.Context(), connected(t, s), "host", "a.B"); err == nil || err.Error() != want {
		t.Errorf("Reflect() = %v, want %s", err, want)
	}
}

func TestTypesOfAnys(t *testing.T) {
	conn := reflected(t, files{
		"calc.Multiply": calc("", "", ""), "common.Money": money,
		"far.Thing": `name: "far.proto" syntax: "proto3" package: "far" dependency: "gone.proto"
			message_type {name: "Thing" field {name: "m" number: 1 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".gone.Gone"}}`,
	})
	ask := func(ctx context.Context, symbol string) (*Set, error) { return Reflect(ctx, conn, "shop:1", symbol) }
	set, err := ask(t.Context(), "calc.Multiply")
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	types := set.Types(func(ctx context.Context, symbol string) (*Set, error) {
		asked = append(asked, symbol)
		return ask(ctx, symbol)
	})
	for range 3 {
		for url, want := range map[string]string{
			"type.googleapis.com/calc.Answer": "", "x/google.protobuf.Duration": "", "x/common.Money": "", "common.Money": "",
			"x/no.Such":   "reflection of shop:1 lacks no.Such; give a protoset",
			"x/far.Thing": "lacks gone.proto, which far.proto imports", "x/": "names no type", "x/ \x1b": "names no type",
		} {
			found, err := types.FindMessageByURL(url)
			if !says(err, want) || err == nil && found == nil {
				t.Errorf("FindMessageByURL(%q) = %v, want %q", url, err, want)
			}
		}
	}
	if slices.Sort(asked); !slices.Equal(asked, []string{"common.Money", "far.Thing", "no.Such"}) {
		t.Errorf("asked for %q, want each unknown type once", asked)
	}
	for i := range 2 * mostTypesAsked {
		types.FindMessageByURL(fmt.Sprintf("x/no.Such%d", i))
	}
	if len(asked) > mostTypesAsked {
		t.Errorf("asked for %d types, want at most %d", len(asked), mostTypesAsked)
	}
	if _, err := set.Types(nil).FindMessageByURL("x/common.Money"); err == nil || !strings.Contains(err.Error(), "lacks common.Money") {
		t.Errorf("FindMessageByURL() without asking = %v", err)
	}
}

func TestReadProtoset(t *testing.T) {
	for name, test := range map[string]struct {
		files []string
		want  string
	}{
		"protobuf's own":   {[]string{calc("google/protobuf/timestamp.proto", ".google.protobuf.Timestamp", "")}, ""},
		"in another order": {[]string{calc("common/money.proto", ".common.Money", ""), money}, ""},
		"lacks a file":     {[]string{calc("common/money.proto", ".common.Money", "")}, "lacks common/money.proto, which calc.proto imports; write it with protoc --include_imports"},
		"options only":     {[]string{calc("gogoproto/gogo.proto", "", "")}, ""},
	} {
		set := &descriptorpb.FileDescriptorSet{}
		for _, text := range test.files {
			file := &descriptorpb.FileDescriptorProto{}
			if err := prototext.Unmarshal([]byte(text), file); err != nil {
				t.Fatal(err)
			}
			set.File = append(set.File, file)
		}
		wire, err := proto.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "x.protoset")
		if err := os.WriteFile(path, wire, 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := ReadProtoset(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := methodOf(t, read)
		if err := read.Needs(m.ParentFile(), m.Input()); !says(err, test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}
