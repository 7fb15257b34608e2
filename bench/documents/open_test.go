package documents

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpen checks that a file that cannot be read gives an error in plain words with its name.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "o.json")
	loop := filepath.Join(dir, "loop")
	for _, err := range []error{os.WriteFile(file, []byte("{}"), 0o644), os.Symlink("loop", loop), os.Symlink("gone", filepath.Join(dir, "dangling"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, want string }{
		{file, ""},
		{"", "the name of the file is empty; name a file"},
		{filepath.Join(dir, "none.json"), "there is no file FOLDER/none.json"},
		{filepath.Join(dir, "dangling"), "there is no file FOLDER/dangling"},
		{filepath.Join(file, "x"), "there is no file FOLDER/o.json/x"},
		{dir, "FOLDER is a folder; name a file"},
		{loop, "FOLDER/loop cannot be read: too many levels of symbolic links; name a file that can be"},
	} {
		opened, err := Open(test.name)
		said := ""
		if err != nil {
			said = err.Error()
		} else {
			opened.Close()
		}
		if want := strings.ReplaceAll(test.want, "FOLDER", dir); said != want {
			t.Errorf("Open(%q) = %q, want %q", test.name, said, want)
		}
	}
}
