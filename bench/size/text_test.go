package size

import (
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	for _, test := range []struct{ call, got, want string }{
		{"thousands(0)", thousands(0), "0"},
		{"thousands(999)", thousands(999), "999"},
		{"thousands(-1234567)", thousands(-1234567), "-1,234,567"},
		{"ratio(1, 0)", ratio(1, 0), "–"},
		{"ratio(1, 3)", ratio(1, 3), "0.33"},
		{"ratio(9994, 1000)", ratio(9994, 1000), "9.99"},
		{"ratio(9996, 1000)", ratio(9996, 1000), "10.0"},
		{"ratio(123456, 100)", ratio(123456, 100), "1,235"},
		{"share(0, 0)", share(0, 0), "0 %"},
		{"share(1, 300)", share(1, 300), "<1 %"},
		{"share(1, 3)", share(1, 3), "33 %"},
	} {
		if test.got != test.want {
			t.Errorf("%s = %q, want %q", test.call, test.got, test.want)
		}
	}
}

// TestTable checks that tables fit the width of a terminal, and are cut where that is best.
func TestTable(t *testing.T) {
	wide := strings.Repeat("9", 20)
	tb := table{
		title: "Title", lead: 1, heads: []string{"what", "a", "first\nb", "c", "d"},
		rows: [][]string{{"row", wide, wide, "1", "2"}}, groups: []int{2},
	}
	page := &page{blocks: []block{{table: &tb}}}
	var got strings.Builder
	if err := page.write(&got, Table); err != nil {
		t.Fatal(err)
	}
	const fits = "Title\n                                           first\n" +
		"what                     a                     b  c  d\n" +
		"row   99999999999999999999  99999999999999999999  1  2\n"
	if got.String() != fits {
		t.Errorf("got\n%swant\n%s", got.String(), fits)
	}

	tb.rows[0][3], tb.rows[0][4] = wide, wide
	got.Reset()
	if err := page.write(&got, Table); err != nil {
		t.Fatal(err)
	}
	const cutAtGroup = "Title\nwhat                     a\nrow   99999999999999999999\n\n" +
		"                     first\n" +
		"what                     b                     c                     d\n" +
		"row   99999999999999999999  99999999999999999999  99999999999999999999\n"
	if got.String() != cutAtGroup {
		t.Errorf("got\n%swant\n%s", got.String(), cutAtGroup)
	}
}
