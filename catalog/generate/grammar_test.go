package generate

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/catalog"
)

// Every rule is used, by another rule or by the generator, and every line is valid.
func TestWordFiles(t *testing.T) {
	g := newGrammar()
	used := make([]bool, len(g.alternatives))
	for _, list := range g.alternatives {
		for _, alternative := range list {
			for _, p := range alternative {
				if p.slot != noSlot {
					used[p.slot] = true
				}
				if strings.ContainsAny(p.text, "{}") || strings.Contains(p.text, "  ") {
					t.Errorf("text %q in the word files has a stray brace or space", p.text)
				}
			}
		}
	}
	for _, r := range usedByGenerator(newGenerator(1).rules) {
		used[r] = true
	}
	for name, r := range g.rules {
		if !used[r] {
			t.Errorf("nothing uses the rule %s", name)
		}
	}
}

func usedByGenerator(r rules) []rule {
	list := []rule{r.givenOf[0], r.givenOf[1], r.family, r.authorAccent, r.authorArabic, r.titleAccent, r.praise, r.arabicSentence}
	list = slices.Concat(list, r.open[catalog.Mystery:], r.more[catalog.Mystery:], r.close[catalog.Mystery:])
	sizes := slices.Concat(slices.Concat(r.title[:]...), slices.Concat(r.series[:]...), r.author, r.subtitle, r.subtitleFiction)
	for _, s := range sizes {
		list = append(list, s.rule)
	}
	for _, foreign := range r.foreignTitle {
		list = append(list, foreign)
	}
	return list
}

func TestExpand(t *testing.T) {
	g := &grammar{alternatives: make([][][]piece, numRoles), rules: map[string]rule{"they": roleThey}}
	g.parse("# a comment\n[noun]\nowl\n\n[verb]\nsees\n[one]\n{^they} {verb} {a noun}, {^a noun}.\n[two]\n{^noun}\n[three]\n{a verb}|{^a verb}\n")
	c := &cast{roleThey: []byte("she")}
	for _, test := range []struct{ rule, want string }{
		{"noun", "owl"},
		{"one", "She sees an owl, An owl."},
		{"two", "Owl"},
		{"three", "a sees|A sees"},
	} {
		if got := string(g.expand([]byte("> "), g.known(test.rule), &stream{}, c)); got != "> "+test.want {
			t.Errorf("expand(%q) = %q, want %q", test.rule, got, "> "+test.want)
		}
	}
}

func TestFitComesClose(t *testing.T) {
	g := &grammar{alternatives: make([][][]piece, numRoles), rules: map[string]rule{}}
	g.parse("[short]\na\nab\n[long]\n1234567890\n12345678901234567890\n123456789012345678901234567890\n")
	sizes := []size{{5, g.known("short")}, {30, g.known("long")}}
	s := &stream{}
	s.open(1, topicTitle, 1)
	var close int
	for range 100 {
		got := g.fit(nil, sizes, 20, s, nil)
		if len(got) < 10 {
			t.Fatalf("fit(20) = %q, of the wrong size", got)
		}
		if len(got) == 20 {
			close++
		}
	}
	// Seven draws of three miss the right one with (2/3)^7 = 6 %.
	if close < 85 {
		t.Errorf("fit(20) gives 20 characters %d times of 100, want 85 or more", close)
	}
	if got := g.fit(nil, sizes, 500, s, nil); len(got) < 10 {
		t.Errorf("fit(500) = %q, want one of the longest rule", got)
	}
}
