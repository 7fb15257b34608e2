package gobench

import (
	"path/filepath"
	"strings"
	"testing"
)

const head = `# Go benchmarks of wiretax, rounds in random order.
wiretax-build: v0.1.0
go-version: go1.26.8
kernel: 6.1.0
cpus: 2
Unit wire-B/op better=lower
`

func TestReadRefuses(t *testing.T) {
	const line = "BenchmarkCall/stack=rest/op=GetBook/items=1/callers=1-2 10 100 ns/op\n"
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "holds no result"},
		{"no build", "# round 1 of 1\n" + line, "wiretax-build"},
		{"no round", head + line, "x.txt:7: the result comes before the first line"},
		{"a case twice", head + "# round 1 of 1\n" + line + line, "x.txt:9: Call/stack=rest/op=GetBook/items=1/callers=1-2 appears twice in round 1"},
		{"no number", head + "# round 1 of 1\nBenchmarkCall-2 10 fast ns/op\n", "x.txt:8:"},
		{"NaN", head + "# round 1 of 1\nBenchmarkCall-2 10 NaN ns/op\n", "x.txt:8: NaN"},
		{"negative", head + "# round 1 of 1\nBenchmarkCall-2 10 -5 wire-B/op\n", "x.txt:8: -5 wire-B/op cannot be"},
		{"two builds", head + "# round 1 of 1\n" + line + "wiretax-build: v0.2.0\n# round 2 of 2\n" + line, "two builds, v0.1.0 and v0.2.0"},
	} {
		b, err := Read("x.txt", []byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Read() = %v, %v, want one line with %s", test.name, b, err, test.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.txt")); err == nil || !strings.Contains(err.Error(), "make bench") {
		t.Errorf("Open() of no file = %v, want what makes one", err)
	}
}
