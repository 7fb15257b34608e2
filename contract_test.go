package wiretax_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestContractCheckFindsBreaks breaks a copy of the contract and holds buf to noticing: a
// check that compares the contract with itself would pass whatever is done to it.
func TestContractCheckFindsBreaks(t *testing.T) {
	buf, err := filepath.Abs("tools/node_modules/.bin/buf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(buf); err != nil {
		missing := "buf is not installed; make lint installs it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	for _, test := range []struct{ name, file, from, to, want string }{
		{"nothing", "book.proto", "", "", ""},
		{"a field of another type", "book.proto", "int32 year = 7", "int64 year = 7", "changed type"},
		{"a field gone", "book.proto", "  string isbn = 5;\n", "", "deleted"},
		{"a field of another number", "catalog_service.proto", "int32 days = 2", "int32 days = 3", "field \"2\""},
		{"the reserved number in use", "book.proto", "  reserved 11;\n", "", "reserved"},
		{"a method gone", "catalog_service.proto", "  rpc GetBook(GetBookRequest) returns (Book);\n", "", "GetBook"},
		{"a field of the shop gone", "../../shop/v1/order_service.proto", "  int64 total_cents = 3;\n", "", "deleted"},
		{"a new field", "book.proto", "string image_url = 13;", "string image_url = 13;\n  string publisher = 14;", ""},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("proto")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "catalog", "v1", test.file)
		text := read(t, file)
		if !strings.Contains(text, test.from) {
			t.Fatalf("%s: %s has no %q", test.name, test.file, test.from)
		}
		write(t, file, strings.Replace(text, test.from, test.to, 1))
		cmd := exec.Command(buf, "breaking", "--against", "released.binpb")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if broken := err != nil; broken != (test.want != "") || !strings.Contains(string(out), test.want) {
			t.Errorf("buf breaking after %s: %v\n%swant a word of %q", test.name, err, out, test.want)
		}
	}
}
