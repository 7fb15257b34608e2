package generate

import "github.com/wiretax/wiretax/catalog"

// Authors are numbered from 0, as in a library that knows them all: author 17 has the same
// name, category and series in every book of a seed. Goodbooks-10k has
// 5,841 names.
const numAuthors = 6000

// How many authors a book has, and how many of 10,000 books have that many, as in goodbooks-10k.
// The longest list has 47.
const maxAuthors = 20

var (
	authorCounts  = []int{1, 2, 3, 4, 5, 6, 8, 12, maxAuthors}
	authorWeights = []int{7921, 1544, 346, 103, 33, 19, 18, 9, 7}
)

// authorLength is the length of a name in characters; see [titleLength] for the
// source.
var authorLength = quantiles{
	{0, 2}, {10_000, 8}, {50_000, 9}, {100_000, 10}, {250_000, 12}, {500_000, 13},
	{750_000, 15}, {900_000, 17}, {950_000, 19}, {990_000, 22}, {million, 40},
}

// accentedAuthors is the share of names with a letter outside ASCII, in millionths,
// besides those in Arabic script.
const accentedAuthors = 21_000

// occasionalAuthors is the share of books by an author with few books, in millionths.
const occasionalAuthors = 300_000

// drawAuthor returns the number of an author. The product of three uniform numbers
// makes a few authors write a great deal, as in goodbooks-10k: of 10,000 books the
// most productive one has about 50, the 200th 9, the 1,000th 3, and 3,700 have any.
func drawAuthor(s *stream) int {
	if s.chance(occasionalAuthors) {
		return s.below(numAuthors)
	}
	const bits = 16
	u := func() uint64 { return uint64(s.below(1 << bits)) }
	return int(u() * u() * u() * numAuthors >> (3 * bits))
}

// authorCategory returns the category that the author writes in. Authors take turns instead of
// drawing, which keeps the shares of the categories steady although a few authors write so much:
// of 25 authors 7, 6, 6 and 6.
func authorCategory(author int) catalog.Category {
	switch n := author % 25; {
	case n >= 24:
		return catalog.Mystery
	default:
		return catalog.Mystery + catalog.Category(n%4)
	}
}

// author appends the name of an author, in Arabic for a book in Arabic.
func (g *generator) author(author int, language string) {
	s := &g.stream
	s.open(g.seed, topicAuthor, uint64(author))
	switch {
	case language == arabic:
		g.text = g.grammar.expand(g.text, g.rules.authorArabic, s, &g.cast)
	case s.chance(accentedAuthors):
		g.text = g.grammar.expand(g.text, g.rules.authorAccent, s, &g.cast)
	default:
		want := authorLength.draw(s)
		g.text = g.grammar.fit(g.text, g.rules.author, want, s, &g.cast)
	}
}
