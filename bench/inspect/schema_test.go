package inspect

import (
	"context"
	"testing"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
)

// sources hold a message with every kind of field.
var sources = map[string]string{
	"all.proto": `syntax = "proto3"; package a;
import "google/protobuf/any.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto"; import "google/protobuf/field_mask.proto"; import "google/protobuf/wrappers.proto";
import "google/protobuf/empty.proto";
enum E { ZERO = 0; ONE = 1; MINUS = -1; }
message All {
  int32 n = 1; int64 big_number = 2; uint32 u = 3; uint64 ul = 4; sint32 s = 5; sint64 sl = 6; fixed32 f = 7; fixed64 fl = 8;
  sfixed32 sf = 9; sfixed64 sfl = 10; float x = 11; double y = 12; bool b = 13; string text = 14; bytes raw = 15; E e = 16;
  All child = 17; repeated int32 numbers = 18; repeated string texts = 19; repeated All children = 20; repeated E es = 21;
  map<string, string> named = 22; map<int32, All> counted = 23; map<bool, E> yes = 24;
  oneof one { string first = 25; All second = 26; int32 third = 27; }
  optional int32 maybe = 28; optional string maybe_text = 29;
  google.protobuf.Any any = 30; google.protobuf.Timestamp at = 31; google.protobuf.Duration took = 32;
  google.protobuf.Struct object = 33; google.protobuf.Value value = 34; google.protobuf.ListValue list = 35;
  google.protobuf.FieldMask mask = 36; google.protobuf.Int64Value wrapped = 37; google.protobuf.StringValue wrapped_text = 38;
  google.protobuf.Empty nothing = 39; google.protobuf.NullValue null = 40; repeated google.protobuf.Any details = 41;
  string renamed = 42 [json_name = "Other"]; repeated google.protobuf.Timestamp times = 43; repeated double ys = 44;
  google.protobuf.BytesValue wrapped_raw = 45; google.protobuf.FloatValue wrapped_float = 46; map<int64, float> floats = 47; repeated sint64 bigs = 48;
}`,
	"two.proto": `syntax = "proto2"; package b;
import "google/protobuf/duration.proto";
message Piece { optional google.protobuf.Duration took = 1; optional int64 big_name = 2; }
enum Closed { A = 1; B = 2; }
message Old {
  required int32 n = 1; optional string text = 2 [default = "x"]; optional Closed closed = 3; repeated Closed many = 4;
  optional group Part = 5 { optional int32 m = 1; } repeated group Parts = 6 { optional int32 m = 1; }
  extensions 100 to 200;
}
extend Old { optional int32 more = 100; repeated string lines = 101; optional Old again = 102; }`,
	"unknown.proto": `syntax = "proto3"; package c; message Unknown { int32 n = 1; }`,
}

// typesOf returns the types of some sources.
func typesOf(t testing.TB, names ...string) (*protoregistry.Files, *dynamicpb.Types) {
	t.Helper()
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
		Accessor: protocompile.SourceAccessorFromMap(sources),
	})}
	compiled, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		t.Fatal(err)
	}
	files := new(protoregistry.Files)
	var add func(protoreflect.FileDescriptor)
	add = func(f protoreflect.FileDescriptor) {
		if _, err := files.FindFileByPath(f.Path()); err == nil {
			return
		}
		for i := range f.Imports().Len() {
			add(f.Imports().Get(i).FileDescriptor)
		}
		if err := files.RegisterFile(f); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range compiled {
		add(f)
	}
	return files, dynamicpb.NewTypes(files)
}

func messageNamed(t testing.TB, files *protoregistry.Files, name protoreflect.FullName) protoreflect.MessageDescriptor {
	t.Helper()
	found, err := files.FindDescriptorByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return found.(protoreflect.MessageDescriptor)
}
