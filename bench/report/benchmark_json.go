package report

import (
	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/report/judged"
)

// benchmarksJSON holds every figure of the section of the Go benchmarks.
type benchmarksJSON struct {
	File    string            `json:"file"`
	Version string            `json:"version"`
	Rounds  int               `json:"rounds"`
	Figures []benchFigureJSON `json:"figures"`
}

// benchFigureJSON is one figure of a case; the ratio is over the case with the base of its key.
type benchFigureJSON struct {
	Benchmark string  `json:"benchmark"`
	Unit      string  `json:"unit"`
	Value     number  `json:"value"`
	Ratio     *number `json:"ratio,omitempty"`
	Lo        *number `json:"lo,omitempty"`
	Hi        *number `json:"hi,omitempty"`
	N         int     `json:"n"`
}

func benchmarksIn(b *gobench.Output) *benchmarksJSON {
	if b == nil {
		return nil
	}
	out := &benchmarksJSON{File: b.Name, Version: b.Config[gobench.BuildKey], Rounds: b.Rounds, Figures: []benchFigureJSON{}}
	all := judged.BenchComparisons()
	for i := range all {
		c := &all[i]
		for _, row := range c.Rows(b) {
			for j, cell := range row.Cells {
				if cell.Value == nil {
					continue
				}
				f := benchFigureJSON{Benchmark: cell.Name, Unit: c.Columns[j].Unit, Value: number(*cell.Value), N: cell.N}
				if x := &cell.Against; x.N > 0 {
					f.Ratio = numeral(&x.Ratio)
					if x.CI.Known() {
						f.Lo, f.Hi = numeral(&x.CI.Lo), numeral(&x.CI.Hi)
					}
				}
				out.Figures = append(out.Figures, f)
			}
		}
	}
	return out
}
