package size

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
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

// TestBadProtos holds errors of .proto files to what is wrong, all of it, with the remedy.
func TestBadProtos(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, map[string]string{
		"api/v1/order.proto":    three + "import \"v1/money.proto\";\nimport \"far/away.proto\";\nimport \"near.proto\";\nmessage M {}\n",
		"api/v1/money.proto":    three + "import \"common/unit.proto\";\nimport \"google/protobuf/any.proto\";\nmessage Money {}\n",
		"common/unit.proto":     three + "message Unit {}\n",
		"lib/deep/user.proto":   three + "import \"beside.proto\";\nmessage User {}\n",
		"lib/deep/beside.proto": three + "message Beside {}\n",
		"uses.proto":            three + "import \"deep/user.proto\";\nmessage Uses {}\n",
		"main.proto":            three + "import \"api/v1/leaf.proto\";\nmessage Main {}\n",
		"api/v1/leaf.proto":     three + "message Leaf {}\n",
		"copy/leaf.proto":       three + "message Leaf {}\n",
		"both.proto":            three + "import \"api/v1/leaf.proto\";\nimport \"copy/leaf.proto\";\nmessage Both {}\n",
		"clash.proto":           three + "import \"api/v1/leaf.proto\";\nmessage Leaf { int32 own = 1; }\n",
		"little.proto":          "\xff\xfe" + utf16(three),
		"big.proto":             "\xfe\xff\x00s",
		"bare.proto":            utf16(three),
		"importer.proto":        three + "import \"little.proto\";\nmessage I {}\n",
		"packed.proto":          "\x1f\x8b\x08\x00",
		"set.proto":             "\n\x05a.pro\x00",
		"new.proto":             "edition = \"2024\";\nmessage M {}\n",
		"newer.proto":           "edition = \"2024\";\nimport option \"x.proto\";\nexport message M {}\n",
	})
	for _, test := range []struct {
		name            string
		protos, folders []string
		want            string // of the error
	}{
		{"all imports that are missing", []string{"api/v1/order.proto"}, nil,
			`api/v1/order.proto:2:8: import "v1/money.proto" is not in api/v1; add -I api; ` +
				`api/v1/money.proto:2:8: import "common/unit.proto" is not in api/v1; add -I .; ` +
				`api/v1/order.proto:3:8: import "far/away.proto" is not in api/v1; name the folder that it starts from with -I; ` +
				`api/v1/order.proto:4:8: import "near.proto" is not in api/v1; name the folder that it starts from with -I`},
		{"beside the importing file", []string{"uses.proto"}, []string{"lib", "."},
			`lib/deep/user.proto:2:8: import "beside.proto" is not in lib, .; add -I lib/deep`},
		{"one file under two names", []string{"api/v1/leaf.proto", "main.proto"}, nil,
			`--proto: api/v1/leaf.proto is imported under two names, "leaf.proto" and "api/v1/leaf.proto"; import it as "api/v1/leaf.proto" everywhere, and put -I . before any other -I`},
		{"a copy", []string{"both.proto"}, nil,
			`--proto: api/v1/leaf.proto and copy/leaf.proto are the same file and are imported under two names, "api/v1/leaf.proto" and "copy/leaf.proto"; import it as "api/v1/leaf.proto" everywhere, and put -I . before any other -I`},
		{"two files that declare one name", []string{"clash.proto"}, nil,
			`clash.proto:3:9: symbol "Leaf" already defined at api/v1/leaf.proto:2:9`},
		{"UTF-16", []string{"little.proto"}, nil, "little.proto is UTF-16; save it as UTF-8"},
		{"UTF-16, big end first", []string{"big.proto"}, nil, "big.proto is UTF-16; save it as UTF-8"},
		{"UTF-16 without a mark", []string{"bare.proto"}, nil, "bare.proto is UTF-16; save it as UTF-8"},
		{"an import in UTF-16", []string{"importer.proto"}, nil, "little.proto is UTF-16; save it as UTF-8"},
		{"gzip", []string{"packed.proto"}, nil, "packed.proto is compressed with gzip; unpack it first"},
		{"a descriptor set", []string{"set.proto"}, nil, "set.proto is binary; --proto takes the source text of a .proto file"},
		{"edition 2024", []string{"new.proto"}, nil, `new.proto is of edition 2024, and 2023 is the newest that wiretax reads; declare edition = "2023" without what is newer`},
		{"syntax of edition 2024", []string{"newer.proto"}, nil, `newer.proto is of edition 2024, and 2023 is the newest that wiretax reads; declare edition = "2023" without what is newer`},
		{"a list of folders", []string{"main.proto"}, []string{"api:lib"}, "-I api:lib: no such folder; of several folders each has an -I of its own"},
		{"a flag for a folder", []string{"main.proto"}, []string{"--message"}, "-I --message is a flag, not a folder; write the folder after -I"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(t.Context(), test.protos, test.folders, "M")
			if err == nil || err.Error() != test.want || !errors.As(err, new(*InputError)) {
				t.Errorf("Compile(%v, %v):\n got %v\nwant %s", test.protos, test.folders, err, test.want)
			}
		})
	}
}

func utf16(text string) string {
	var wide strings.Builder
	for _, c := range []byte(text) {
		wide.Write([]byte{c, 0})
	}
	return wide.String()
}

// TestOwnTypesOfProtobuf holds an Any of protobuf's own types to being known without an
// import of them, also where the caller's files declare one themselves.
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
