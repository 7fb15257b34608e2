package protofiles

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// flags are what size and load call the files and folders; a plan has its keys.
var flags = Names{Proto: "--proto", Folder: "-I"}

const three = "syntax = \"proto3\";\n"

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

func TestCompile(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, map[string]string{
		"api/v1/order.proto": three + "package shop.v1;\nimport \"v1/money.proto\";\nmessage Order { Money price = 1; }\n",
		"api/v1/money.proto": three + "package shop.v1;\nimport \"google/protobuf/any.proto\";\nmessage Money { google.protobuf.Any any = 1; }\n",
		"other.proto":        three + "// {{{ \"{ is nothing\n/* < < */ message Other { string x = 1 [json_name = \"}{{\"]; }\n",
		"deep.proto":         three + strings.Repeat("message A {", 31) + strings.Repeat("}", 31),
	})
	if err := os.Symlink("api/v1/money.proto", "linked.proto"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name            string
		protos, folders []string
		asked, has      string // the path of the first file, and a name that is known
	}{
		{"below its folder", []string{"api/v1/order.proto"}, []string{"api"}, "v1/order.proto", "shop.v1.Money"},
		{"as an import names it", []string{"v1/order.proto"}, []string{"api"}, "v1/order.proto", "shop.v1.Order"},
		{"in no folder", []string{"other.proto", "v1/order.proto"}, []string{"api"}, "other.proto", "shop.v1.Order"},
		{"without any folder", []string{"api/v1/money.proto"}, nil, "money.proto", "google.protobuf.Any"},
		{"what comes with protobuf", []string{"other.proto"}, nil, "other.proto", "google.protobuf.Duration"},
		{"a link", []string{"linked.proto"}, nil, "linked.proto", "shop.v1.Money"},
		{"as deep as may be", []string{"deep.proto"}, nil, "deep.proto", "A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			compiled, err := Compile(t.Context(), flags, test.protos, test.folders)
			if err != nil {
				t.Fatal(err)
			}
			if got := compiled.Asked[0].Path(); got != test.asked || len(compiled.Asked) != len(test.protos) {
				t.Errorf("Compile(%v, %v) gave %d files, the first %s, want %d and %s", test.protos, test.folders, len(compiled.Asked), got, len(test.protos), test.asked)
			}
			if _, err := compiled.All.FindDescriptorByName(protoreflect.FullName(test.has)); err != nil {
				t.Errorf("Compile(%v, %v) does not know %s: %v", test.protos, test.folders, test.has, err)
			}
		})
	}
}

func TestCompileText(t *testing.T) {
	compiled, err := CompileText(t.Context(), "x.proto", three+"message X {}")
	if err != nil || compiled.Asked[0].Messages().Len() != 1 {
		t.Errorf("CompileText() = %v, %v, want one message", compiled, err)
	}
	if _, err := CompileText(t.Context(), "x.proto", three+"message {}"); err == nil || !strings.Contains(err.Error(), "x.proto:2:9: syntax error") {
		t.Errorf("CompileText() = %v, want the position of the error", err)
	}
}

// TestErrors checks that errors of .proto files name everything that is wrong, with the remedy, by
// the names of flags and by those of a plan's keys.
func TestErrors(t *testing.T) {
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
		"up.proto":              three + "import \"../up.proto\";\nimport \"/dev/zero\";\nimport \"./new.proto\";\n",
		"api/far.proto":         three + "import \"../../../../../../../dev/zero\";\n",
		"pipes.proto":           three + "import \"pipe.proto\";\n",
		"folders.proto":         three + "import \"api\";\n",
		"large.proto":           three + strings.Repeat(" ", mostFileBytes),
		"larges.proto":          three + "import \"large.proto\";\n",
		"cycle.proto":           three + "import \"circle.proto\";\n",
		"circle.proto":          three + "import \"cycle.proto\";\n",
		"cut.proto":             three + "message A {\n  string x = 1;\n",
		"bare_import.proto":     three + "import google/protobuf/any.proto;\n",
		"number.proto":          three + "message A { string x = \"1\"; }\n",
		"semicolon.proto":       three + "message A { string x = 1 }\n",
		"unknown.proto":         three + "message A { google.protobuf.Timestamp t = 1; .google.protobuf.Duration d = 2; StringValue s = 3; far.Foo f = 4; }\n",
		"calls.proto":           three + "package s;\nservice S { rpc G(Reqq) returns (google.protobuf.Empty); }\n",
		"syntax.proto":          three + "message {}\n",
		"deep.proto":            three + strings.Repeat("message A {", mostLevels+1) + strings.Repeat("}", mostLevels+1),
		"option.proto":          three + "option (o) = " + strings.Repeat("{x <", mostLevels/2+1) + strings.Repeat(">}", mostLevels/2+1) + ";",
	})
	var heavy []string
	for i := range mostBytes/(mostFileBytes-100) + 1 {
		name := fmt.Sprintf("heavy%d.proto", i)
		write(t, map[string]string{name: three + strings.Repeat(" ", mostFileBytes-100)})
		heavy = append(heavy, name)
	}
	if err := syscall.Mkfifo("pipe.proto", 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name            string
		protos, folders []string
		want            string // of the error, behind "--proto: " unless it begins with -I
	}{
		{"all imports that are missing", []string{"api/v1/order.proto"}, nil,
			`api/v1/order.proto:2:8: import "v1/money.proto" is not in api/v1; add -I api; ` +
				`api/v1/money.proto:2:8: import "common/unit.proto" is not in api/v1; add -I .; ` +
				`api/v1/order.proto:3:8: import "far/away.proto" is not in api/v1; name the folder that it starts from with -I; ` +
				`api/v1/order.proto:4:8: import "near.proto" is not in api/v1; name the folder that it starts from with -I`},
		{"beside the importing file", []string{"uses.proto"}, []string{"lib", "."},
			`lib/deep/user.proto:2:8: import "beside.proto" is not in lib, .; add -I lib/deep`},
		{"one file under two names", []string{"api/v1/leaf.proto", "main.proto"}, nil,
			`api/v1/leaf.proto is imported under two names, "leaf.proto" and "api/v1/leaf.proto"; import it as "api/v1/leaf.proto" everywhere, and put -I . before any other -I`},
		{"a copy", []string{"both.proto"}, nil,
			`api/v1/leaf.proto and copy/leaf.proto are the same file and are imported under two names, "api/v1/leaf.proto" and "copy/leaf.proto"; import it as "api/v1/leaf.proto" everywhere, and put -I . before any other -I`},
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
		{"a list of folders", []string{"main.proto"}, []string{"api:lib"}, "-I: api:lib: no such folder; write -I once for each of several folders"},
		{"a flag for a folder", []string{"main.proto"}, []string{"--message"}, "-I: --message is a flag, not a folder; write the folder after -I"},
		{"missing", []string{"nowhere.proto"}, nil, "nowhere.proto: no such file or directory"},
		{"missing, out of the folders", []string{"../nowhere.proto"}, []string{"api"}, "../nowhere.proto: no such file or directory"},
		{"a folder", []string{"api"}, nil, "api is a folder; name a file in it"},
		{"a folder that is imported", []string{"folders.proto"}, nil, "api is a folder; name a file in it"},
		{"a FIFO", []string{"pipe.proto"}, nil, "pipe.proto is not a regular file; name one"},
		{"a FIFO that is imported", []string{"pipes.proto"}, nil, "pipe.proto is not a regular file; name one"},
		{"a device", []string{"/dev/zero"}, nil, "/dev/zero is not a regular file; name one"},
		{"too large", []string{"large.proto"}, nil, "large.proto is larger than 4 MiB; leave out what is not used"},
		{"an import that is too large", []string{"larges.proto"}, nil, "large.proto is larger than 4 MiB; leave out what is not used"},
		{"too large together", heavy, nil, "the files and what they import have more than 16 MiB; leave out what the message or service does not use"},
		{"messages that nest too deep", []string{"deep.proto"}, nil, "deep.proto nests messages or options more than 100 levels deep; nest fewer"},
		{"an option that nests too deep", []string{"option.proto"}, nil, "option.proto nests messages or options more than 100 levels deep; nest fewer"},
		{"imports that escape", []string{"up.proto"}, nil,
			`up.proto:2:8: import "../up.proto" is not a path below a folder; write it without ".", ".." and a "/" in front, as seen from a folder of -I; ` +
				`up.proto:3:8: import "/dev/zero" is not a path below a folder; write it without ".", ".." and a "/" in front, as seen from a folder of -I; ` +
				`up.proto:4:8: import "./new.proto" is not a path below a folder; write it without ".", ".." and a "/" in front, as seen from a folder of -I`},
		{"an import that reaches a device", []string{"api/far.proto"}, []string{"api"},
			`api/far.proto:2:8: import "../../../../../../../dev/zero" is not a path below a folder; write it without ".", ".." and a "/" in front, as seen from a folder of -I`},
		{"a cycle", []string{"cycle.proto"}, nil, `circle.proto:2:8: cycle found in imports: "circle.proto" -> "cycle.proto" -> "circle.proto"`},
		{"syntax", []string{"syntax.proto"}, nil, "syntax.proto:2:9: syntax error: '{' does not fit here"},
		{"a file that is cut off", []string{"cut.proto"}, nil, "cut.proto:4:1: syntax error: the file ends too early; close what is open"},
		{"an import without quotes", []string{"bare_import.proto"}, nil, `bare_import.proto:2:8: syntax error: a name does not fit here; write a text in quotes, "weak" or "public"`},
		{"a number in quotes", []string{"number.proto"}, nil, "number.proto:2:24: syntax error: a text in quotes does not fit here; write a whole number"},
		{"no semicolon", []string{"semicolon.proto"}, nil, "semicolon.proto:2:26: syntax error: a ';' is missing"},
		{"all types that are unknown", []string{"unknown.proto", "calls.proto"}, nil,
			`calls.proto:3:19: method s.S.G: unknown request type Reqq; declare it, or import the file that does; ` +
				`calls.proto:3:34: method s.S.G: unknown response type google.protobuf.Empty; write import "google/protobuf/empty.proto"; ` +
				`unknown.proto:2:13: field A.t: unknown type google.protobuf.Timestamp; write import "google/protobuf/timestamp.proto"; ` +
				`unknown.proto:2:46: field A.d: unknown type .google.protobuf.Duration; write import "google/protobuf/duration.proto"; ` +
				`unknown.proto:2:79: field A.s: unknown type StringValue; declare it, or write google.protobuf.StringValue and import "google/protobuf/wrappers.proto"; ` +
				`unknown.proto:2:98: field A.f: unknown type far.Foo; declare it, or import the file that does`},
		{"a missing folder", []string{"syntax.proto"}, []string{"gone"}, "-I: gone: no such folder; name the folder that imports start from"},
		{"a file for a folder", []string{"syntax.proto"}, []string{"main.proto"}, "-I: main.proto is not a folder"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(t.Context(), flags, test.protos, test.folders)
			want := test.want
			if !strings.HasPrefix(want, "-I: ") {
				want = "--proto: " + want
			}
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Error() != want {
				t.Fatalf("Compile(%v, %v):\n got %v\nwant %s", test.protos, test.folders, err, want)
			}
			keys := strings.NewReplacer("--proto ", "proto ", "--proto: ", "proto: ", "-I", "proto_path").Replace(want)
			if got := e.In(Names{"proto", "proto_path"}); got != keys {
				t.Errorf("Compile(%v, %v) by keys:\n got %s\nwant %s", test.protos, test.folders, got, keys)
			}
		})
	}
}

// One error names many imports that are missing, and not all.
func TestManyMissingImports(t *testing.T) {
	t.Chdir(t.TempDir())
	text := three
	for i := range mostTold + 2 {
		text += fmt.Sprintf("import \"gone/%d.proto\";\n", i)
	}
	write(t, map[string]string{"many.proto": text})
	_, err := Compile(t.Context(), flags, []string{"many.proto"}, nil)
	if err == nil || strings.Count(err.Error(), " is not in .; ") != mostTold || !strings.HasSuffix(err.Error(), "; and 2 more") {
		t.Errorf("Compile() = %v, want %d imports and 2 more", err, mostTold)
	}
}

func TestContextEndsCompilation(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, map[string]string{"fine.proto": three, "wrong.proto": three + "message {}"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, file := range []string{"fine.proto", "wrong.proto"} {
		if _, err := Compile(ctx, flags, []string{file}, nil); err != context.Canceled {
			t.Errorf("Compile(%s) = %v with a context that is done", file, err)
		}
	}
}

func utf16(text string) string {
	var wide strings.Builder
	for _, c := range []byte(text) {
		wide.Write([]byte{c, 0})
	}
	return wide.String()
}
