package size

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

const (
	orderProto = "syntax = \"proto3\";\npackage shop.v1;\nimport \"shop/v1/money.proto\";\nmessage Order { Money price = 1; }\n"
	moneyProto = "syntax = \"proto3\";\npackage shop.v1;\nmessage Money { int64 units = 1; }\n"
)

func TestCompile(t *testing.T) {
	files := map[string]string{
		"api/shop/v1/order.proto": orderProto,
		"api/shop/v1/money.proto": moneyProto,
		"more/other.proto":        "syntax = \"proto3\";\npackage other;\nimport \"google/protobuf/any.proto\";\nmessage Box { google.protobuf.Any any = 1; message Lid {} }\n",
		"syntax.proto":            "syntax = \"proto3\";\nmessage M { string x = ; }\n",
		"type.proto":              "syntax = \"proto3\";\nmessage M {\n  Foo x = 1; }\n",
		"cycle.proto":             "syntax = \"proto3\";\nimport \"cycle.proto\";\n",
		"none.proto":              "syntax = \"proto3\";\nenum E { A = 0; }\n",
		"lost.proto":              "syntax = \"proto3\";\nimport \"far/away.proto\";\n",
		"twin/other.proto":        "syntax = \"proto3\";\nmessage Twin {}\n",
	}
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name            string
		protos, folders []string
		message         string
		want            string // of the error; "" where there is none
	}{
		{"below its folder", []string{"api/shop/v1/order.proto"}, []string{"api"}, "shop.v1.Order", ""},
		{"as an import names it", []string{"shop/v1/order.proto"}, []string{"api"}, "shop.v1.Order", ""},
		{"a message of an import", []string{"api/shop/v1/order.proto"}, []string{"more", "api"}, "shop.v1.Money", ""},
		{"beside a folder", []string{"more/other.proto"}, []string{"api"}, "other.Box.Lid", ""},
		{"several", []string{"more/other.proto", "api/shop/v1/order.proto"}, []string{"api"}, "shop.v1.Order", ""},
		{"a message that comes with protobuf", []string{"more/other.proto"}, nil, "google.protobuf.Any", ""},
		{"without its folder", []string{"api/shop/v1/order.proto"}, nil, "shop.v1.Order",
			`--proto: api/shop/v1/order.proto:3:8: import "shop/v1/money.proto" is not in api/shop/v1; add -I api`},
		{"an import that is nowhere", []string{"lost.proto"}, nil, "X", `--proto: lost.proto:2:8: import "far/away.proto" is not in .; name the folder that it starts from with -I`},
		{"missing", []string{"nowhere.proto"}, []string{"api"}, "X", "--proto: nowhere.proto: no such file or directory"},
		{"a missing folder", []string{"type.proto"}, []string{"gone"}, "M", "-I: gone: no such folder; name the folder that imports start from"},
		{"a file for a folder", []string{"type.proto"}, []string{"none.proto"}, "M", "-I: none.proto is not a folder"},
		{"syntax", []string{"syntax.proto"}, nil, "M", "--proto: syntax.proto:2:24: syntax error: ';' does not fit here; write a whole number"},
		{"unknown type", []string{"type.proto"}, nil, "M", "--proto: type.proto:3:3: field M.x: unknown type Foo; declare it, or import the file that does"},
		{"cycle", []string{"cycle.proto"}, nil, "M", `--proto: cycle.proto:2:8: cycle found in imports: "cycle.proto" -> "cycle.proto"`},
		{"a folder", []string{"api"}, nil, "M", "--proto: api is a folder; name a file in it"},
		{"no message", []string{"none.proto"}, nil, "M", "--message M: none.proto declares no message"},
		{"none asked for", []string{"more/other.proto"}, nil, "", "--message is missing; other.proto has other.Box, other.Box.Lid"},
		{"misspelt", []string{"more/other.proto"}, nil, "other.Bux", `--message "other.Bux" is not in other.proto or its imports; did you mean other.Box?`},
		{"short", []string{"more/other.proto"}, nil, "lid", `--message "lid" is not in other.proto or its imports; did you mean other.Box.Lid?`},
		{"quite another", []string{"more/other.proto"}, nil, "some.other.Thing", `--message "some.other.Thing" is not in other.proto or its imports; there is other.Box, other.Box.Lid`},
		{"no name at all", []string{"more/other.proto"}, nil, "../\n", `--message "../\n" is not in other.proto or its imports; there is other.Box, other.Box.Lid`},
		{"of one name", []string{"more/other.proto", "twin/other.proto"}, nil, "Twin",
			`--proto: more/other.proto and twin/other.proto would both be imported as "other.proto"; name the folder above them with -I`},
	} {
		t.Run(test.name, func(t *testing.T) {
			schema, err := Compile(t.Context(), test.protos, test.folders, test.message)
			if test.want == "" {
				if err != nil || schema.Name() != test.message {
					t.Errorf("Compile(%v, %v, %s) = %v, want the message", test.protos, test.folders, test.message, err)
				}
				return
			}
			if err == nil || err.Error() != test.want || !errors.As(err, new(*InputError)) {
				t.Errorf("Compile(%v, %v, %s):\n got %v\nwant %s", test.protos, test.folders, test.message, err, test.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Compile(ctx, []string{"none.proto"}, nil, "E"); !errors.Is(err, context.Canceled) {
		t.Errorf("Compile() = %v with a context that is done", err)
	}
}
