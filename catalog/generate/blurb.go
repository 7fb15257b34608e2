package generate

// blurbLength is the length of a description in characters. The data set has none;
// this is a shop's: about log-normal, with a median of 300.
var blurbLength = quantiles{
	{0, 30}, {10_000, 70}, {50_000, 120}, {100_000, 155}, {250_000, 215}, {500_000, 300}, {750_000, 415},
	{900_000, 580}, {950_000, 710}, {990_000, 1040}, {999_000, 1250}, {million, 1400},
}

const (
	// halfSentence is how far short of its length a blurb may stay: half of an
	// average sentence, so that the mean is kept.
	halfSentence = 45
	// paragraph is the length from which a blurb gets a new paragraph.
	paragraph = 420
	// closedBlurbs is the share of blurbs that end with a closing line, praised
	// that of blurbs that end with praise, in millionths.
	closedBlurbs, praisedBlurbs = 350_000, 250_000
)

// blurb appends a description: an opening, sentences of plot, and in most cases a closing line.
func (g *generator) blurb(f *facts) {
	s := &g.stream
	s.open(g.seed, topicBlurb, uint64(f.id))
	start, want := len(g.text), blurbLength.draw(s)
	if f.language == arabic {
		g.sentences(g.rules.arabicSentence, start, start+want, false)
		return
	}
	g.meetCast()
	end := start + want - halfSentence
	closing := noSlot
	switch x := s.below(million); {
	case x < closedBlurbs:
		closing = g.rules.close[f.category]
	case x < closedBlurbs+praisedBlurbs:
		closing = g.rules.praise
	}
	g.text = g.grammar.expand(g.text, g.rules.open[f.category], s, &g.cast)
	if closing != noSlot && len(g.text) < end {
		g.sentences(g.rules.more[f.category], start, end-2*halfSentence, true)
		if len(g.text)-start > paragraph {
			g.text = append(g.text, "\n\n"...)
		} else {
			g.text = append(g.text, ' ')
		}
		g.text = g.grammar.expand(g.text, closing, s, &g.cast)
		return
	}
	g.sentences(g.rules.more[f.category], start, end, true)
}

// sentences appends sentences of a rule until the text reaches end. It walks through
// the alternatives in steps, so that none occurs twice before all did.
func (g *generator) sentences(r rule, start, end int, space bool) {
	s := &g.stream
	list := g.grammar.alternatives[r]
	at, step := s.below(len(list)), 1+s.below(len(list)-1)
	for commonDivisor(step, len(list)) != 1 {
		step--
	}
	broken := false
	for len(g.text) < end {
		if space {
			broken = g.gap(start, broken)
		}
		space = true
		g.text = g.grammar.fill(g.text, list[at], s, &g.cast)
		at = (at + step) % len(list)
	}
}

// gap appends what separates two sentences: a space, or once in a long blurb a paragraph break.
// It reports whether the break has been written.
func (g *generator) gap(start int, broken bool) bool {
	if !broken && len(g.text)-start > paragraph {
		g.text = append(g.text, "\n\n"...)
		return true
	}
	g.text = append(g.text, ' ')
	return broken
}

func commonDivisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// meetCast draws the people of a blurb: a hero, and a rival of the other sex.
func (g *generator) meetCast() {
	s, c := &g.stream, &g.cast
	she := s.chance(million / 2)
	g.person(roleHero, roleName, she)
	g.person(roleRival, roleRival1, !she)
	set := func(r rule, hers, his string, female bool) {
		if female {
			his = hers
		}
		c[r] = append(c[r][:0], his...)
	}
	set(roleThey, "she", "he", she)
	set(roleThem, "her", "him", she)
	set(roleTheir, "her", "his", she)
	set(roleTheyR, "she", "he", !she)
	set(roleTheirR, "her", "his", !she)
}

// person draws a full name and keeps the given name besides.
func (g *generator) person(full, given rule, she bool) {
	s, c := &g.stream, &g.cast
	r := g.rules.givenOf[0]
	if she {
		r = g.rules.givenOf[1]
	}
	c[given] = g.grammar.expand(c[given][:0], r, s, c)
	c[full] = append(append(c[full][:0], c[given]...), ' ')
	c[full] = g.grammar.expand(c[full], g.rules.family, s, c)
}
