package bookfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/catalog"
)

// csvRows reads the rows of a CSV file. It reads what encoding/csv reads, and also blanks around
// a quoted text. It skips blank rows, and says where a text begins that does not end.
type csvRows struct {
	in        *bufio.Reader
	separator byte

	values    []string      // of the current row, without the blanks around them
	positions []csvPosition // of the values

	line int    // number of the current line
	text string // of the current line
	at   int    // what of text has been read
}

// csvPosition is a line and a column in bytes, both from 1.
type csvPosition struct{ line, column int }

// csvError is a mistake in how a row is written.
type csvError struct {
	position csvPosition
	detail   string
}

func (e *csvError) Error() string { return e.detail }

// newCSVRows reads from r, whose lines may end in a line feed, a carriage return or both.
func newCSVRows(r io.Reader, separator byte) *csvRows {
	return &csvRows{in: bufio.NewReader(lineFeeds{bufio.NewReader(r)}), separator: separator}
}

// next reads the next row that is not blank. It returns io.EOF after the last one, and a
// *csvError if the row is not valid CSV.
func (r *csvRows) next() error {
	for {
		r.values, r.positions = nil, r.positions[:0]
		if err := r.readLine(); err != nil {
			return err
		}
		for more := true; more; {
			value, err := r.value()
			if err != nil {
				return err
			}
			r.values = append(r.values, value)
			if more = r.at < len(r.text); more {
				r.at++ // the separator
			}
		}
		if strings.Join(r.values, "") != "" {
			return nil
		}
	}
}

// separatorLine is how Excel names the separator on a line before the header: "sep=;".
var separatorLine = regexp.MustCompile(`(?i)^sep\s*=`)

// header reads the first row, after a line that only names the separator.
func (r *csvRows) header() error {
	err := r.next()
	if err == nil && separatorLine.MatchString(r.values[0]) {
		err = r.next()
	}
	return err
}

// readLine makes the next line the current one.
func (r *csvRows) readLine() error {
	text, err := r.in.ReadString('\n')
	if err != nil && (!errors.Is(err, io.EOF) || text == "") {
		return err
	}
	text, _ = strings.CutSuffix(text, "\n")
	text, _ = strings.CutSuffix(text, "\r")
	r.line, r.text, r.at = r.line+1, text, 0
	return nil
}

// skipBlanks skips the blanks before and after a quoted text.
func (r *csvRows) skipBlanks() {
	rest := strings.TrimLeftFunc(r.text[r.at:], func(c rune) bool { return unicode.IsSpace(c) && c != rune(r.separator) })
	r.at = len(r.text) - len(rest)
}

// value reads a value up to the separator after it or to the end of the line.
func (r *csvRows) value() (string, error) {
	start := r.at
	r.skipBlanks()
	if strings.HasPrefix(r.text[r.at:], `"`) {
		r.positions = append(r.positions, csvPosition{r.line, r.at + 1})
		return r.quoted()
	}
	r.positions = append(r.positions, csvPosition{r.line, start + 1})
	end := len(r.text)
	if i := strings.IndexByte(r.text[start:], r.separator); i >= 0 {
		end = start + i
	}
	text := r.text[start:end]
	r.at = end
	if i := strings.IndexByte(text, '"'); i >= 0 {
		detail := catalog.Quote(text) + " has a quote inside"
		if strings.Contains(text, `\"`) {
			detail = catalog.Quote(text) + " escapes a quote with a backslash"
		}
		return "", &csvError{csvPosition{r.line, start + i + 1}, detail + `; put the whole text in quotes and write "" for each quote in it`}
	}
	return strings.TrimSpace(text), nil
}

// quoted reads a value in quotes, and the blanks after it.
func (r *csvRows) quoted() (string, error) {
	opened := csvPosition{r.line, r.at + 1}
	r.at++
	var text strings.Builder
	for {
		before, _, found := strings.Cut(r.text[r.at:], `"`)
		text.WriteString(before)
		if !found {
			text.WriteByte('\n')
			if err := r.readLine(); errors.Is(err, io.EOF) {
				return "", misquoted(opened, text.String(), "the quote that opens this text is not closed; close it where the text ends")
			} else if err != nil {
				return "", err
			}
			continue
		}
		r.at += len(before) + 1
		closed := csvPosition{r.line, r.at}
		if strings.HasPrefix(r.text[r.at:], `"`) {
			text.WriteByte('"')
			r.at++
			continue
		}
		r.skipBlanks()
		rest := r.text[r.at:]
		switch {
		case rest == "" || rest[0] == r.separator:
			return strings.TrimSpace(text.String()), nil
		case closed.line != opened.line: // the text was probably meant to end on its first line
			return "", misquoted(opened, text.String()+`"`, fmt.Sprintf("the quote that opens this text is closed on line %d, before %s; close it where the text ends", closed.line, catalog.Quote(rest)))
		default:
			return "", misquoted(closed, text.String()+`"`, "this quote ends the text, but "+catalog.Quote(rest)+" follows; write a separator there")
		}
	}
}

// misquoted returns the error for the quotes of a text, which has been read up to the mistake.
func misquoted(at csvPosition, text, detail string) error {
	if strings.Contains(text, `\"`) {
		return &csvError{at, `a quote is escaped with a backslash; write "" for each quote in a text`}
	}
	return &csvError{at, detail + `, or write "" for each quote in the text`}
}
