package size

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/terminal"
)

// Format is how results are written.
type Format string

// The formats.
const (
	Table    Format = "table" // for people, in the width of a terminal
	JSON     Format = "json"
	Markdown Format = "markdown"
)

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	switch f := Format(name); f {
	case Table, JSON, Markdown:
		return f, nil
	}
	return "", badInput("--format %.40q is unknown; use table, json or markdown", name)
}

// Columns is the width of a terminal, which no table exceeds.
const Columns = 80

// page is a result for people to read: paragraphs and tables.
type page struct {
	blocks []block
}

// block is a paragraph or a table.
type block struct {
	paragraph string
	table     *table
}

// table is a table of columns with heads. The leading columns say what a row is. They are on the
// left, and are repeated if the table is too wide and continues below. A head may have several
// lines.
type table struct {
	title string
	lead  int
	heads []string
	rows  [][]string
	// groups are the columns before which the table is best cut.
	groups []int
}

func (p *page) say(format string, args ...any) {
	p.blocks = append(p.blocks, block{paragraph: fmt.Sprintf(format, args...)})
}

func (p *page) add(t *table) { p.blocks = append(p.blocks, block{table: t}) }

// write writes the page in a format for people.
func (p *page) write(w io.Writer, f Format) error {
	var text strings.Builder
	for i, b := range p.blocks {
		if i > 0 {
			text.WriteByte('\n')
		}
		switch {
		case b.table != nil && f == Markdown:
			b.table.markdown(&text)
		case b.table != nil:
			b.table.plain(&text)
		case f == Markdown:
			text.WriteString(b.paragraph + "\n")
		default:
			text.WriteString(terminal.WrapText(b.paragraph, Columns) + "\n")
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func (t *table) markdown(text *strings.Builder) {
	if t.title != "" {
		text.WriteString("**" + t.title + "**\n\n")
	}
	heads, rules := make([]string, len(t.heads)), make([]string, len(t.heads))
	for i, head := range t.heads {
		heads[i], rules[i] = strings.ReplaceAll(head, "\n", " "), "---:"
		if i < t.lead {
			rules[i] = "---"
		}
	}
	for _, row := range append([][]string{heads, rules}, t.rows...) {
		for _, value := range row {
			text.WriteString("| " + escapeMarkdown(value) + " ")
		}
		text.WriteString("|\n")
	}
}

// escapeMarkdown returns text that Markdown shows unchanged in one column of a table.
func escapeMarkdown(text string) string {
	return strings.NewReplacer("|", `\|`, "_", `\_`, "*", `\*`, "<", "&lt;", "[", `\[`, "`", "\\`").Replace(text)
}

// The usual and the smallest width of the first column, which is narrowed if the table is too
// wide.
const (
	mostLead  = 38
	leastLead = 16
)

// gap separates columns.
const gap = "  "

// plain writes the table. Columns that do not fit are written as another table below it.
func (t *table) plain(text *strings.Builder) {
	if t.title != "" {
		text.WriteString(t.title + "\n")
	}
	widths := t.widths()
	lead := 0
	for _, width := range widths[:t.lead] {
		lead += width + len(gap)
	}
	for from := t.lead; from < len(t.heads); {
		to := t.fitting(widths, from, Columns-lead+len(gap))
		if from > t.lead {
			text.WriteByte('\n')
		}
		t.part(text, widths, from, to)
		from = to
	}
}

// fitting returns the end of the columns that fit on a line.
func (t *table) fitting(widths []int, from, room int) (to int) {
	whole := 0 // the end of the last group that fits
	for to = from; to < len(t.heads); to++ {
		if slices.Contains(t.groups, to) {
			whole = to
		}
		if room -= widths[to] + len(gap); room < 0 && to > from {
			if whole > from {
				return whole
			}
			return to
		}
	}
	return to
}

func (t *table) widths() []int {
	widths := make([]int, len(t.heads))
	for i, head := range t.heads {
		for line := range strings.SplitSeq(head, "\n") {
			widths[i] = max(widths[i], terminal.TextWidth(line))
		}
		for _, row := range t.rows {
			widths[i] = max(widths[i], terminal.TextWidth(row[i]))
		}
	}
	widths[0] = min(widths[0], mostLead)
	room := Columns + widths[0]
	for _, width := range widths {
		room -= width + len(gap)
	}
	if room += len(gap); room >= leastLead {
		widths[0] = min(widths[0], room)
	}
	return widths
}

// part writes the leading columns and some of the others.
func (t *table) part(text *strings.Builder, widths []int, from, to int) {
	height := 1
	for i := range to {
		if i < t.lead || i >= from {
			height = max(height, 1+strings.Count(t.heads[i], "\n"))
		}
	}
	for line := range height {
		t.line(text, widths, from, to, func(i int) string {
			lines := strings.Split(t.heads[i], "\n")
			if at := line - (height - len(lines)); at >= 0 {
				return lines[at]
			}
			return ""
		})
	}
	for _, row := range t.rows {
		t.line(text, widths, from, to, func(i int) string { return row[i] })
	}
}

func (t *table) line(text *strings.Builder, widths []int, from, to int, column func(int) string) {
	var line strings.Builder
	for i := range to {
		if i >= t.lead && i < from {
			continue
		}
		said := terminal.CutMiddle(column(i), widths[i])
		space := strings.Repeat(" ", widths[i]-terminal.TextWidth(said))
		switch {
		case i == 0:
			line.WriteString(said + space)
		case i < t.lead:
			line.WriteString(gap + said + space)
		default:
			line.WriteString(gap + space + said)
		}
	}
	text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// thousands formats a number with groups of digits.
func thousands(n int64) string {
	if n < 0 {
		return "-" + thousands(-n)
	}
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// ratio formats one number over another with three digits; "–" if it has no meaning.
func ratio(a, b int64) string {
	r := ratioOf(a, b)
	switch {
	case r == nil:
		return "–"
	case *r >= 99.95:
		return thousands(int64(*r + 0.5))
	case *r >= 9.995:
		return strconv.FormatFloat(*r, 'f', 1, 64)
	}
	return strconv.FormatFloat(*r, 'f', 2, 64)
}

// share formats one number as a share of another, in whole per cent.
func share(part, whole int64) string {
	switch {
	case whole == 0 || part == 0:
		return "0 %"
	case part*200 < whole:
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole))
}
