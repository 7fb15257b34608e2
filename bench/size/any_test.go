package size

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAnyOfProtobufsOwn: an Any may have any type that comes with protobuf, imported or not.
func TestAnyOfProtobufsOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.proto")
	text := "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\nmessage Box { google.protobuf.Any any = 1; }\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	schema, err := Compile(t.Context(), []string{path}, nil, "Box")
	if err != nil {
		t.Fatal(err)
	}
	for _, held := range []string{
		`"google.protobuf.Duration","value":"1s"`, `"google.protobuf.Timestamp","value":"2026-01-01T00:00:00Z"`,
		`"google.protobuf.Struct","value":{"a":null}`, `"google.protobuf.Int32Value","value":0`, `"google.protobuf.Empty","value":{}`,
		`"google.protobuf.FieldMask","value":"a.b"`, `"google.protobuf.Any","value":{}`, `"google.protobuf.SourceContext","fileName":"x"`,
		`"google.protobuf.Type","name":"x"`, `"google.protobuf.Api","name":"x"`, `"google.protobuf.FileDescriptorProto","name":"x"`,
	} {
		s := newScale(schema, false)
		of, err := s.weigh(document{"d", "d.json", 1, []byte(`{"any":{"@type":` + `"type.googleapis.com/` + held[1:] + `}}`)})
		if err != nil {
			t.Errorf("an Any of %s: %v", held, err)
			continue
		}
		addUp(t, s, of)
	}
}
