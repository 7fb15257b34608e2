package size

import (
	"os"
	"path/filepath"
	"testing"
)

// write writes files below the working directory.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const three = "syntax = \"proto3\";\n"

// TestOwnTypesOfProtobuf checks that protobuf's own types in an Any are known without an import of
// them, even if the caller's files declare one themselves.
func TestOwnTypesOfProtobuf(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, map[string]string{
		"box.proto": three + "import \"google/protobuf/any.proto\";\nmessage Box { google.protobuf.Any any = 1; }\n",
		"own.proto": "syntax = \"proto3\";\npackage google.protobuf;\nmessage Duration { int64 seconds = 1; int32 nanos = 2; }\n",
	})
	for _, protos := range [][]string{{"box.proto"}, {"box.proto", "own.proto"}} {
		schema, err := Compile(t.Context(), protos, nil, "Box")
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"Duration": `"1s"`, "Timestamp": `"2024-01-02T03:04:05Z"`, "Struct": `{"a":null}`, "Int32Value": "0",
			"FieldMask": `"a,b"`, "Empty": "{}", "ListValue": "[1]", "Any": `{}`,
		} {
			text := `{"any":{"@type":"type.googleapis.com/google.protobuf.` + name + `","value":` + value + `}}`
			s := newScale(schema, false)
			of, err := s.weigh(document{"d", "d", 1, []byte(text)})
			if err != nil {
				t.Errorf("%v: %s: %v", protos, text, err)
				continue
			}
			addUp(t, s, of)
		}
		for _, text := range []string{
			`{"any":{"@type":"type.googleapis.com/google.protobuf.Api","name":"a"}}`,
			`{"any":{"@type":"type.googleapis.com/google.protobuf.SourceContext","fileName":"a"}}`,
			`{"any":{"@type":"type.googleapis.com/google.protobuf.FileDescriptorProto","name":"a"}}`,
		} {
			if _, err := newScale(schema, true).weigh(document{"d", "d", 1, []byte(text)}); err != nil {
				t.Errorf("%v: %s: %v", protos, text, err)
			}
		}
	}
}
