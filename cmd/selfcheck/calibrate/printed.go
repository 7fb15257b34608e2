package calibrate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// printed is a figure of a report.
type printed struct {
	Metric  string  `json:"metric"`
	Verdict string  `json:"verdict"`
	Lo      float64 `json:"lo"`
	Hi      float64 `json:"hi"`
}

// halfWidth returns by which share the ends of the 95 % interval lie from the ratio, if it has one.
func (p printed) halfWidth() (float64, bool) {
	if p.Lo <= 0 || p.Hi <= 0 {
		return 0, false
	}
	return math.Sqrt(p.Hi/p.Lo) - 1, true
}

// verdicts are the words for verdicts. Figures that are missing or not judged have others.
var verdicts = []string{
	"better", "worse", "materially better", "materially worse", "equivalent", "inconclusive", "unstable",
}

func (p printed) judged() bool    { return slices.Contains(verdicts, p.Verdict) }
func (p printed) saysWorse() bool { return p.judged() && strings.HasSuffix(p.Verdict, "worse") }
func (p printed) saysDifference() bool {
	return p.saysWorse() || p.judged() && strings.HasSuffix(p.Verdict, "better")
}

// readPrinted reads the figures of a run's report by comparison and metric. Without a report there are none.
func readPrinted(dir string) (map[string]map[string]printed, error) {
	file := filepath.Join(dir, "docs", "results", "figures.json")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var report struct {
		Runs []struct {
			Operations []struct {
				Name    string
				Metrics []printed
			}
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	found := make(map[string]map[string]printed)
	for _, run := range report.Runs {
		for _, op := range run.Operations {
			found[op.Name] = make(map[string]printed)
			for _, m := range op.Metrics {
				found[op.Name][m.Metric] = m
			}
		}
	}
	return found, nil
}
