package bookfile

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// allRows reads all rows of a text.
func allRows(text string, separator byte) (all [][]string, err error) {
	rows := newCSVRows(iotest.OneByteReader(strings.NewReader(text)), separator)
	for {
		if err := rows.next(); err == io.EOF { //nolint:errorlint // next does not wrap it
			return all, nil
		} else if err != nil {
			return all, err
		}
		all = append(all, slices.Clone(rows.values))
	}
}

func TestCSVRows(t *testing.T) {
	want := [][]string{{"a", "b"}, {"c\nd", `"e", f`}}
	for name, text := range map[string]string{
		"line feeds":                      "a,b\n\"c\nd\",\"\"\"e\"\", f\"\n",
		"carriage returns and line feeds": "a,b\r\n\"c\r\nd\",\"\"\"e\"\", f\"\r\n",
		"carriage returns":                "a,b\r\"c\rd\",\"\"\"e\"\", f\"\r",
		"Excel for Mac":                   "a,b\r\"c\nd\",\"\"\"e\"\", f\"\r",
		"returns after both":              "a,b\r\n\"c\nd\",\"\"\"e\"\", f\"\r",
		"both after returns":              "a,b\r\"c\rd\",\"\"\"e\"\", f\"\r\n",
		"blanks before quotes":            "a, b\n \"c\nd\",\t \"\"\"e\"\", f\"",
		"blanks behind quotes":            "a , b \n\"c\nd\" ,\"\"\"e\"\", f\" \n",
		"blanks around everything":        " \"a\" , \"b\" \n\u00a0\"c\nd\"\t, \"\"\"e\"\", f\" ",
		"blank rows":                      "\n,,,\na,b\n , \n\"c\nd\",\"\"\"e\"\", f\"\n\"\",\"\"\n",
	} {
		if got, err := allRows(text, ','); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: rows of %q = %q, %v, want %q", name, text, got, err, want)
		}
	}
	if got, err := allRows("a\t\t \"b\"\t", '\t'); err != nil || !cmp.Equal(got, [][]string{{"a", "", "b", ""}}) {
		t.Errorf("columns between tabs = %q, %v, want one empty and a last empty one", got, err)
	}
}

// The error names where the mistake was made, in the words of the author of the file.
func TestLoadCSVQuotes(t *testing.T) {
	const rest, next = `,Nell Ilk,4.02,1,2,3,4,5`, "\n8,Bee,Otto Arm,4,1,2,3,4,5\n"
	for _, test := range []struct{ name, text, want string }{
		{"not closed", `7,"Ash` + rest, `b.csv:2:3: title: the quote that opens this text is not closed; `},
		{"not closed, more rows", `7,"Ash` + rest + strings.Repeat(next, 3), `b.csv:2:3: title: the quote that opens this text is not closed; `},
		{"not closed, carriage returns", strings.ReplaceAll(`7,"Ash`+rest+next, "\n", "\r"), `b.csv:2:3: title: the quote that opens this text is not closed; `},
		{"not closed, another column", "7,\"A\nsh\",\"Nell Ilk,4.02,1,2,3,4,5" + next, `b.csv:3:5: authors: the quote that opens this text is not closed; `},
		{"closed by the next row", `7,"Ash` + rest + "\n8,\"Bee\",Otto Arm,4,1,2,3,4,5", `b.csv:2:3: title: the quote that opens this text is closed on line 3, before "Bee\",Otto Arm`},
		{"single quote inside", `7,"A "sh" B"` + rest, `b.csv:2:6: title: this quote ends the text, but "sh`},
		{"text behind the quotes", `7,"Ash" (1st)` + rest, `b.csv:2:7: title: this quote ends the text, but "(1st),`},
		{"quote behind a blank", `7, Ash "x"` + rest, `b.csv:2:8: title: " Ash \"x\"" has a quote inside; put the whole text in quotes`},
		{"list without quotes", `7,Ash,["Nell Ilk"],4.02,1,2,3,4,5`, `b.csv:2:8: authors: "[\"Nell Ilk\"]" has a quote inside; `},
		{"backslash in quotes", `7,"A \"sh\" B"` + rest, `b.csv:2:7: title: a quote is escaped with a backslash; write "" for each quote in a text`},
		{"backslash at the end", `7,"A \"sh\"","Nell Ilk",4.02,1,2,3,4,5`, `b.csv:2:7: title: a quote is escaped with a backslash; `},
		{"backslash at the end alone", `7,"Ash \"","Nell Ilk",4.02,1,2,3,4,5`, `b.csv:2:12: title: a quote is escaped with a backslash; `},
		{"backslash without quotes", `7,A \"sh\"` + rest, `b.csv:2:6: title: "A \\\"sh\\\"" escapes a quote with a backslash; put the whole text in quotes`},
		{"backslash, not closed", `7,"Ash \""` + rest + next, `b.csv:2:3: title: a quote is escaped with a backslash; `},
		{"quote alone", "\"\n", "b.csv:2:1: book_id: the quote that opens"},
	} {
		_, _, err := readCSV(strings.NewReader(head()+test.text), "b.csv")
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: readCSV: %v\nwant %s…", test.name, err, test.want)
		}
	}
}

// Files that encoding/csv reads are read the same.
func FuzzCSVRows(f *testing.F) {
	for _, seed := range []string{head() + row, "a,\"b\"\"\n\",\r\n\n,\" c\"\r\n", "\"a\"\n\"", " a ,\tb", "\"\\\"\",\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.Contains(bytes.ReplaceAll(text, []byte("\r\n"), nil), []byte("\r")) {
			return // which does not end a line there
		}
		reader := csv.NewReader(bytes.NewReader(text))
		reader.FieldsPerRecord = -1
		all, err := reader.ReadAll()
		if err != nil {
			return
		}
		var want [][]string
		for _, values := range all {
			for i := range values {
				values[i] = strings.TrimSpace(values[i])
			}
			if strings.Join(values, "") != "" {
				want = append(want, values)
			}
		}
		if got, err := allRows(string(text), ','); err != nil || !cmp.Equal(got, want) {
			t.Errorf("rows of %q = %q, %v, want %q", text, got, err, want)
		}
	})
}
