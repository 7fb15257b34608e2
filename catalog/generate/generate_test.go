package generate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
)

// embedded are the books of a server without options, made once for all tests.
var embedded = sync.OnceValue(func() []catalog.Book { return list(DefaultSeed, DefaultBooks) })

// The embedded catalog is the same on every machine and in every version; otherwise the results
// of two runs could not be compared. If a change is intended, write the new digest here and say
// so in the commit.
func TestGenerateGolden(t *testing.T) {
	const want = "01e3728382f215f9b5b2d4fb9284708a46b90c1ca36fa932e9453413f5944176"
	if got := Catalog(DefaultSeed, DefaultBooks).Digest(); got != want {
		t.Errorf("Catalog(%d, %d) has digest\n%s, want\n%s", DefaultSeed, DefaultBooks, got, want)
	}
}

func TestGeneratePrefix(t *testing.T) {
	all := embedded()
	for _, n := range []int{-1, 0, 1, 2, 3, 4, 1000} {
		got := list(DefaultSeed, n)
		if want := all[:max(n, 0)]; !slices.EqualFunc(got, want, func(a, b catalog.Book) bool { return cmp.Equal(a, b) }) {
			t.Errorf("list(%d, %d) differs from the first %d of %d books", DefaultSeed, n, n, len(all))
		}
	}
}

func TestGenerateSeeds(t *testing.T) {
	a, b := list(1, 100), list(2, 100)
	same := 0
	for i := range a {
		if a[i].Title == b[i].Title {
			same++
		}
	}
	if same < 3 || same > 6 {
		t.Errorf("seeds 1 and 2 share %d of 100 titles, want the 3 featured ones and few by chance", same)
	}
}

func TestGenerateFeatured(t *testing.T) {
	for _, seed := range []uint64{0, DefaultSeed, 1 << 63} {
		c := Catalog(seed, 3)
		for _, want := range []struct {
			id            int32
			title, author string
			category      catalog.Category
			rating        float32
		}{
			{1, "The Girl with the Dragon Tattoo", "Stieg Larsson", catalog.Mystery, 4.5},
			{2, "Gone Girl", "Gillian Flynn", catalog.Mystery, 4.3},
			{3, "Dune", "Frank Herbert", catalog.ScienceFiction, 4.6},
		} {
			b, err := c.GetBook(want.id)
			if err != nil {
				t.Fatal(err)
			}
			if b.Title != want.title || !slices.Equal(b.Authors, []string{want.author}) || b.Category != want.category || b.AverageRating != want.rating {
				t.Errorf("seed %d: book %d = %+v, want %+v", seed, want.id, b, want)
			}
		}
	}
}

var (
	imageURL = regexp.MustCompile(`^https://(images|s)\.books\.example/[a-z0-9/x-]+\.(jpg|png)$`)
	badProse = regexp.MustCompile(`[{}\[\]^]|  | [,.;?!]|\b[Aa] [aeiAEIO]|\b[Aa]n [b-df-gj-np-tv-zB-DF-HJ-NP-TV-Z]| $|^ |%`)
)

// A test of bookfile checks the same books as it checks loaded ones.
func TestGenerateValid(t *testing.T) {
	for i := range embedded() {
		b := &embedded()[i]
		if got, want := b.AverageRating, exactMean(t, b.RatingCounts); got != want {
			t.Errorf("book %d has an average rating of %v, its counts %v say %v", b.ID, got, b.RatingCounts, want)
		}
		if b.ISBN != "" && (len(b.ISBN) != 13 || catalog.ISBNCheckDigit([]byte(b.ISBN[:12])) != b.ISBN[12]) {
			t.Errorf("book %d has ISBN %s, want 13 digits with a right check digit", b.ID, b.ISBN)
		}
		if p := b.Price; p != (catalog.Money{}) && (p.MinorUnits < 399 || p.MinorUnits > 3999) {
			t.Errorf("book %d costs %v, want 3.99 to 39.99", b.ID, p)
		}
		if i%50 == 0 && !imageURL.MatchString(b.ImageURL) {
			t.Errorf("book %d has image %s", b.ID, b.ImageURL)
		}
	}
}

func TestGenerateProse(t *testing.T) {
	const every = 9 // the race detector makes regexps slow
	for i, b := range embedded() {
		for _, text := range append([]string{b.Title, b.Description}, b.Authors...) {
			if !utf8.ValidString(text) {
				t.Errorf("book %d: %q is not UTF-8", b.ID, text)
			}
			if i%every != 0 {
				continue
			}
			if bad := badProse.FindString(text); bad != "" {
				t.Errorf("book %d: bad text %q in %q", b.ID, bad, text)
			}
		}
	}
}

// exactMean rounds the decimal digits, as a person does.
func exactMean(t *testing.T, counts [5]int32) float32 {
	t.Helper()
	var count, sum int64
	for i, n := range counts {
		count += int64(n)
		sum += int64(i+1) * int64(n)
	}
	hundredths := sum * 100 / count
	if 2*(sum*100-hundredths*count) >= count {
		hundredths++
	}
	mean, err := strconv.ParseFloat(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100), 32)
	if err != nil {
		t.Fatal(err)
	}
	return float32(mean)
}

// All volumes of a series have the same name for it.
func TestGenerateSeriesStay(t *testing.T) {
	names := map[string]map[string]bool{} // by author
	for _, b := range embedded() {
		if i := strings.LastIndex(b.Title, " ("); i >= 0 {
			name, _, _ := strings.Cut(b.Title[i:], ", #")
			a := b.Authors[0]
			if names[a] == nil {
				names[a] = map[string]bool{}
			}
			names[a][name] = true
		}
	}
	crowded := 0
	for _, series := range names {
		if len(series) > seriesPerAuthor {
			crowded++ // two authors of one name
		}
	}
	if crowded > len(names)/50 {
		t.Errorf("%d of %d authors have more than %d series", crowded, len(names), seriesPerAuthor)
	}
}
