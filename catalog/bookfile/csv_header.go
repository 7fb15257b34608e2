package bookfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/spelling"
)

// separators are the characters that may separate columns; the first is the usual one.
const separators = ",;\t|"

// jsonStart matches the beginning of JSON, which no header has.
var jsonStart = regexp.MustCompile(`^\s*(\{\s*["}]|\[\s*["{[\]])`)

// otherQuotes matches a name in quotes that CSV does not know; they would remain in the texts
// below.
var otherQuotes = regexp.MustCompile("^('.*'|`.*`|\\|.*\\||[‘‚].*[’‘]|[“„].*[”“]|«.*»)$")

// separatorOf returns the separator for which the header has the most columns of a book.
func separatorOf(head []byte) byte {
	best, most := separators[0], 0
	for _, separator := range []byte(separators) {
		rows := newCSVRows(bytes.NewReader(head), separator)
		_ = rows.header() // the next read returns the error
		found := 0
		for _, name := range csvNames {
			if len(columnsCalled(name, rows.values)) > 0 {
				found++
			}
		}
		if found > most {
			best, most = separator, found
		}
	}
	return best
}

// columnsCalled returns the columns of the header with that name or, if there are none, with a
// name that differs only in case and punctuation, such as "Book ID" for book_id.
func columnsCalled(name string, header []string) []int {
	var exact, alike []int
	for i, column := range header {
		if column == name {
			exact = append(exact, i)
		}
		if letters(column) == letters(name) {
			alike = append(alike, i)
		}
	}
	if exact != nil {
		return exact
	}
	return alike
}

// letters returns the letters and digits of a name, in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// header reads the first row and finds the columns.
func (f *csvFile) header() error {
	err := f.readable(f.rows.header())
	if errors.Is(err, io.EOF) {
		return &rowError{f.path, 1, 1, "", "the file is empty; start it with a header row such as book_id,title,authors,…"}
	}
	if err != nil {
		return err
	}
	f.names = f.rows.values
	for i, name := range f.names {
		if otherQuotes.MatchString(name) {
			return f.errorAt(i, "", catalog.Quote(name)+" is in quotes that CSV does not have; write double quotes or none, in all rows")
		}
	}
	var missing []string
	for i, name := range csvNames {
		f.columns[i] = -1
		switch found := columnsCalled(name, f.names); {
		case len(found) > 1:
			return f.errorAt(found[1], name, "the header has this column twice; keep one")
		case len(found) == 1:
			f.columns[i] = found[0]
		case slices.Contains(requiredFields, field(i)):
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return f.errorAt(0, "", f.lacks(missing))
	}
	return nil
}

// lacks says which columns are missing and which of the others may be meant by them.
func (f *csvFile) lacks(missing []string) string {
	var unused []string
	for i, name := range f.names {
		if name != "" && !slices.Contains(f.columns[:], i) {
			unused = append(unused, name)
		}
	}
	if len(unused) == len(f.names) {
		return fmt.Sprintf("the first row has none of a book's columns: %s; start the file with a header such as book_id,title,authors,…", catalog.Quote(strings.Join(f.names, string(f.rows.separator))))
	}
	for i, name := range missing {
		if near := lookAlikes(name, unused); len(near) > 0 {
			missing[i] += " (perhaps " + spelling.Or(near) + ")"
		}
	}
	return "the header lacks " + columns(len(missing)) + ": " + strings.Join(missing, ", ") + "; add or rename"
}

// lookAlikes returns the columns that are spelt almost like name, or end with the same word.
func lookAlikes(name string, columns []string) []string {
	near := spelling.Closest(name, columns)
	if near == nil {
		for _, column := range columns {
			if a, b := letters(name), letters(column); b != "" && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a)) || lastWord(column) == lastWord(name) {
				near = append(near, column)
			}
		}
	}
	near = near[:min(len(near), 3)]
	for i := range near {
		near[i] = catalog.Quote(near[i])
	}
	return near
}

// lastWord returns the last word of a column's name, in lower case.
func lastWord(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
