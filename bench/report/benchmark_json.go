package report

import "github.com/wiretax/wiretax/bench/gobench"

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
	Value     *number `json:"value"`
	Ratio     *number `json:"ratio,omitempty"`
	Lo        *number `json:"lo,omitempty"`
	Hi        *number `json:"hi,omitempty"`
	N         int     `json:"n"`
}

func benchmarksIn(b *gobench.Output) *benchmarksJSON {
	if b == nil {
		return nil
	}
	out := &benchmarksJSON{File: b.Name, Version: b.Config[gobench.BuildKey], Rounds: b.Rounds}
	for i := range comparisons {
		c := &comparisons[i]
		for _, row := range c.rows(b) {
			for j, cell := range row.cells {
				if cell.value == nil {
					continue
				}
				f := benchFigureJSON{Benchmark: cell.name, Unit: c.columns[j].unit, Value: numeral(cell.value), N: cell.n}
				if x := &cell.against; x.N > 0 {
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
