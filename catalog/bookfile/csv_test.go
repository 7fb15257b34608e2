package bookfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/plaintext"
)

const csvHead = "book_id,title,authors,average_rating,ratings_1,ratings_2,ratings_3,ratings_4,ratings_5"

// head returns the header with columns behind the required ones.
func head(columns ...string) string {
	return strings.Join(append([]string{csvHead}, columns...), ",") + "\n"
}

const row = "7,Ash,Nell Ilk,4.02,1,2,3,4,5"

func TestLoadCSV(t *testing.T) {
	plain := catalog.Book{ID: 7, Title: "Ash", Authors: []string{"Nell Ilk"}, Category: hashedCategory(7), AverageRating: 4.02, RatingCounts: [5]int32{1, 2, 3, 4, 5}}
	with := func(change func(b *catalog.Book)) catalog.Book {
		b := plain
		change(&b)
		return b
	}
	for _, test := range []struct {
		name, text string
		want       catalog.Book
	}{
		{"required columns only", head() + row, plain},
		{"byte order mark", plaintext.ByteOrderMark + head() + row + "\n", plain},
		{"carriage returns and a blank line", strings.ReplaceAll(head()+"\n"+row+"\n", "\n", "\r\n"), plain},
		{"other columns are ignored", head("work_id", "small_image_url") + row + ",99,x", plain},
		{"columns in another order", "ratings_5,title,book_id,authors,average_rating,ratings_1,ratings_2,ratings_3,ratings_4\n5,Ash,7,Nell Ilk,4.02,1,2,3,4", plain},
		{"space around", head() + " 7 , Ash ,Nell Ilk ,4.02,1,2,3,4,5", plain},
		{"two authors", head() + `7,Ash,"Nell Ilk, Otto J. Arm",4.02,1,2,3,4,5`, with(func(b *catalog.Book) { b.Authors = []string{"Nell Ilk", "Otto J. Arm"} })},
		{"quotes and line break", head() + "7,\"Ash, \"\"the\n1st\"\"\",Nell Ilk,4.02,1,2,3,4,5", with(func(b *catalog.Book) { b.Title = "Ash, \"the\n1st\"" })},
		{"short ISBN-10", head("isbn") + row + ",7442912", with(func(b *catalog.Book) { b.ISBN = "0007442912" })},
		{"ISBN-10 with X", head("isbn") + row + ",14028009X", with(func(b *catalog.Book) { b.ISBN = "014028009X" })},
		{"ISBN-13 wins", head("isbn", "isbn13") + row + ",7442912,9780307269751", with(func(b *catalog.Book) { b.ISBN = "9780307269751" })},
		{"ISBN-13 as a float", head("isbn", "isbn13") + row + ",7442912,9.78043902348e+12", with(func(b *catalog.Book) { b.ISBN = "0007442912" })},
		{"ISBN-10 in the column of ISBN-13", head("isbn", "isbn13") + row + ",,195170342.0", with(func(b *catalog.Book) { b.ISBN = "0195170342" })},
		{"year as a float", head("original_publication_year") + row + ",2008.0", with(func(b *catalog.Book) { b.Year = 2008 })},
		{"year before the common era", head("original_publication_year") + row + ",-1750.0", with(func(b *catalog.Book) { b.Year = -1750 })},
		{"year that SAS lacks", head("original_publication_year") + row + ",.", plain},
		{"rating without a digit before the point", head() + "7,Ash,Nell Ilk,.5,1,2,3,4,5", with(func(b *catalog.Book) { b.AverageRating = .5 })},
		{"rating without a digit behind the point", head() + "7,Ash,Nell Ilk,4.,1,2,3,4,5", with(func(b *catalog.Book) { b.AverageRating = 4 })},
		{"numbers with a point", head() + "7.,Ash,Nell Ilk,4.02,1.,2.,3.,4.,5.", plain},
		{"largest count", head() + "7,Ash,Nell Ilk,4.02,2147483647,2,3,4,5", with(func(b *catalog.Book) { b.RatingCounts[0] = 2147483647 })},
		{"single quotes of a title itself", head() + "7,'Ash' and 'Bee',Nell Ilk,4.02,1,2,3,4,5", with(func(b *catalog.Book) { b.Title = "'Ash' and 'Bee'" })},
		{"what HTML does not have", head() + "7,Q&A; AT&T &,Nell Ilk,4.02,1,2,3,4,5", with(func(b *catalog.Book) { b.Title = "Q&A; AT&T &" })},
		{"separator behind the last author", head() + `7,Ash,"Nell Ilk, ",4.02,1,2,3,4,5`, plain},
		{"no year", head("original_publication_year") + row + ",", plain},
		{"language and image", head("language_code", "image_url") + row + ",en-GB,https://x.example/1.jpg", with(func(b *catalog.Book) { b.Language, b.ImageURL = "en-GB", "https://x.example/1.jpg" })},
		{
			"extra columns", head("category", "description", "price_minor_units", "currency") + row + ",ROMANCE,Two meet.,1299,EUR",
			with(func(b *catalog.Book) {
				b.Category, b.Description, b.Price = catalog.Romance, "Two meet.", catalog.Money{MinorUnits: 1299, Currency: "EUR"}
			}),
		},
		{
			"language, ISBN, picture and description that are missing", head("language_code", "isbn", "image_url", "description", "category") + row + ",nan,NaT,<NA>,NaN,None",
			plain,
		},
		{"authors as numpy prints them", head() + "7,Ash,\"array(['Nell Ilk',\n       'Otto J. Arm'], dtype=object)\",4.02,1,2,3,4,5", with(func(b *catalog.Book) { b.Authors = []string{"Nell Ilk", "Otto J. Arm"} })},
		{"extra columns left empty", head("category", "description", "price_minor_units", "currency") + row + ",,,,", plain},
	} {
		got, _, err := readCSV(strings.NewReader(test.text), "b.csv")
		if diff := cmp.Diff([]catalog.Book{test.want}, got); err != nil || diff != "" {
			t.Errorf("%s: readCSV: %v, (-want +got):\n%s", test.name, err, diff)
		}
	}
}

func TestLoadCSVErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty file", "", "b.csv:1:1: the file is empty; "},
		{"header only", head(), "b.csv:1:1: there is no book after the header; "},
		{"missing column", "book_id,title\n7,Ash", "b.csv:1:1: the header lacks 7 columns: authors, average_rating, ratings_1, ratings_2, ratings_3, ratings_4, ratings_5; "},
		{"column twice", head("title") + row + ",x", "b.csv:1:88: title: the header has this column twice; "},
		{"too few columns", head() + row + "\n8,Bee,Otto Arm", "b.csv:3:7: the row has 3 columns; write 9"},
		{"too many columns", head() + row + ",6", "b.csv:2:31: the row has 10 columns; write 9"},
		{"stray quote", head() + `7,A"sh,Nell Ilk,4.02,1,2,3,4,5`, "b.csv:2:4: title: \"A\\\"sh\" has a quote inside; put the whole text in quotes and write \"\" for each quote in it"},
		{"no number", head() + "seven,Ash,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:1: book_id: "seven" is not a whole number of 32 bits; `},
		{"id 0", head() + "0,Ash,Nell Ilk,4.02,1,2,3,4,5", "b.csv:2:1: book_id: 0 is below 1; "},
		{"id too large", head() + "2147483648,Ash,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:1: book_id: "2147483648" is above 2147483647, the largest value; `},
		{"id twice", head() + row + "\n8,Bee,Otto Arm,4,1,2,3,4,5\n" + row, "b.csv:4:1: book_id: 7 is already on line 2; "},
		{"no title", head() + "7, ,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "" is not a title; `},
		{"no author", head() + "7,Ash,,4.02,1,2,3,4,5", "b.csv:2:7: authors: there is no author; "},
		{"nameless author", head() + `7,Ash,"Nell Ilk, , Otto Arm",4.02,1,2,3,4,5`, "b.csv:2:7: authors: author 2 of 3 has no name; "},
		{"rating is no number", head() + "7,Ash,Nell Ilk,good,1,2,3,4,5", `b.csv:2:16: average_rating: "good" is not a mean of ratings; `},
		{"rating too large", head() + "7,Ash,Nell Ilk,5.01,1,2,3,4,5", `b.csv:2:16: average_rating: "5.01" is not a mean of ratings; write a plain decimal from 0 to 5, such as 4.02`},
		{"rating below 0", head() + "7,Ash,Nell Ilk,-0.5,1,2,3,4,5", `b.csv:2:16: average_rating: "-0.5" is not `},
		{"rating is NaN", head() + "7,Ash,Nell Ilk,NaN,1,2,3,4,5", `b.csv:2:16: average_rating: "NaN" is not `},
		{"rating in hexadecimal", head() + "7,Ash,Nell Ilk,0x1p1,1,2,3,4,5", `b.csv:2:16: average_rating: "0x1p1" is not `},
		{"rating with an underscore", head() + "7,Ash,Nell Ilk,0x_1p1,1,2,3,4,5", `b.csv:2:16: average_rating: "0x_1p1" is not `},
		{"rating without an end", head() + "7,Ash,Nell Ilk,Infinity,1,2,3,4,5", `b.csv:2:16: average_rating: "Infinity" is not `},
		{"rating with a sign", head() + "7,Ash,Nell Ilk,+4.5,1,2,3,4,5", `b.csv:2:16: average_rating: "+4.5" is not `},
		{"rating of minus nothing", head() + "7,Ash,Nell Ilk,-0.0,1,2,3,4,5", `b.csv:2:16: average_rating: "-0.0" is not `},
		{"rating with an exponent", head() + "7,Ash,Nell Ilk,4e0,1,2,3,4,5", `b.csv:2:16: average_rating: "4e0" is not `},
		{"rating of a point alone", head() + "7,Ash,Nell Ilk,.,1,2,3,4,5", `b.csv:2:16: average_rating: "." is not `},
		{"rating of two points", head() + "7,Ash,Nell Ilk,4..,1,2,3,4,5", `b.csv:2:16: average_rating: "4.." is not `},
		{"rating in other digits", head() + "7,Ash,Nell Ilk,\u0664.5,1,2,3,4,5", `b.csv:2:16: average_rating: "٤.5" is not `},
		{"count with a sign", head() + "7,Ash,Nell Ilk,4.02,+1,2,3,4,5", `b.csv:2:21: ratings_1: "+1" is not a whole number`},
		{"count in hexadecimal", head() + "7,Ash,Nell Ilk,4.02,0x1,2,3,4,5", `b.csv:2:21: ratings_1: "0x1" is not a whole number`},
		{"count with an underscore", head() + "7,Ash,Nell Ilk,4.02,1_0,2,3,4,5", `b.csv:2:21: ratings_1: "1_0" is not a whole number`},
		{"negative count", head() + "7,Ash,Nell Ilk,4.02,1,2,-3,4,5", "b.csv:2:25: ratings_3: -3 is negative; "},
		{"count is no number", head() + "7,Ash,Nell Ilk,4.02,1,2,3,4,", `b.csv:2:29: ratings_5: "" is not a whole number`},
		{"count too large", head() + "7,Ash,Nell Ilk,4.02,1,2,3,4,4000000000", `b.csv:2:29: ratings_5: "4000000000" is above 2147483647, the largest value; `},
		{"count just too large", head() + "7,Ash,Nell Ilk,4.02,2147483648,2,3,4,5", `b.csv:2:21: ratings_1: "2147483648" is above 2147483647, the largest value; `},
		{"count far below 0", head() + "7,Ash,Nell Ilk,4.02,-2147483649,2,3,4,5", `b.csv:2:21: ratings_1: "-2147483649" is negative; `},
		{"year too large", head("original_publication_year") + row + ",2147483648.0", `b.csv:2:31: original_publication_year: "2147483648.0" is above 2147483647, the largest value; `},
		{"year too early", head("original_publication_year") + row + ",-2147483649", `b.csv:2:31: original_publication_year: "-2147483649" is below -2147483648, the smallest value; `},
		{"price too large", head("price_minor_units", "currency") + row + ",9223372036854775808,EUR", `b.csv:2:31: price_minor_units: "9223372036854775808" is above 9223372036854775807, the largest value; `},
		{"title in single quotes", head() + "7,'Ash',Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "'Ash'" is in single quotes; write double quotes or none; a title that is really like this can be read from a .jsonl file`},
		{"title with a single quote in single quotes", head() + "7,'Ash''s',Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "'Ash''s'" is in single quotes; `},
		{"separator in single quotes", head() + "7,'Ash, tree',Nell Ilk,4.02,1,2,3,4,5", "b.csv:2:37: the row has 10 columns; write 9 like the header, and put a text that holds the separator in double quotes"},
		{"separator behind a backslash", head() + `7,Ash\, tree,Nell Ilk,4.02,1,2,3,4,5`, "b.csv:2:36: the row has 10 columns; write 9 like the header, and put a text that holds the separator in double quotes"},
		{"one column", head() + "7", "b.csv:2:1: the row has 1 column; write 9 like the header"},
		{"HTML in a title", head() + "7,A &amp; B,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "A &amp; B" holds &amp; as HTML writes it; write "&"; `},
		{"HTML number in a title", head() + "7,Ash&#39;s,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "Ash&#39;s" holds &#39; as HTML writes it; write "'"; `},
		{"HTML in an author", head() + "7,Ash,Nell &#x26; Ilk,4.02,1,2,3,4,5", `b.csv:2:7: authors: "Nell &#x26; Ilk" holds &#x26; as HTML writes it; write "&"; `},
		{"byte order mark in a title", head() + "7,A\ufeffsh,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "A\ufeffsh" has the byte order mark U+FEFF; remove it`},
		{"byte order mark before a title", head() + "7,\ufeffAsh,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "\ufeffAsh" has the byte order mark U+FEFF; `},
		{"byte order mark in an author", head() + "7,Ash,Nell Ilk\ufeff,4.02,1,2,3,4,5", `b.csv:2:7: authors: "Nell Ilk\ufeff" has the byte order mark U+FEFF; `},
		{"byte order mark in a description", head("description") + row + ",\ufeff", `b.csv:2:31: description: "\ufeff" has the byte order mark U+FEFF; `},
		{"byte order mark of a second file", head() + row + "\n\ufeff8,Bee,Otto Arm,4,1,2,3,4,5", `b.csv:3:1: book_id: "\ufeff8" is not a whole number`},
		{"year", head("original_publication_year") + row + ",2008.5", `b.csv:2:31: original_publication_year: "2008.5" is not `},
		{"category", head("category") + row + ",Horror", `b.csv:2:31: category: "Horror" is not a category; write MYSTERY`},
		{"title that SAS lacks", head() + "7,.,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "." is a missing value; `},
		{"title that is missing", head() + "7,nan,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "nan" is a missing value; `},
		{"title that R lacks", head() + "7,NA,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "NA" is a missing value; `},
		{"title that became a formula", head() + "7,#NAME?,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "#NAME?" is a missing value; `},
		{"NUL in a title", head() + "7,A\x00sh,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "A\x00sh" has the control character U+0000; remove it`},
		{"escape in a title", head() + "7,A\x1b[31msh,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "A\x1b[31msh" has the control character U+001B; `},
		{"C1 in a title", head() + "7,Ash\u0092s,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "Ash\u0092s" has the control character U+0092; `},
		{"DEL in a description", head("description") + row + ",A\x7f", `b.csv:2:31: description: "A\x7f" has the control character U+007F; `},
		{"line break in an author", head() + "7,Ash,\"Nell\nIlk\",4.02,1,2,3,4,5", `b.csv:2:7: authors: "Nell\nIlk" has the control character U+000A; `},
		{"series as pandas prints it", head() + "7,Ash,\"0    Nell Ilk\nName: authors, dtype: object\",4.02,1,2,3,4,5", `b.csv:2:7: authors: "0    Nell Ilk\nName: authors" has the control character U+000A; `},
		{"author that is missing", head() + `7,Ash,"Nell Ilk, nan",4.02,1,2,3,4,5`, "b.csv:2:7: authors: author 2 of 2 has no name; "},
		{"list of a missing author", head() + "7,Ash,[nan],4.02,1,2,3,4,5", "b.csv:2:7: authors: author 1 of 1 has no name; "},
		{"price", head("price_minor_units", "currency") + row + ",-1,EUR", "b.csv:2:31: price_minor_units: -1 is not a price; "},
		{"price 0", head("price_minor_units", "currency") + row + ",0,EUR", "b.csv:2:31: price_minor_units: 0 is not a price; "},
		{"currency", head("price_minor_units", "currency") + row + ",1299,euro", `b.csv:2:36: currency: "euro" is not a currency; `},
		{"price without currency", head("price_minor_units", "currency") + row + ",1299,", `b.csv:2:36: currency: "" is not a currency; `},
		{"not UTF-8", head() + "7,Caf\xe9,Nell Ilk,4.02,1,2,3,4,5", `b.csv:2:3: title: "Caf\xe9" is not UTF-8; if the file is Windows-1252 or Latin-1, convert it: iconv -f WINDOWS-1252 -t UTF-8 <b.csv >b-plain.csv`},
		{"not UTF-8 in another column", head("x") + row + ",\xff", `b.csv:2:31: x: "\xff" is not UTF-8; `},
		{"row behind a long one", head() + "7,\"A\n\nsh\",Nell Ilk,4.02,1,2,3,4,5\nx,Bee,Otto Arm,4,1,2,3,4,5", `b.csv:5:1: book_id: "x" is not`},
	} {
		_, _, err := readCSV(strings.NewReader(test.text), "b.csv")
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: readCSV: %v\nwant %s…", test.name, err, test.want)
		}
	}
}
