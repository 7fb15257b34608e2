package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/toolbench"
)

// Each command measures one plan and replaces the report of the one before, so that only a last
// step gives a report of several.
func TestReproductionEndsWithTheReport(t *testing.T) {
	shops := reporttest.Shop()
	other := reporttest.Shop()
	other.Manifest.Run, other.Manifest.Plan.Name = "20261123-030000-café bar", "café bar"
	smoke := &reporttest.Lab{Manifest: reporttest.Manifest("smoke", 2, "GetBook"), Noise: .05}
	rounds := benchmarks(t, raw(2))
	for _, c := range []struct {
		name       string
		labs       []*reporttest.Lab
		benchmarks *gobench.Output
		tools      *toolbench.Result
		last       string // of the first commands; empty where each measures
		second     string
	}{
		{"one run", []*reporttest.Lab{reporttest.Quick()}, nil, nil, "",
			"wiretax report --dir results/20261123-020000-quick results/20261123-020000-quick"},
		{"one pair", []*reporttest.Lab{shops}, nil, nil, "",
			"wiretax report --dir results/20261123-020000-shop results/20261123-020000-shop"},
		{"two runs", []*reporttest.Lab{smoke, reporttest.Quick()}, nil, nil,
			`bin/wiretax report "$(ls -d results/*Z-quick | tail -n 1)" "$(ls -d results/*Z-smoke | tail -n 1)"`,
			"wiretax report results/20261123-020000-quick results/20261123-020000-smoke"},
		{"two pairs", []*reporttest.Lab{shops, other}, nil, nil,
			`wiretax report "$(ls -d results/*Z-'café bar' | tail -n 1)" "$(ls -d results/*Z-shop | tail -n 1)"`,
			"wiretax report 'results/20261123-030000-café bar' results/20261123-020000-shop"},
		{"a run and benchmarks", []*reporttest.Lab{reporttest.Quick()}, rounds, nil,
			`bin/wiretax report "$(ls -d results/*Z-quick | tail -n 1)" --bench "$(ls -d results/bench/*.txt | tail -n 1)"`,
			"wiretax report results/20261123-020000-quick --bench results/bench/20261123-040000.txt"},
		{"a run and tools", []*reporttest.Lab{reporttest.Quick()}, nil, generators(),
			`bin/wiretax report "$(ls -d results/*Z-quick | tail -n 1)" --tools results/tools.json`,
			"wiretax report results/20261123-020000-quick --tools results/tools.json"},
	} {
		var runs []*record.Run
		for _, l := range c.labs {
			runs = append(runs, l.Run(t))
		}
		r, err := Compose(runs, c.benchmarks, c.tools)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(r.Markdown), "\n## How to reproduce\n")
		blocks := strings.Split(text, "```")
		if len(blocks) != 5 {
			t.Fatalf("%s: %d blocks of commands, want 2", c.name, len(blocks)/2)
		}
		steps, second := strings.TrimSpace(blocks[1]), strings.TrimSpace(strings.TrimPrefix(blocks[3], "sh"))
		if last := steps[strings.LastIndexByte(steps, '\n')+1:]; c.last != "" && last != c.last || c.last == "" && strings.Contains(last, "report") {
			t.Errorf("%s: the last step is %s, want %q", c.name, last, c.last)
		}
		if second != c.second {
			t.Errorf("%s: the report second by %s, want %s", c.name, second, c.second)
		}
	}
}
