package generate

import (
	"bytes"
	"compress/flate"
	"math"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/wiretax/wiretax/catalog"
)

// What follows was measured in goodbooks-10k (Zygmunt Zając, CC BY-SA 4.0): no row
// of it, only its distributions. The descriptions are the exception: the data set
// has none, and the figures are the ones wanted.

// shares of the quantiles below.
var shares = []float64{0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99}

func TestCalibrationQuantiles(t *testing.T) {
	books := embedded()
	for _, test := range []struct {
		name string
		want []float64
		// A quantile may be off by this share of it, plus slack.
		tolerance, slack float64
		measure          func(b *catalog.Book) (float64, bool)
	}{
		{"title length", []float64{5, 8, 11, 18, 30, 41, 55, 67, 96}, 0.06, 1, func(b *catalog.Book) (float64, bool) {
			return chars(b.Title), true
		}},
		{"length of a single author", []float64{8, 9, 10, 12, 13, 15, 17, 19, 22}, 0.05, 2, func(b *catalog.Book) (float64, bool) {
			return chars(b.Authors[0]), len(b.Authors) == 1
		}},
		{"average rating", []float64{3.30, 3.56, 3.68, 3.85, 4.02, 4.18, 4.30, 4.38, 4.53}, 0, 0.03, func(b *catalog.Book) (float64, bool) {
			return float64(b.AverageRating), true
		}},
		{"ratings", []float64{9240, 10881, 12063, 15439, 23834, 45918, 104185, 187292, 636061}, 0.15, 0, func(b *catalog.Book) (float64, bool) {
			return ratings(b), true
		}},
		{"age in 2018", []float64{2, 3, 5, 7, 14, 28, 61, 96, 299}, 0.3, 1, func(b *catalog.Book) (float64, bool) {
			return float64(2018 - b.Year), b.Year != 0
		}},
		{"length of the image URL", []float64{55, 56, 56, 57, 59, 88, 88, 88, 88}, 0, 0, func(b *catalog.Book) (float64, bool) {
			return chars(b.ImageURL), true
		}},
		{"description length", []float64{70, 120, 155, 215, 300, 415, 580, 710, 1040}, 0.15, 10, func(b *catalog.Book) (float64, bool) {
			return chars(b.Description), true
		}},
	} {
		var values []float64
		for i := range books {
			if v, ok := test.measure(&books[i]); ok {
				values = append(values, v)
			}
		}
		slices.Sort(values)
		for i, want := range test.want {
			got := values[int(shares[i]*float64(len(values)))]
			if math.Abs(got-want) > test.tolerance*math.Abs(want)+test.slack {
				t.Errorf("%s: quantile %v is %v, want about %v", test.name, shares[i], got, want)
			}
		}
	}
}

var inSeries = regexp.MustCompile(`\(.*#.*\)$`)

func TestCalibrationMeans(t *testing.T) {
	books := embedded()
	is := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	for _, test := range []struct {
		name            string
		want, tolerance float64
		measure         func(b *catalog.Book) float64
	}{
		{"title length", 32.1, 1, func(b *catalog.Book) float64 { return chars(b.Title) }},
		{"titles in a series", 0.45, 0.015, func(b *catalog.Book) float64 { return is(inSeries.MatchString(b.Title)) }},
		{"titles outside ASCII", 0.015, 0.004, func(b *catalog.Book) float64 { return is(!ascii(b.Title)) }},
		{"authors outside ASCII", 0.035, 0.006, func(b *catalog.Book) float64 {
			return is(slices.ContainsFunc(b.Authors, func(a string) bool { return !ascii(a) }))
		}},
		{"one author", 0.792, 0.012, func(b *catalog.Book) float64 { return is(len(b.Authors) == 1) }},
		{"two authors", 0.154, 0.012, func(b *catalog.Book) float64 { return is(len(b.Authors) == 2) }},
		{"three authors", 0.035, 0.006, func(b *catalog.Book) float64 { return is(len(b.Authors) == 3) }},
		{"more than four authors", 0.009, 0.003, func(b *catalog.Book) float64 { return is(len(b.Authors) > 4) }},
		{"average rating", 4.002, 0.01, func(b *catalog.Book) float64 { return float64(b.AverageRating) }},
		{"ln of the ratings", 10.31, 0.03, func(b *catalog.Book) float64 { return math.Log(ratings(b)) }},
		{"one star", 0.0195, 0.002, func(b *catalog.Book) float64 { return float64(b.RatingCounts[0]) / ratings(b) }},
		{"two stars", 0.0526, 0.003, func(b *catalog.Book) float64 { return float64(b.RatingCounts[1]) / ratings(b) }},
		{"three stars", 0.2072, 0.005, func(b *catalog.Book) float64 { return float64(b.RatingCounts[2]) / ratings(b) }},
		{"four stars", 0.3476, 0.005, func(b *catalog.Book) float64 { return float64(b.RatingCounts[3]) / ratings(b) }},
		{"five stars", 0.3731, 0.005, func(b *catalog.Book) float64 { return float64(b.RatingCounts[4]) / ratings(b) }},
		{"in eng", 0.634, 0.015, func(b *catalog.Book) float64 { return is(b.Language == "eng") }},
		{"in en-US", 0.207, 0.015, func(b *catalog.Book) float64 { return is(b.Language == "en-US") }},
		{"without language", 0.108, 0.012, func(b *catalog.Book) float64 { return is(b.Language == "") }},
		{"in Arabic", 0.0064, 0.002, func(b *catalog.Book) float64 { return is(b.Language == arabic) }},
		{"before the common era", 0.0031, 0.0015, func(b *catalog.Book) float64 { return is(b.Year < 0) }},
		{"without ISBN", 0.07, 0.008, func(b *catalog.Book) float64 { return is(b.ISBN == "") }},
		{"without cover", 0.333, 0.015, func(b *catalog.Book) float64 { return is(len(b.ImageURL) == 88) }},
		{"not for sale", 0.02, 0.005, func(b *catalog.Book) float64 { return is(b.Price == catalog.Money{}) }},
		{"in EUR, USD or GBP", 0.92, 0.01, func(b *catalog.Book) float64 { return is(slices.Contains(currencies[:3], b.Price.Currency)) }},
		{"on the smallest of four shelves", 0.25, 0.05, func(b *catalog.Book) float64 { return is(b.Category == catalog.NonFiction) }},
	} {
		var sum float64
		for i := range books {
			sum += test.measure(&books[i])
		}
		if got := sum / float64(len(books)); math.Abs(got-test.want) > test.tolerance {
			t.Errorf("%s: mean is %.4f, want %v ± %v", test.name, got, test.want, test.tolerance)
		}
	}
}

func TestCalibrationSpread(t *testing.T) {
	books := embedded()
	for _, test := range []struct {
		name            string
		want, tolerance float64
		measure         func(b *catalog.Book) float64
	}{
		{"average rating", 0.254, 0.01, func(b *catalog.Book) float64 { return float64(b.AverageRating) }},
		{"ln of the ratings", 0.918, 0.03, func(b *catalog.Book) float64 { return math.Log(ratings(b)) }},
		{"one star", 0.0156, 0.003, func(b *catalog.Book) float64 { return float64(b.RatingCounts[0]) / ratings(b) }},
		{"three stars", 0.0652, 0.005, func(b *catalog.Book) float64 { return float64(b.RatingCounts[2]) / ratings(b) }},
		{"five stars", 0.1154, 0.01, func(b *catalog.Book) float64 { return float64(b.RatingCounts[4]) / ratings(b) }},
	} {
		var sum, squares float64
		for i := range books {
			v := test.measure(&books[i])
			sum, squares = sum+v, squares+v*v
		}
		n := float64(len(books))
		if got := math.Sqrt(squares/n - sum/n*sum/n); math.Abs(got-test.want) > test.tolerance {
			t.Errorf("%s: standard deviation is %.4f, want %v ± %v", test.name, got, test.want, test.tolerance)
		}
	}
}

// The texts compress like texts: titles nearly as those of goodbooks-10k, where a
// hundred titles shrink to 0.55, and the descriptions of one answer as a page of
// English does.
func TestCalibrationCompression(t *testing.T) {
	books := embedded()
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		block     int // books compressed together
		low, high float64
		text      func(b *catalog.Book) string
	}{
		{"titles", 100, 0.50, 0.58, func(b *catalog.Book) string { return b.Title }},
		{"a description", 1, 0.60, 0.78, func(b *catalog.Book) string { return b.Description }},
		{"descriptions", 10, 0.45, 0.56, func(b *catalog.Book) string { return b.Description }},
	} {
		var plain, packed int
		for i := 3; i+test.block < 600; i += test.block {
			var text []byte
			for j := range books[i : i+test.block] {
				text = append(append(text, test.text(&books[i+j])...), '\n')
			}
			plain += len(text)
			packed += deflated(t, w, text)
		}
		if got := float64(packed) / float64(plain); got < test.low || got > test.high {
			t.Errorf("%d %s shrink to %.3f, want %v to %v", test.block, test.name, got, test.low, test.high)
		}
	}
}

func deflated(t *testing.T, w *flate.Writer, text []byte) int {
	t.Helper()
	var buf bytes.Buffer
	w.Reset(&buf)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Len()
}

func chars(s string) float64 { return float64(utf8.RuneCountInString(s)) }

func ratings(b *catalog.Book) float64 {
	var n float64
	for _, c := range b.RatingCounts {
		n += float64(c)
	}
	return n
}

func ascii(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= utf8.RuneSelf })
}
