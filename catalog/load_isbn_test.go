package catalog

import (
	"strings"
	"testing"
)

func TestParseISBN(t *testing.T) {
	for _, test := range []struct {
		text, want string
		loss       isbnLoss
	}{
		{"", "", isbnSound},
		{"0439023483", "0439023483", isbnSound},
		{"439023483", "0439023483", isbnSound},
		{"439023483.0", "0439023483", isbnSound},
		{"4.39023483E+08", "0439023483", isbnSound},
		{"0-439-02348-3", "0439023483", isbnSound},
		{"0 439 02348 3", "0439023483", isbnSound},
		{"9780439023481", "9780439023481", isbnSound},
		{"9780439023481.0", "9780439023481", isbnSound},
		{"9.780439023481E+12", "9780439023481", isbnSound},
		{"978\u20110\u2011439\u201102348\u20111", "9780439023481", isbnSound},
		{"14028009x", "014028009X", isbnSound},
		{"0-14-028009-X", "014028009X", isbnSound},
		{`="0439023483"`, "0439023483", isbnSound},
		{`=""`, "", isbnSound},
		{"'439023483", "0439023483", isbnSound},

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
	} {
		got, loss, ok := parseISBN(test.text)
		if got != test.want || loss != test.loss || !ok {
			t.Errorf("parseISBN(%q) = %q, %d, %v, want %q, %d, true", test.text, got, loss, ok, test.want, test.loss)
		}
	}
	for _, text := range []string{"B003J4VF5K", "12-34", "-439023483", "439023483.5", "1e-3", "unknown", "1e99999999999", "978-0-439-02348"} {
		if got, loss, ok := parseISBN(text); ok {
			t.Errorf("parseISBN(%q) = %q, %d, true, want a refusal", text, got, loss)
		}
	}
}

// What is left out is counted, and said once.
func TestISBNsLeftOut(t *testing.T) {
	csv := head("isbn", "isbn13") +
		"1,A,B,4,1,1,1,1,1,439023483,9.78043902348e+12\n" +
		"2,A,B,4,1,1,1,1,1,0,1.57E+11\n" +
		"3,A,B,4,1,1,1,1,1,nan,NaN\n"
	_, losses, err := readCSV(strings.NewReader(csv), "b.csv")
	want := `ISBNs left out: 2 lost digits in a spreadsheet, such as "9.78043902348e+12" on line 2; 1 have a wrong length or check digit, such as "0" on line 3; books without an ISBN for that reason: 1`
	if got := losses.String(); err != nil || got != want {
		t.Errorf("readCSV: %v, left out\n%s\nwant\n%s", err, got, want)
	}
	_, losses, err = readJSONL(strings.NewReader(object(`,"isbn":"0000000000"`)), "b.jsonl")
	if got := losses.String(); err != nil || !strings.Contains(got, `such as "0000000000" on line 1`) {
		t.Errorf("readJSONL: %v, left out %q", err, got)
	}
	if _, losses, err = readCSV(strings.NewReader(head()+row), "b.csv"); err != nil || losses.String() != "" {
		t.Errorf("readCSV of a file without ISBNs: %v, left out %q, want nothing", err, losses.String())
	}
}
