package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/wiretax/wiretax/bench/size"
)

// sizeData returns a file of the laboratory's own tests.
func sizeData(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bench", "size", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSizeOfDocuments(t *testing.T) {
	args := []string{"size", "--proto", sizeData(t, "shop.proto"), "--message", "shop.v1.Order"}
	files := []string{sizeData(t, "order1.json"), sizeData(t, "order2.json")}

	got := wiretax(t, t.TempDir(), append(args, files...)...)
	if got.code != 0 || got.stderr != "" {
		t.Errorf("exit %d, stderr %q, want 0 and nothing", got.code, got.stderr)
	}
	for _, part := range []string{"shop.v1.Order, 2 documents", "order2.json", "items[].price.minor_units", "field names; tags", "With gzip"} {
		if !strings.Contains(got.stdout, part) {
			t.Errorf("the table lacks %q:\n%s", part, got.stdout)
		}
	}

	got = wiretax(t, t.TempDir(), append(append(args, files...), "--format", "json")...)
	var rows []size.Sizes
	if err := json.Unmarshal([]byte(got.stdout), &rows); err != nil || len(rows) != 3 {
		t.Fatalf("%d rows (%v), want two and a total:\n%s", len(rows), err, got.stdout)
	}
	sum := rows[2]
	if sum.Document != "total" || sum.Protobuf != rows[0].Protobuf+rows[1].Protobuf || sum.JSON != rows[0].JSON+rows[1].JSON {
		t.Errorf("the total is %+v, want the sum of %+v", sum, rows[:2])
	}
}

// TestSizeOfStdin also checks that what was dropped is in a line that is not part of the JSON.
func TestSizeOfStdin(t *testing.T) {
	cmd := exec.Command(binary, "size", "-I", filepath.Dir(sizeData(t, "shop.proto")), "--proto", "shop.proto",
		"--message", "shop.v1.Item", "--discard-unknown", "--format", "json", "-")
	cmd.Stdin = strings.NewReader("{\"sku\":\"a\",\"colour\":\"red\"}\n{\"sku\":\"b\"}\n")
	got := finish(t, cmd, cmd.Run)
	var rows []size.Sizes
	if err := json.Unmarshal([]byte(got.stdout), &rows); err != nil || len(rows) != 3 || rows[1].Document != "stdin:2" {
		t.Errorf("rows %+v (%v), want two of stdin and a total", rows, err)
	}
	if got.code != 0 || !strings.Contains(got.stderr, "1 value, 14 bytes") || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("exit %d, stderr %q, want 0 and a line of what was dropped", got.code, got.stderr)
	}
}

// TestSizeInterrupted checks that Ctrl-C ends a wait for input.
func TestSizeInterrupted(t *testing.T) {
	cmd := exec.Command(binary, "size", "--proto", sizeData(t, "shop.proto"), "--message", "shop.v1.Order", "--format", "json", "-")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	if _, err := io.WriteString(stdin, "{\"id\":\"a\"}\n"); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 20)
	if _, err := io.ReadFull(stdout, first); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(stdout)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	var rows []size.Sizes
	if err := json.Unmarshal(append(first, rest...), &rows); err != nil || len(rows) != 1 {
		t.Errorf("%d rows (%v) before the interrupt, want the one that was weighed", len(rows), err)
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d, want %d", code, exitInterrupted)
	}
}

func TestSizeOfCatalog(t *testing.T) {
	got := wiretax(t, t.TempDir(), "size", "--format", "json")
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("exit %d, stderr %q, want 0 and nothing", got.code, got.stderr)
	}
	// The laboratory's tests compare these figures with the services; here they come from the
	// program's own.
	if want := read(t, sizeData(t, "golden/catalog.json")); got.stdout != string(want) {
		t.Errorf("the sizes are not those of bench/size/testdata/golden/catalog.json:\n%.2000s", got.stdout)
	}
}

// TestREADMESizes compares the sizes in README with what its commands print: each line of a
// block in order, where "…" means lines that were left out.
func TestREADMESizes(t *testing.T) {
	root := filepath.Join("..", "..")
	_, section, _ := strings.Cut(string(read(t, filepath.Join(root, "README.md"))), "`wiretax size`\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```sh\nmake build\nbin/wiretax (size[^\n]*)\n.*?```text\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(blocks) != 2 {
		t.Fatalf("README has %d examples of wiretax size, want two", len(blocks))
	}
	for _, block := range blocks {
		got := wiretax(t, root, strings.Fields(block[1])...)
		rest := "\n" + got.stdout
		for part := range strings.SplitSeq(block[2], "…\n") {
			_, after, ok := strings.Cut(rest, "\n"+part)
			if !ok {
				t.Errorf("wiretax %s prints no\n%s", block[1], part)
				break
			}
			rest = "\n" + after
		}
	}
}
