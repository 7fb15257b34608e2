package report

import (
	"fmt"
	"slices"
	"strings"
)

// document gathers Markdown as GitHub reads it. The zero value is empty.
type document struct {
	text  strings.Builder
	notes []string
}

func (d *document) line(format string, args ...any) {
	fmt.Fprintf(&d.text, format+"\n", args...)
}

func (d *document) heading(level int, title string) {
	d.line("%s %s\n", strings.Repeat("#", level), title)
}

// paragraph writes Markdown; what comes from a record goes through escape or code first.
func (d *document) paragraph(markdown string) { d.line("%s\n", markdown) }

func (d *document) list(items []string) {
	for _, item := range items {
		d.line("- %s", item)
	}
	d.line("")
}

func (d *document) code(language string, lines []string) {
	d.line("```%s", language)
	for _, line := range lines {
		d.line("%s", printable(line))
	}
	d.line("```\n")
}

// table writes rows of Markdown. Columns that start with ">" stand on the right.
func (d *document) table(columns []string, rows [][]string) {
	heads, rules := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		heads[i], rules[i] = strings.TrimPrefix(c, ">"), "---"
		if heads[i] != c {
			rules[i] = "---:"
		}
	}
	for _, row := range append([][]string{heads, rules}, rows...) {
		d.line("| %s |", strings.Join(row, " | "))
	}
	d.line("")
}

// note returns the mark of a footnote; the same text has the same mark.
func (d *document) note(text string) string {
	i := slices.Index(d.notes, text)
	if i < 0 {
		i = len(d.notes)
		d.notes = append(d.notes, text)
	}
	return fmt.Sprintf("[^%d]", i+1)
}

func (d *document) footnotes() {
	for i, text := range d.notes {
		d.line("[^%d]: %s", i+1, escape(text))
	}
	if len(d.notes) > 0 {
		d.line("")
	}
}

// escape makes any text stand in Markdown, a table's cell included, as it is.
func escape(text string) string {
	return markdownEscaper.Replace(printable(strings.Join(strings.Fields(text), " ")))
}

var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "|", `\|`,
	"[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`,
)

// code shows text as code, in a table's cell too. Backticks in it turn into quotes: no
// name that belongs here has any.
func code(text string) string {
	text = strings.NewReplacer("`", "'", "|", `\|`).Replace(printable(strings.Join(strings.Fields(text), " ")))
	if text == "" {
		return none
	}
	return "`" + text + "`"
}
