package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folderOfLinks returns a folder with two files, several names of the first, and itself by
// another name.
func folderOfLinks(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "in.json"), []byte(`{"id":1}`), 0o644),
		os.WriteFile(filepath.Join(dir, "other.json"), []byte(`{"id":1}`), 0o644),
		os.WriteFile(filepath.Join(dir, "s.proto"), []byte(sizeProto), 0o644),
		os.Symlink("in.json", filepath.Join(dir, "link.json")),
		os.Link(filepath.Join(dir, "in.json"), filepath.Join(dir, "hard.json")),
		os.Symlink(".", filepath.Join(dir, "same")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestOutputOverInput checks that a load never writes into a file that it reads, nor twice into
// one file.
func TestOutputOverInput(t *testing.T) {
	dir := folderOfLinks(t)
	writePair(t, filepath.Join(dir, "ca.pem"), filepath.Join(dir, "ca.key"))
	const http, https, rpc = "http://127.0.0.1:1/", "https://127.0.0.1:1/", "grpc://127.0.0.1:1/shop.S/M"
	for _, test := range []struct {
		args []string
		want string // "" if the files are different
	}{
		{[]string{http, "--data", "@in.json", "--json", "in.json"}, "--data and --json both name in.json; name two files"},
		{[]string{http, "--data", "@in.json", "--hlog", "./in.json"}, "--data and --hlog both name ./in.json; name two files"},
		{[]string{http, "--data", "@in.json", "--json", "link.json"}, "--data and --json both name link.json; name two files"},
		{[]string{http, "--data", "@link.json", "--json", "in.json"}, "--data and --json both name in.json; name two files"},
		{[]string{http, "--data", "@in.json", "--json", "hard.json"}, "--data and --json both name hard.json; name two files"},
		{[]string{http, "--data", "@in.json", "--json", "same/in.json"}, "--data and --json both name same/in.json; name two files"},
		{[]string{http, "--data", "@in.json", "--json", filepath.Join(dir, "in.json")}, "--data and --json both name " + dir},
		{[]string{https, "--ca-cert", "ca.pem", "--json", "same/ca.pem"}, "--ca-cert and --json both name same/ca.pem; name two files"},
		{[]string{http, "--json", "new.json", "--hlog", "same/new.json"}, "--json and --hlog both name same/new.json; name two files"},
		{[]string{http, "--data", "@in.json", "--json", "other.json"}, ""},
		{[]string{http, "--data", "@in.json", "--json", "-", "--hlog", "in.hlog"}, ""},
		{[]string{http, "--data", "@/dev/null", "--json", "/dev/zero"}, ""},
		{[]string{http, "--data", `{"id":1}`, "--json", "in.json"}, ""},
	} {
		got := wiretax(t, dir, append([]string{"load"}, test.args...)...)
		if got.code != exitBadInput || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, test.want) || test.want == "" && strings.Contains(got.stderr, "both name") {
			t.Errorf("load %v: exit %d, %q, want %d and %q", test.args, got.code, got.stderr, exitBadInput, test.want)
		}
	}
	for _, test := range []struct {
		inputs []flagFile
		want   string
	}{
		{inputsOfLoad(t, rpc, "--proto", "s.proto", "--proto-path", dir), "--proto and --json both name"},
		{inputsOfLoad(t, rpc, "--protoset", filepath.Join(dir, "s.proto")), "--protoset and --json both name"},
	} {
		output := []flagFile{{"--json", fileNamed(filepath.Join(dir, "same", "s.proto"))}}
		if err := refuseShared(test.inputs, output); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%v beside %v: %v, want %s…", output, test.inputs, err, test.want)
		}
	}
	if text := read(t, filepath.Join(dir, "in.json")); string(text) != `{"id":1}` {
		t.Errorf("in.json holds %q, want what it held", text)
	}
}

// inputsOfLoad returns the files that flags of load name.
func inputsOfLoad(t *testing.T, url string, args ...string) []flagFile {
	t.Helper()
	c := loadCommand()
	var flags loadFlags
	c.ResetFlags()
	flags.add(c.Flags())
	if err := c.ParseFlags(append(args, url)); err != nil {
		t.Fatal(err)
	}
	return inputsOf(flags.target)
}

// TestDocumentTwice checks that size rejects a document that is named twice.
func TestDocumentTwice(t *testing.T) {
	dir := folderOfLinks(t)
	for _, test := range []struct {
		files []string
		want  string
	}{
		{[]string{"in.json", "in.json"}, "in.json appears twice; name it once"},
		{[]string{"in.json", "other.json", "in.json"}, "in.json appears twice; name it once"},
		{[]string{"in.json", "./in.json"}, "in.json appears twice, also as ./in.json; name it once"},
		{[]string{"in.json", "link.json"}, "in.json appears twice, also as link.json; name it once"},
		{[]string{"hard.json", "in.json"}, "hard.json appears twice, also as in.json; name it once"},
		{[]string{"in.json", "same/in.json"}, "in.json appears twice, also as same/in.json; name it once"},
		{[]string{"-", "-"}, "- appears twice; name it once"},
		{[]string{"/dev/stdin", "-"}, "/dev/stdin appears twice, also as -; name it once"},
		{[]string{"none.json", "none.json"}, "none.json appears twice; name it once"},
		{[]string{"in.json", "other.json"}, ""},
	} {
		got := wiretax(t, dir, append([]string{"size", "--proto", "s.proto", "--message", "shop.Order"}, test.files...)...)
		if test.want == "" {
			if got.code != 0 {
				t.Errorf("size %v: exit %d, %q, want 0", test.files, got.code, got.stderr)
			}
			continue
		}
		if want := "wiretax: " + test.want + "\n"; got.code != exitBadInput || got.stderr != want || got.stdout != "" {
			t.Errorf("size %v: exit %d, %q, want %d and %q", test.files, got.code, got.stderr, exitBadInput, want)
		}
	}
}
