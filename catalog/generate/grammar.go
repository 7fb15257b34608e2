package generate

import (
	"embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The texts of the generated catalog are made of these words. A file holds rules:
//
//	[name]
//	an alternative, one a line, with {other.rule} and {^a rule} in it
//
// {rule} is replaced by one of the alternatives of the rule, {^rule} by the same with a capital
// first, {a rule} and {^a rule} by the same after "a" or "an". Instead of a rule, a slot may
// name one of the cast. Lines that start with # are comments.
//
//go:embed words/*.txt
var wordFiles embed.FS

// rule is the number of a rule; numbers below numRoles are the cast.
type rule int

// A role is a slot that keeps its value throughout a text.
const (
	roleHero   rule = iota // full name
	roleName               // given name of the hero
	roleThey               // he or she
	roleThem               // him or her
	roleTheir              // his or her
	roleRival              // full name
	roleRival1             // given name of the rival
	roleTheyR              // he or she, of the rival
	roleTheirR             // his or her, of the rival
	numRoles
)

var roleNames = [numRoles]string{"hero", "name", "they", "them", "their", "rival", "rival1", "they.r", "their.r"}

// cast has the values of the roles.
type cast [numRoles][]byte

// grammar is the parsed word files.
type grammar struct {
	alternatives [][][]piece // by rule, then by alternative
	rules        map[string]rule
}

// piece is a stretch of text and the slot after it.
type piece struct {
	text    string
	slot    rule // noSlot: none
	capital bool
	article bool
}

const noSlot rule = -1

// newGrammar parses the embedded word files. It panics on a mistake in them, which
// no input can cause.
func newGrammar() *grammar {
	g := &grammar{alternatives: make([][][]piece, numRoles), rules: make(map[string]rule, 256)}
	for r, name := range roleNames {
		g.rules[name] = rule(r)
	}
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		panic(fmt.Sprintf("catalog: read word files: %v", err))
	}
	for _, f := range files {
		text, err := wordFiles.ReadFile("words/" + f.Name())
		if err != nil {
			panic(fmt.Sprintf("catalog: read word file: %v", err))
		}
		g.parse(string(text))
	}
	for name, r := range g.rules {
		if r >= numRoles && len(g.alternatives[r]) == 0 {
			panic(fmt.Sprintf("catalog: word files use {%s}, which is not a rule", name))
		}
	}
	return g
}

func (g *grammar) parse(text string) {
	current := noSlot
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			current = g.rule(strings.Trim(line, "[]"))
			continue
		}
		g.alternatives[current] = append(g.alternatives[current], g.pieces(line))
	}
}

// rule returns the rule of that name, which may be defined later.
func (g *grammar) rule(name string) rule {
	r, ok := g.rules[name]
	if !ok {
		r = rule(len(g.alternatives))
		g.rules[name] = r
		g.alternatives = append(g.alternatives, nil)
	}
	return r
}

// known returns a rule that must be defined.
func (g *grammar) known(name string) rule {
	r, ok := g.rules[name]
	if !ok {
		panic("catalog: word files have no rule " + name)
	}
	return r
}

func (g *grammar) pieces(line string) []piece {
	list := make([]piece, 0, strings.Count(line, "{")+1)
	for {
		text, rest, found := strings.Cut(line, "{")
		if !found {
			return append(list, piece{text: text, slot: noSlot})
		}
		slot, rest, _ := strings.Cut(rest, "}")
		p := piece{text: text}
		slot, p.capital = strings.CutPrefix(slot, "^")
		slot, p.article = strings.CutPrefix(slot, "a ")
		p.slot = g.rule(slot)
		list, line = append(list, p), rest
	}
}

// expand appends one of the texts of a rule.
func (g *grammar) expand(dst []byte, r rule, s *stream, c *cast) []byte {
	if r < numRoles {
		return append(dst, c[r]...)
	}
	list := g.alternatives[r]
	return g.fill(dst, list[s.below(len(list))], s, c)
}

// fill appends an alternative with its slots filled.
func (g *grammar) fill(dst []byte, alternative []piece, s *stream, c *cast) []byte {
	for i := range alternative {
		p := &alternative[i]
		dst = append(dst, p.text...)
		if p.slot == noSlot {
			continue
		}
		start := len(dst)
		if p.article {
			dst = append(dst, "an "...)
		}
		word := len(dst)
		dst = g.expand(dst, p.slot, s, c)
		if p.article && !startsWithVowel(dst[word:]) {
			dst = append(dst[:start+1], dst[start+2:]...)
		}
		if p.capital {
			dst = capitalize(dst, start)
		}
	}
	return dst
}

func startsWithVowel(word []byte) bool {
	return len(word) > 0 && strings.IndexByte("aeiouAEIOU", word[0]) >= 0
}

// capitalize turns the letter at start into a capital.
func capitalize(dst []byte, start int) []byte {
	if start < len(dst) && dst[start] < utf8.RuneSelf {
		dst[start] = byte(unicode.ToUpper(rune(dst[start])))
	}
	return dst
}

// size is a rule for texts of up to that many characters.
type size struct {
	chars int
	rule  rule
}

// tries is how many texts fit draws for a better length.
const tries = 7

// fit appends a text of about the wanted number of characters: of the first rule
// whose size is enough, or else of the last one, the best of a few draws.
func (g *grammar) fit(dst []byte, sizes []size, want int, s *stream, c *cast) []byte {
	i := 0
	for i < len(sizes)-1 && want > sizes[i].chars {
		i++
	}
	start, best := len(dst), -1
	for range tries {
		mark := len(dst)
		dst = g.expand(dst, sizes[i].rule, s, c)
		off := utf8.RuneCount(dst[mark:]) - want
		if off < 0 {
			off = -off
		}
		if best < 0 || off < best {
			best = off
			dst = append(dst[:start], dst[mark:]...)
		} else {
			dst = dst[:mark]
		}
		if best <= 1+want/16 {
			break
		}
	}
	return dst
}
