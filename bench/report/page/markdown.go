package page

import (
	"fmt"
	"slices"
	"strings"
)

// Page gathers Markdown as GitHub reads it. The zero value is empty.
type Page struct {
	// Folder is where its pictures belong, relative to it: empty, or with a slash at its end.
	Folder string
	// Pictures are those that it shows, by path relative to it.
	Pictures map[string][]byte

	text  strings.Builder
	notes []string
}

// Markdown is what was written so far.
func (p *Page) Markdown() []byte {
	return []byte(strings.TrimRight(p.text.String(), "\n") + "\n")
}

// Line writes a line as it is.
func (p *Page) Line(format string, args ...any) {
	fmt.Fprintf(&p.text, format+"\n", args...)
}

// Heading writes a heading; level 1 is that of the page.
func (p *Page) Heading(level int, title string) {
	p.Line("%s %s\n", strings.Repeat("#", level), title)
}

// Paragraph writes Markdown; what comes from a record goes through escape or code first.
func (p *Page) Paragraph(markdown string) { p.Line("%s\n", markdown) }

// List writes an item a line.
func (p *Page) List(items []string) {
	for _, item := range items {
		p.Line("- %s", item)
	}
	p.Line("")
}

// Code writes lines of code in a language.
func (p *Page) Code(language string, lines []string) {
	p.Line("```%s", language)
	for _, line := range lines {
		p.Line("%s", Printable(line))
	}
	p.Line("```\n")
}

// Table writes rows of Markdown. Columns that start with ">" stand on the right.
func (p *Page) Table(columns []string, rows [][]string) {
	heads, rules := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		heads[i], rules[i] = strings.TrimPrefix(c, ">"), "---"
		if heads[i] != c {
			rules[i] = "---:"
		}
	}
	for _, row := range append([][]string{heads, rules}, rows...) {
		p.Line("| %s |", strings.Join(row, " | "))
	}
	p.Line("")
}

// PictureExt ends the name of every picture.
const PictureExt = ".svg"

// Picture shows a picture and keeps it under a name of its own. The description is for who
// cannot see it.
func (p *Page) Picture(name, description string, svg []byte) {
	path := p.Folder + fileName(name) + PictureExt
	for p.Pictures[path] != nil {
		path = strings.TrimSuffix(path, PictureExt) + "-" + PictureExt
	}
	if p.Pictures == nil {
		p.Pictures = make(map[string][]byte)
	}
	p.Pictures[path] = svg
	p.Paragraph("![" + Escape(description) + "](" + path + ")")
}

// fileName is a name as a file can carry it.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}

// Note returns the mark of a footnote; the same text has the same mark.
func (p *Page) Note(text string) string {
	i := slices.Index(p.notes, text)
	if i < 0 {
		i = len(p.notes)
		p.notes = append(p.notes, text)
	}
	return fmt.Sprintf("[^%d]", i+1)
}

// Footnotes writes those that were noted.
func (p *Page) Footnotes() {
	for i, text := range p.notes {
		p.Line("[^%d]: %s", i+1, Escape(text))
	}
	if len(p.notes) > 0 {
		p.Line("")
	}
}

// Escape makes any text stand in Markdown, a table's cell included, as it is.
func Escape(text string) string {
	return markdownEscaper.Replace(Printable(strings.Join(strings.Fields(text), " ")))
}

var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "|", `\|`,
	"[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`,
)

// Code shows text as code, in a table's cell too. Backticks in it turn into quotes: no
// name that belongs here has any.
func Code(text string) string {
	text = strings.NewReplacer("`", "'", "|", `\|`).Replace(Printable(strings.Join(strings.Fields(text), " ")))
	if text == "" {
		return None
	}
	return "`" + text + "`"
}

// OrNone escapes text; it is [None] where there is none.
func OrNone(text string) string {
	if text == "" {
		return None
	}
	return Escape(text)
}
