package size

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/wiretax/wiretax/bench/protofiles"
)

// TestProtosetIsLikeProto weighs a document by a .proto file and by the descriptors of it.
func TestProtosetIsLikeProto(t *testing.T) {
	const source = "testdata/shop.proto"
	compiled, err := protofiles.Compile(t.Context(), protofiles.Names{Proto: "--proto", Folder: "-I"}, []string{source}, nil)
	if err != nil {
		t.Fatal(err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	var add func(protoreflect.FileDescriptor)
	seen := make(map[string]bool)
	add = func(file protoreflect.FileDescriptor) {
		if seen[file.Path()] {
			return
		}
		seen[file.Path()] = true
		for i := range file.Imports().Len() {
			add(file.Imports().Get(i).FileDescriptor)
		}
		set.File = append(set.File, protodesc.ToFileDescriptorProto(file))
	}
	for _, file := range compiled.Asked {
		add(file)
	}
	text, err := proto.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "shop.protoset")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	weigh := func(r Request) string {
		var out, notes bytes.Buffer
		r.Message, r.Files = "shop.v1.Order", []string{"testdata/order1.json"}
		if err := Documents(t.Context(), r, &out, &notes); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if byProto, byProtoset := weigh(Request{Protos: []string{source}}), weigh(Request{Protoset: name}); byProto != byProtoset {
		t.Errorf("by --protoset:\n%s\nby --proto:\n%s", byProtoset, byProto)
	}
	for _, test := range []struct{ file, message, want string }{
		{name, "shop.v1.Ordr", `--message "shop.v1.Ordr" is not in`},
		{name, "", "--message is missing; shop.proto has shop.v1.Order"},
		{name + ".none", "shop.v1.Order", "no such file"},
		{source, "shop.v1.Order", "holds no descriptors; write it with buf build"},
		{"/dev/zero", "shop.v1.Order", "--protoset: /dev/zero is not a regular file"},
	} {
		if _, err := Protoset(test.file, test.message); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Protoset(%s, %q) = %v, want one line with %s", test.file, test.message, err, test.want)
		}
	}
}
