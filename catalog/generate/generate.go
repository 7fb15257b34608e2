// Package generate makes catalogs of invented books.
package generate

import (
	"strings"

	"github.com/wiretax/wiretax/catalog"
)

const (
	// DefaultSeed is the seed of the embedded catalog.
	DefaultSeed = 1
	// DefaultBooks is the number of books of the embedded catalog.
	DefaultBooks = 10_000
)

// Catalog makes a catalog of that many books with the ids 1, 2, 3 and so on. The same seed gives
// the same books, byte for byte, on any machine, and a book is the same no matter how many
// follow it. The first three are the same for every seed: "The Girl with the Dragon Tattoo",
// "Gone Girl" and "Dune". A negative number means no books.
//
// Lengths, scripts, ratings, years and languages are distributed as in goodbooks-10k;
// the words, and all people but the authors of the first three books, are invented.
func Catalog(seed uint64, books int) *catalog.Catalog { return catalog.New(list(seed, books)) }

func list(seed uint64, books int) []catalog.Book {
	list := make([]catalog.Book, max(books, 0))
	first := featuredBooks()
	g := newGenerator(seed)
	for i := copy(list, first[:]); i < len(list); i++ {
		g.book(&list[i], int32(i+1))
	}
	return list
}

// generator makes one book after another and keeps its buffers between them.
type generator struct {
	seed    uint64
	grammar *grammar
	rules   rules
	stream  stream
	cast    cast
	// text holds all strings of a book while it is made, so that they cost one
	// allocation together.
	text []byte
	// names is the unused rest of a block that author lists are cut from.
	names []string
}

// rules has the rules that the generator itself asks for.
type rules struct {
	givenOf                    [2]rule // his, hers
	family                     rule
	author                     []size
	authorAccent, authorArabic rule
	title, series              [catalog.NumCategories][]size
	open, more, close          [catalog.NumCategories]rule
	subtitle, subtitleFiction  []size
	titleAccent                rule
	foreignTitle               map[string]rule
	praise, arabicSentence     rule
}

func newGenerator(seed uint64) *generator {
	g := newGrammar()
	r := rules{
		givenOf:         [2]rule{g.known("given.m"), g.known("given.f")},
		family:          g.known("family"),
		author:          []size{{9, g.known("author.short")}, {17, g.known("author.mid")}, {47, g.known("author.long")}},
		authorAccent:    g.known("author.accent"),
		authorArabic:    g.known("author.ara"),
		subtitle:        []size{{17, g.known("sub.short")}, {44, g.known("sub.mid")}, {84, g.known("sub.long")}, {172, g.known("sub.epic")}},
		subtitleFiction: []size{{172, g.known("sub.fiction")}},
		titleAccent:     g.known("title.accent"),
		foreignTitle:    map[string]rule{},
		praise:          g.known("praise"),
		arabicSentence:  g.known("ara.sentence"),
	}
	for _, language := range []string{"fre", "spa", "ger", arabic} {
		r.foreignTitle[language] = g.known("title." + language)
	}
	for c := catalog.Mystery; c < catalog.NumCategories; c++ {
		name := strings.ToLower(c.String())
		r.title[c] = []size{{12, g.known(name + ".title.short")}, {28, g.known(name + ".title.mid")}, {110, g.known(name + ".title.long")}}
		r.series[c] = []size{{60, g.known(name + ".series")}}
		r.open[c], r.more[c], r.close[c] = g.known(name+".open"), g.known(name+".more"), g.known(name+".close")
	}
	return &generator{seed: seed, grammar: g, rules: r, text: make([]byte, 0, 4096)}
}

// facts are decided about a book before its texts are written.
type facts struct {
	id       int32
	authors  [maxAuthors]int
	authored int // how many of authors are set
	category catalog.Category
	language string
}

const arabic = "ara"

// book fills b. Its strings are written one after another into g.text, and are parts of one
// string in the end.
func (g *generator) book(b *catalog.Book, id int32) {
	s := &g.stream
	s.open(g.seed, topicFacts, uint64(id))
	f := facts{id: id, language: languages[s.pick(languageWeights)]}
	f.authored = authorCounts[s.pick(authorWeights)]
	for i := range f.authors[:f.authored] {
		f.authors[i] = drawAuthor(s)
	}
	f.category = authorCategory(f.authors[0])
	b.ID, b.Category, b.Language = id, f.category, f.language
	b.Year = drawYear(s)
	b.Price = drawPrice(s)

	var cuts [4 + maxAuthors]int
	g.text = appendISBN(g.text[:0], s)
	cuts[0] = len(g.text)
	g.text = appendImageURL(g.text, s)
	cuts[1] = len(g.text)
	g.title(&f)
	cuts[2] = len(g.text)
	g.blurb(&f)
	cuts[3] = len(g.text)
	for i, author := range f.authors[:f.authored] {
		g.author(author, f.language)
		cuts[4+i] = len(g.text)
	}
	text := string(g.text)
	b.ISBN = text[:cuts[0]]
	b.ImageURL = text[cuts[0]:cuts[1]]
	b.Title = text[cuts[1]:cuts[2]]
	b.Description = text[cuts[2]:cuts[3]]
	b.Authors = g.takeNames(f.authored)
	for i := range b.Authors {
		b.Authors[i] = text[cuts[3+i]:cuts[4+i]]
	}

	s.open(g.seed, topicRatings, uint64(id))
	b.RatingCounts = drawRatings(s)
	b.AverageRating = catalog.MeanRating(b.RatingCounts)
}

// takeNames cuts a list for n names from the current block.
func (g *generator) takeNames(n int) []string {
	if len(g.names) < n {
		g.names = make([]string, 1024)
	}
	list := g.names[:n:n]
	g.names = g.names[n:]
	return list
}
