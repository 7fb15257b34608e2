package stat

import "testing"

func BenchmarkJudge(b *testing.B) {
	for _, bb := range []struct {
		name   string
		sample Sample
	}{
		{"decided", from(around(-0.7, 0.02, 10), 0.05)},
		{"inconclusive", from(around(-0.05, 0.3, 10), 0.05)},
		{"hopeless", from(around(-0.05, 3, 10), 0.01)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				Judge([]Sample{bb.sample})
			}
		})
	}
}
