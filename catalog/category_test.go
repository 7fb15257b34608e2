package catalog

import (
	"strings"
	"testing"
)

func TestParseCategory(t *testing.T) {
	for _, test := range []struct {
		name string
		want Category
		ok   bool
	}{
		{"MYSTERY", Mystery, true},
		{"SCIENCE_FICTION", ScienceFiction, true},
		{"ROMANCE", Romance, true},
		{"NON_FICTION", NonFiction, true},
		{"", Unspecified, true},
		{"BOOK_CATEGORY_UNSPECIFIED", Unspecified, true},
		{"mystery", Unspecified, false},
		{" MYSTERY", Unspecified, false},
		{"1", Unspecified, false},
		{"Category(5)", Unspecified, false},
		{"nonsense", Unspecified, false},
	} {
		got, err := ParseCategory(test.name)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("ParseCategory(%q) = %v, %v; want %v, ok %v", test.name, got, err, test.want, test.ok)
		}
		if err != nil {
			checkError(t, err, InvalidArgument, FieldCategory, `"`+test.name+`"`, "MYSTERY", "NON_FICTION")
		}
		if test.ok && test.name != "" && got.String() != test.name {
			t.Errorf("Category(%d).String() = %q, want %q", got, got, test.name)
		}
	}
}

func TestCategoryOutOfRange(t *testing.T) {
	c := Category(99)
	if c.Valid() || Unspecified.Valid() || !NonFiction.Valid() {
		t.Errorf("Valid() of 99, 0, 4 = %v, %v, %v; want false, false, true", c.Valid(), Unspecified.Valid(), NonFiction.Valid())
	}
	if got, want := c.String(), "Category(99)"; got != want {
		t.Errorf("Category(99).String() = %q, want %q", got, want)
	}
}

func TestParseCategoryQuotesLittle(t *testing.T) {
	_, err := ParseCategory(strings.Repeat("é\n", 5000))
	if got := len(err.Error()); got > 300 || strings.Contains(err.Error(), "\n") {
		t.Errorf("ParseCategory of 15 kB gives %d bytes of error: %v", got, err)
	}
}
