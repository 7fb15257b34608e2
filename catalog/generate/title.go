package generate

import (
	"strconv"

	"github.com/wiretax/wiretax/catalog"
)

// Lengths of the parts of a title in characters, measured in goodbooks-10k (Zygmunt Zając, CC
// BY-SA 4.0): of the main title before a series, alone and before a subtitle; of the subtitle
// after ": "; and of the series between its parentheses, ", #3" included.
var (
	lengthBeforeSeries = titleLength(1, 4, 6, 8, 11, 15, 19, 24, 29, 40, 90)
	lengthAlone        = titleLength(2, 4, 6, 8, 12, 17, 22, 30, 36, 52, 110)
	lengthBeforeSub    = titleLength(1, 3, 5, 6, 11, 16, 21, 27, 31, 39, 57)
	lengthOfSubtitle   = titleLength(3, 6, 11, 15, 23, 35, 48, 66, 78, 118, 172)
	lengthOfSeries     = titleLength(6, 8, 10, 11, 14, 18, 23, 29, 34, 46, 64)
)

// titleLength takes the quantiles 0, 1, 5, 10, 25, 50, 75, 90, 95, 99 and 100 %.
func titleLength(values ...int64) quantiles {
	q := quantiles{{0, 0}, {10_000, 0}, {50_000, 0}, {100_000, 0}, {250_000, 0}, {500_000, 0}, {750_000, 0}, {900_000, 0}, {950_000, 0}, {990_000, 0}, {million, 0}}
	for i, v := range values {
		q[i].value = v
	}
	return q
}

// Shares of titles in millionths. Together they give the shares of goodbooks-10k:
// 45 % with a series, 13 % with a subtitle, most of these on non-fiction.
const (
	fictionSeries      = 583_000
	fictionSubtitle    = 34_000
	nonFictionSeries   = 60_000
	nonFictionSubtitle = 455_000
	accentedTitles     = 5_500
)

// title appends a title such as "The Last Alibi (Harbor Mysteries, #3)".
func (g *generator) title(f *facts) {
	s := &g.stream
	s.open(g.seed, topicTitle, uint64(f.id))
	if r, ok := g.rules.foreignTitle[f.language]; ok {
		g.text = g.grammar.expand(g.text, r, s, &g.cast)
		return
	}
	series, subtitle := fictionSeries, fictionSubtitle
	sizes := g.rules.subtitleFiction
	if f.category == catalog.NonFiction {
		series, subtitle = nonFictionSeries, nonFictionSubtitle
		sizes = g.rules.subtitle
	}
	inSeries, hasSubtitle := s.chance(series), s.chance(subtitle)
	length := lengthAlone
	switch {
	case hasSubtitle:
		length = lengthBeforeSub
	case inSeries:
		length = lengthBeforeSeries
	}
	if s.chance(accentedTitles) {
		g.text = g.grammar.expand(g.text, g.rules.titleAccent, s, &g.cast)
	} else {
		g.text = g.grammar.fit(g.text, g.rules.title[f.category], length.draw(s), s, &g.cast)
	}
	if hasSubtitle {
		g.text = append(g.text, ": "...)
		g.text = g.grammar.fit(g.text, sizes, lengthOfSubtitle.draw(s), s, &g.cast)
	}
	if inSeries {
		g.series(f, s.below(seriesPerAuthor), seriesNumber(s))
	}
}

// seriesPerAuthor is how many series an author writes.
const seriesPerAuthor = 3

// series appends the series in parentheses, which is the same for every volume.
func (g *generator) series(f *facts, which, number int) {
	s := &g.stream
	s.open(g.seed, topicSeries, uint64(f.authors[0]*seriesPerAuthor+which))
	const around = len(", #1")
	g.text = append(g.text, " ("...)
	g.text = g.grammar.fit(g.text, g.rules.series[f.category], lengthOfSeries.draw(s)-around, s, &g.cast)
	g.text = append(g.text, ", #"...)
	g.text = strconv.AppendInt(g.text, int64(number), 10)
	g.text = append(g.text, ')')
}

// seriesWeights has how many of the series titles of goodbooks-10k are the first,
// second … volume.
var seriesWeights = []int{1600, 811, 566, 300, 198, 149, 105, 85, 66, 56, 48, 43, 30, 25, 20}

func seriesNumber(s *stream) int { return 1 + s.pick(seriesWeights) }
