package report

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

// troubled is a run in which much went wrong, yet figures remain.
func troubled() *lab {
	l := &lab{m: manifest("quick", 7, "Recommend", "GetBook"), noise: 0.03}
	l.m.Catalog = record.Catalog{Name: "goodbooks-10k.csv", Books: 9998, Digest: "sha256:fedcba9876543210"}
	l.m.Build.Version = "v0.0.0-20261123015959-0123456789ab+dirty"
	l.m.Machine.SharedCPUs = true
	l.m.Warnings = []string{"ghz was not found; build it with make build"}
	l.m.Plan.Window = 1.5 // too short for a p99 at this rate
	l.change = func(t *record.Trial) {
		switch {
		case t.Tool == record.Ghz:
			t.ID = ""
		case t.Operation == "GetBook" && t.Arm == "grpc":
			t.Valid, t.Reasons = false, []string{"server exited: signal: killed", "achieved 61.2 % of offered"}
		case t.Operation == "Recommend" && t.Arm == "rest" && t.Block == 2:
			t.Valid, t.Reasons = false, []string{"lag p99 of 1.42 ms is above 1 ms"}
		case t.Operation == "Recommend" && t.Arm == "grpc" && t.Block == 7:
			t.ID = ""
		case t.Operation == "Recommend" && t.Arm == "rest-aa":
			*t.ClientCPUSeconds *= 1.2
		}
		if t.Arm == "rest" && t.Block > 4 {
			t.Warnings = []string{fmt.Sprintf("steal of %.1f %% of the CPU time", float64(t.Block)/10)}
		}
	}
	return l
}

func incomplete() *lab {
	l := quick()
	l.m.Complete, l.m.Stopped, l.m.Ended = false, "interrupted in block 5", l.m.Started
	l.change = func(t *record.Trial) {
		if t.Block > 4 {
			t.ID = ""
		}
	}
	return l
}

func TestGolden(t *testing.T) {
	for name, labs := range map[string][]*lab{
		"quick":      {quick()},
		"smoke":      {{m: manifest("smoke", 2, "GetBook"), noise: .05}},
		"incomplete": {incomplete()},
		"troubled":   {troubled()},
		"pairs":      {shop()},
		"streams":    {streams()},
		"work":       {work()},
		"gateway":    {gateway()},
		"chain":      {chain()},
		"two":        {quick(), {m: manifest("standard", 12, "GetBook"), noise: .01}},
	} {
		t.Run(name, func(t *testing.T) {
			var runs []*record.Run
			for _, l := range labs {
				runs = append(runs, l.run(t))
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
