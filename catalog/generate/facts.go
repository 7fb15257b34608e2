package generate

import (
	"strconv"

	"github.com/wiretax/wiretax/catalog"
)

// languages are the languages of goodbooks-10k, and languageWeights how many of its 10,000 books
// have each; the rarest represent ten that occur once.
var (
	languages = []string{
		"eng", "en-US", "", "en-GB", arabic, "en-CA", "fre", "ind", "spa", "ger",
		"jpn", "per", "por", "pol", "en", "nor", "dan", "fil", "ita", "swe",
	}
	languageWeights = []int{
		6341, 2070, 1084, 257, 64, 58, 25, 21, 20, 13,
		7, 7, 6, 6, 4, 3, 3, 2, 2, 7,
	}
)

// years is the year of the first publication in goodbooks-10k; 0.21 % have none.
var years = quantiles{
	{0, -1750}, {1_000, -476}, {3_000, -300}, {3_100, 1000}, {4_000, 1273}, {5_000, 1485}, {7_500, 1601}, {10_000, 1719},
	{20_000, 1848}, {30_000, 1883}, {50_000, 1922}, {100_000, 1957}, {150_000, 1975}, {200_000, 1984},
	{250_000, 1990}, {300_000, 1995}, {400_000, 2000}, {500_000, 2004}, {600_000, 2007}, {700_000, 2010},
	{750_000, 2011}, {800_000, 2012}, {900_000, 2013}, {950_000, 2015}, {990_000, 2016}, {million, 2017},
}

const yearsUnknown = 2_100

func drawYear(s *stream) int32 {
	if s.chance(yearsUnknown) {
		return 0
	}
	return int32(years.draw(s))
}

// prices are whole units of the currency, before the 99, 95 or 49 cents. The data set has no
// prices; these are a bookshop's.
var prices = quantiles{
	{0, 3}, {50_000, 4}, {250_000, 8}, {500_000, 12}, {750_000, 17}, {900_000, 25}, {970_000, 32}, {million, 39},
}

var (
	currencies      = []string{"EUR", "USD", "GBP", "CAD", "CHF"}
	currencyWeights = []int{42, 34, 18, 4, 2}
	endings         = []int{99, 95, 49}
	endingWeights   = []int{75, 15, 10}
)

// notForSale is the share of books without a price, in millionths.
const notForSale = 20_000

// drawPrice returns 3.99 to 39.99, or no price.
func drawPrice(s *stream) catalog.Money {
	if s.chance(notForSale) {
		return catalog.Money{}
	}
	units, ending := prices.draw(s), endings[s.pick(endingWeights)]
	if units == 3 {
		ending = 99
	}
	return catalog.Money{MinorUnits: int64(units*100 + ending), Currency: currencies[s.pick(currencyWeights)]}
}

// isbnMissing is the share of books without an ISBN in goodbooks-10k.
const isbnMissing = 70_000

// appendISBN appends an ISBN-13 of the English language group, or nothing.
func appendISBN(dst []byte, s *stream) []byte {
	if s.chance(isbnMissing) {
		return dst
	}
	start := len(dst)
	dst = append(dst, "978"...)
	dst = append(dst, byte('0'+s.below(2)))
	n := s.below(100_000_000)
	for unit := 10_000_000; unit > 0; unit /= 10 {
		dst = append(dst, byte('0'+n/unit%10))
	}
	return append(dst, catalog.ISBNCheckDigit(dst[start:]))
}

// A third of the books of goodbooks-10k have no cover and share one picture. The others have a
// path with a time stamp and a number, mostly of five to eight digits. The hosts are as long as
// the real ones and do not exist.
const (
	noCover      = 333_200
	noCoverURL   = "https://s.books.example/assets/nophoto/book/111x148-5d41402abc4b2a76b9719d911017c592.png"
	coverPrefix  = "https://images.books.example/books/"
	coverSuffix  = ".jpg"
	firstCover   = 1_180_000_000 // seconds since 1970: 2007
	coverSeconds = 320_000_000
)

// coverDigits is how many of 10,000 covers have a number of 1, 2, 3 and so on digits.
var coverDigits = []int{8, 13, 65, 600, 2210, 1965, 1838, 3301}

func appendImageURL(dst []byte, s *stream) []byte {
	if s.chance(noCover) {
		return append(dst, noCoverURL...)
	}
	dst = append(dst, coverPrefix...)
	dst = strconv.AppendInt(dst, int64(firstCover+s.below(coverSeconds)), 10)
	dst = append(dst, "m/"...)
	low := 1
	for range s.pick(coverDigits) {
		low *= 10
	}
	dst = strconv.AppendInt(dst, int64(low+s.below(9*low)), 10)
	return append(dst, coverSuffix...)
}
