package bookfile

import (
	"strings"
	"testing"
)

func TestParseISBN(t *testing.T) {
	for _, test := range []struct {
		text, want string
		loss       isbnLoss
	}{
		{"", "", isbnValid},
		{"0439023483", "0439023483", isbnValid},
		{"439023483", "0439023483", isbnValid},
		{"439023483.0", "0439023483", isbnValid},
		{"4.39023483E+08", "0439023483", isbnValid},
		{"0-439-02348-3", "0439023483", isbnValid},
		{"0 439 02348 3", "0439023483", isbnValid},
		{"9780439023481", "9780439023481", isbnValid},
		{"9780439023481.0", "9780439023481", isbnValid},
		{"9.780439023481E+12", "9780439023481", isbnValid},
		{"978\u20110\u2011439\u201102348\u20111", "9780439023481", isbnValid},
		{"14028009x", "014028009X", isbnValid},
		{"0-14-028009-X", "014028009X", isbnValid},
		{`="0439023483"`, "0439023483", isbnValid},
		{`=""`, "", isbnValid},
		{"'439023483", "0439023483", isbnValid},

		{"0", "", isbnUnchecked},
		{"0.0", "", isbnUnchecked},
		{"0000000000", "", isbnUnchecked},
		{"0000000000000", "", isbnUnchecked},
		{"439023480.0", "", isbnUnchecked},     // its last digit was rounded away
		{"9780439023480.0", "", isbnUnchecked}, // and of this one
		{"1234567890", "", isbnUnchecked},
		{"19", "", isbnUnchecked}, // 0000000019 has a right check digit, by chance
		{"76783609419.0", "", isbnUnchecked},
		{"1230439023484", "", isbnUnchecked}, // no ISBN-13 begins so
		{"1.57E+11", "", isbnRounded},
		{"9.78043902348e+12", "", isbnRounded},
		{"4.39E+08", "", isbnRounded},
		{"12-34", "", isbnUnchecked},
		{"978-0-439-02348", "", isbnUnchecked},
		{"-", "", isbnOther},
		{"--", "", isbnOther},
		{"?", "", isbnOther},
		{"B003J4VF5K", "", isbnOther},
		{"unknown", "", isbnOther},
		{"439023483.5", "", isbnOther},
		{"1e-3", "", isbnOther},
		{"1e99999999999", "", isbnOther},
		{"0439023483, 9780439023481", "", isbnOther},
		{"0439023483\x00", "", isbnOther},
		{"\u0660439023483", "", isbnOther},
	} {
		got, loss := parseISBN(test.text)
		if got != test.want || loss != test.loss {
			t.Errorf("parseISBN(%q) = %q, %d, want %q, %d", test.text, got, loss, test.want, test.loss)
		}
	}
}

// What is left out is counted, and reported once.
func TestISBNsLeftOut(t *testing.T) {
	csv := head("isbn", "isbn13") +
		"1,A,B,4,1,1,1,1,1,439023483,9.78043902348e+12\n" +
		"2,A,B,4,1,1,1,1,1,0,1.57E+11\n" +
		"3,A,B,4,1,1,1,1,1,nan,NaN\n"
	_, losses, err := readCSV(strings.NewReader(csv), "b.csv")
	want := `ISBNs left out: 2 lost digits in a spreadsheet, such as "9.78043902348e+12" on line 2; 1 has a wrong length or check digit, such as "0" on line 3; books without an ISBN for that reason: 1`
	if got := losses.String(); err != nil || got != want {
		t.Errorf("readCSV: %v, left out\n%s\nwant\n%s", err, got, want)
	}
	for value, want := range map[string]string{
		"-": `1 is not an ISBN, such as "-" on line 2`, "B003J4VF5K": `such as "B003J4VF5K" on line 2`,
		"12-34": `1 has a wrong length or check digit, such as "12-34" on line 2`, "N/A": "",
	} {
		books, losses, err := readCSV(strings.NewReader(head("isbn")+row+","+value), "b.csv")
		if got := losses.String(); err != nil || len(books) != 1 || books[0].ISBN != "" || !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("readCSV with the ISBN %q: %v, left out %q, want %q", value, err, got, want)
		}
	}
	_, losses, err = readJSONL(strings.NewReader(object(`,"isbn":"-"`)+"\n"+strings.Replace(object(`,"isbn":"N/A"`), `"id":7`, `"id":8`, 1)), "b.jsonl")
	if got := losses.String(); err != nil || !strings.Contains(got, `2 are not ISBNs, such as "-" on line 1`) {
		t.Errorf("readJSONL: %v, left out %q", err, got)
	}
	_, losses, err = readJSONL(strings.NewReader(object(`,"isbn":"0000000000"`)), "b.jsonl")
	if got := losses.String(); err != nil || !strings.Contains(got, `such as "0000000000" on line 1`) {
		t.Errorf("readJSONL: %v, left out %q", err, got)
	}
	if _, losses, err = readCSV(strings.NewReader(head()+row), "b.csv"); err != nil || losses.String() != "" {
		t.Errorf("readCSV of a file without ISBNs: %v, left out %q, want nothing", err, losses.String())
	}
}
