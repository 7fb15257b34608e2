package older_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The check finds a break of what is on the branch main but was never released.
func TestBreakingCheck(t *testing.T) {
	const root = "../.."
	buf, err := filepath.Abs(root + "/tools/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(buf + "/.bin/buf"); err != nil {
		missing := "buf is not installed; make lint installs it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	dir := t.TempDir()
	for _, err := range []error{
		os.CopyFS(dir+"/proto", os.DirFS(root+"/proto")),
		os.Mkdir(dir+"/tools", 0o755),
		os.Symlink(buf, dir+"/tools/node_modules"),
		os.WriteFile(dir+"/.gitignore", []byte("tools\n"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	check := copyCheck(t, root, dir)
	git(t, dir, "init", "-q", "-b", "main")
	expect(t, check, "there is no branch main", "")
	unreleased := replace(t, dir, "book.proto", "string image_url = 13;", "string image_url = 13;\n  string publisher = 14;")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "publish")
	expect(t, check, "the contract is that of branch main", "")
	git(t, dir, "switch", "-q", "-c", "feature")
	replace(t, dir, "book.proto", "string publisher = 14;", "string publisher = 14;\n  string printer = 15;")
	expect(t, check, "the contract breaks nothing of branch main", "")
	unreleased()
	expect(t, check, "nothing of proto/released.binpb", "the contract breaks that of branch main")
	replace(t, dir, "book.proto", "string isbn = 5;", "")
	expect(t, check, "", "the contract breaks that of proto/released.binpb")
}

// copyCheck copies the check and returns how to run it.
func copyCheck(t *testing.T, root, dir string) func() (stdout, stderr string, err error) {
	t.Helper()
	text, err := os.ReadFile(root + "/tools/check-breaking")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/tools/check-breaking", text, 0o700); err != nil {
		t.Fatal(err)
	}
	return func() (string, string, error) {
		cmd := exec.CommandContext(t.Context(), dir+"/tools/check-breaking")
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		return stdout.String(), stderr.String(), err
	}
}

// expect runs the check, which must fail if a word of failure is given.
func expect(t *testing.T, check func() (stdout, stderr string, err error), said, failure string) {
	t.Helper()
	stdout, stderr, err := check()
	if (err != nil) != (failure != "") || !strings.Contains(stdout, said) || !strings.Contains(stderr, failure) {
		t.Errorf("check-breaking = %v\n%s%swant %q, and of failure %q", err, stdout, stderr, said, failure)
	}
}

// replace changes a proto file and returns what changes it back.
func replace(t *testing.T, dir, name, from, to string) (back func()) {
	t.Helper()
	file := filepath.Join(dir, "proto", "catalog", "v1", name)
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), from) {
		t.Fatalf("read %s: %v, or it has no %q", name, err, from)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// git runs git without the settings of the user who runs the test.
func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=test", "-c", "user.email=test@localhost"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}
