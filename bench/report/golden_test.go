package report

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

func TestGolden(t *testing.T) {
	for name, labs := range map[string][]*reporttest.Lab{
		"quick":      {reporttest.Quick()},
		"smoke":      {{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}},
		"incomplete": {reporttest.Incomplete()},
		"troubled":   {reporttest.Troubled()},
		"pairs":      {reporttest.Shop()},
		"streams":    {reporttest.Streams()},
		"work":       {reporttest.Work()},
		"gateway":    {reporttest.Gateway()},
		"chain":      {reporttest.Chain()},
		"two":        {reporttest.Quick(), {Manifest: reporttest.Manifest("standard", 12, "GetBook"), Noise: .01}},
	} {
		t.Run(name, func(t *testing.T) {
			var runs []*record.Run
			for _, l := range labs {
				runs = append(runs, l.Run(t))
			}
			goldenReport(t, filepath.Join("testdata", name), compose(t, runs...))
		})
	}
}

func goldenReport(t *testing.T, dir string, r *Report) {
	t.Helper()
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, filepath.Join(dir, resultsFile), r.Markdown)
	for _, file := range slices.Sorted(maps.Keys(r.Files)) {
		golden(t, filepath.Join(dir, filepath.FromSlash(file)), r.Files[file])
	}
}

// golden shows the first lines that differ; -update accepts them.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	gots, wants := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	shown := 0
	for i := range max(len(gots), len(wants)) {
		g, w := "(no line)", "(no line)"
		if i < len(gots) {
			g = gots[i]
		}
		if i < len(wants) {
			w = wants[i]
		}
		if g != w {
			t.Errorf("%s:%d\n got %s\nwant %s", path, i+1, g, w)
			if shown++; shown == 5 {
				break
			}
		}
	}
	t.Error("run go test ./bench/report -update to accept, and read the difference")
}
