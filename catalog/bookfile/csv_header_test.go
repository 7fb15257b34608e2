package bookfile

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/plaintext"
)

// The book is the same whatever separates the columns, and however the header spells their
// names.
func TestLoadCSVHeader(t *testing.T) {
	want, _, err := readCSV(strings.NewReader(head("isbn")+row+",439023483"), "b.csv")
	if err != nil {
		t.Fatal(err)
	}
	plain := head("isbn") + row + ",439023483\n"
	for name, text := range map[string]string{
		"semicolon":                        strings.ReplaceAll(plain, ",", ";"),
		"tab":                              strings.ReplaceAll(plain, ",", "\t"),
		"bar":                              strings.ReplaceAll(plain, ",", "|"),
		"named separator":                  "sep=;\r\n" + strings.ReplaceAll(plain, ",", ";"),
		"named comma":                      "sep=,\n" + plain,
		"separator in quotes":              "\"sep=;\"\n" + strings.ReplaceAll(plain, ",", ";"),
		"separator in upper case":          "SEP=;\n" + strings.ReplaceAll(plain, ",", ";"),
		"separator with blanks":            " Sep = ;\r\n" + strings.ReplaceAll(plain, ",", ";"),
		"separator in a row of Excel":      "\"sep=;\";;;\n" + strings.ReplaceAll(plain, ",", ";"),
		"separator between blank rows":     ",,\nsep=,\n\n,,\n" + plain,
		"named tab":                        "sep=\t\n" + strings.ReplaceAll(plain, ",", "\t"),
		"blank rows above":                 ",,,,,,,,,\n\"\", ,\t,\n \n" + plain,
		"blank rows above with semicolons": ";;;;\n" + strings.ReplaceAll(plain, ",", ";"),
		"blank rows around":                strings.ReplaceAll(plain, "\n", "\n,,,,,,,,,\n \"\" ,,\n"),
		"blank rows with tabs":             strings.ReplaceAll(strings.ReplaceAll(plain, "\n", "\n,,,,,,,,,\n"), ",", "\t"),
		"upper case":                       strings.ToUpper(head("isbn")) + row + ",439023483",
		"words":                            strings.NewReplacer("book_id", "Book ID", "average_rating", " Average-Rating ").Replace(plain),
		"mark and quotes":                  plaintext.ByteOrderMark + strings.Replace(plain, "book_id", `"book_id"`, 1),
		"carriage returns":                 strings.ReplaceAll(plain, "\n", "\r"),
		"numbers of pandas":                head("isbn") + "7.0,Ash,Nell Ilk,4.02,1.0,2.0,3.0,4.0,5.0,439023483.0",
		"list of one author":               head("isbn") + "7,Ash,['Nell Ilk'],4.02,1,2,3,4,5,439023483",
		"similar column too":               strings.Replace(head("isbn")+row+",439023483,x", "isbn\n", "isbn,Title\n", 1),
		"absent as pandas do":              head("isbn", "isbn13", "original_publication_year", "image_url") + row + ",439023483,nan,nan,NaN",
	} {
		got, _, err := readCSV(strings.NewReader(text), "b.csv")
		if err != nil || len(got) != 1 || got[0].ID != 7 || got[0].Title != "Ash" || got[0].Authors[0] != "Nell Ilk" ||
			got[0].ISBN != want[0].ISBN || got[0].RatingCounts != want[0].RatingCounts || got[0].Year != 0 || got[0].ImageURL != "" {
			t.Errorf("%s: readCSV = %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestLoadCSVHeaderErrors(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"all missing columns and what looks like them", "id,titel,author,avg_rating,rating_1,ratings_2,ratings_3,ratings_4,ratings_5\n",
			[]string{
				"b.csv:1:1: the header lacks 5 columns: ", `book_id (perhaps "id")`, `title (perhaps "titel")`, `authors (perhaps "author")`,
				`average_rating (perhaps "avg_rating")`, `ratings_1 (perhaps "rating_1")`, "; add or rename",
			},
		},
		{"one column, other separator", "book_id;authors;average_rating;ratings_1;ratings_2;ratings_3;ratings_4;ratings_5\n", []string{"b.csv:1:1: the header lacks 1 column: title; "}},
		{"single quotes", "'book_id','title','authors','average_rating','ratings_1','ratings_2','ratings_3','ratings_4','ratings_5'\n7,'Ash','Nell Ilk',4.02,1,2,3,4,5", []string{`b.csv:1:1: "'book_id'" is in quotes that CSV does not have; write double quotes or none`}},
		{"backquotes", strings.Replace(head(), "title", "`title`", 1) + row, []string{"b.csv:1:9: \"`title`\" is in quotes that CSV does not have"}},
		{"bars", "|" + strings.ReplaceAll(csvHead, ",", "|,|") + "|\n" + row, []string{`b.csv:1:1: "|book_id|" is in quotes that`}},
		{"quotes of a word processor", strings.Replace(head(), "title", "“title”", 1) + row, []string{`b.csv:1:9: "“title”" is in quotes that`}},
		{"JSON lines", object(""), []string{"b.csv:1:1: the file is JSON; write one object a line into a file ending in .jsonl"}},
		{"JSON", "\n [\n {\"book_id\": 7}]", []string{"b.csv:1:1: the file is JSON; "}},
		{"JSON of columns", "{\n  \"book_id\": {\"0\": 7}}", []string{"b.csv:1:1: the file is JSON; "}},
		{"JSON behind a mark", plaintext.ByteOrderMark + `[["book_id"]]`, []string{"b.csv:1:1: the file is JSON; "}},
		{"blank rows alone", ",,,\n\n,,,\n", []string{"the file is empty"}},
		{"no header", row, []string{"b.csv:1:1: the first row has none of a book's columns: ", "start the file with a header"}},
		{"unknown separator", strings.ReplaceAll(head(), ",", ":") + row, []string{"none of a book's columns", "book_id:title"}},
		{"two spellings", head("ISBN", "Isbn") + row + ",1,2", []string{"b.csv:1:93: isbn: the header has this column twice"}},
		{"header alone, with carriage returns", strings.ReplaceAll(head(), "\n", "\r"), []string{"there is no book after the header"}},
		{"separator named and nothing else", "sep=;\n", []string{"the file is empty"}},
		{"blank lines", "\n\r\n\n", []string{"the file is empty"}},
		{"fraction", head() + "7,Ash,Nell Ilk,4.02,1.5,2,3,4,5", []string{`b.csv:2:21: ratings_1: "1.5" is not a whole number`}},
		{"lost digits", head() + "7,Ash,Nell Ilk,4.02,4.78e+06,2,3,4,5", []string{`b.csv:2:21: ratings_1: "4.78e+06" may have lost digits`}},
		{"huge exponent", head() + "1e999999999,Ash,Nell Ilk,4.02,1,2,3,4,5", []string{`b.csv:2:1: book_id: "1e999999999" is not a whole number`}},
		{"no number", head() + "nan,Ash,Nell Ilk,4.02,1,2,3,4,5", []string{`b.csv:2:1: book_id: "nan" is not a whole number`}},
		{"decimal comma", strings.ReplaceAll(head(), ",", ";") + "7;Ash;Nell Ilk;4,02;1;2;3;4;5", []string{`b.csv:2:16: average_rating: "4,02" is not a mean of ratings; write a plain decimal from 0 to 5, such as 4.02`}},
		{"nobody", head() + "7,Ash,nan,4.02,1,2,3,4,5", []string{"b.csv:2:7: authors: there is no author"}},
		{"empty list", head() + "7,Ash,[],4.02,1,2,3,4,5", []string{"b.csv:2:7: authors: there is no author"}},
		{"broken list", head() + `7,Ash,"['A', 'B",4.02,1,2,3,4,5`, []string{"b.csv:2:7: authors: ", "not a list of names", "not closed"}},
		{"same id twice", head() + row + "\n7.0,Bee,Otto Arm,4,1,2,3,4,5", []string{"b.csv:3:1: book_id: 7 is already on line 2"}},
	} {
		_, _, err := readCSV(strings.NewReader(test.text), "b.csv")
		for _, part := range test.want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: readCSV: %v, want %q in it", test.name, err, part)
			}
		}
	}
}
