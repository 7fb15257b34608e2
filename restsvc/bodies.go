package restsvc

import "github.com/wiretax/wiretax/catalog"

// The bodies of the answers. Keys are the field names of the proto.
type (
	// Book answers GetBook.
	Book struct {
		ID            int32        `json:"id"`
		Title         string       `json:"title"`
		Authors       []string     `json:"authors"`
		Category      string       `json:"category"`
		ISBN          string       `json:"isbn"`
		Language      string       `json:"language"`
		Year          int32        `json:"year"`
		AverageRating float32      `json:"average_rating"`
		RatingCounts  RatingCounts `json:"rating_counts"`
		Price         *Money       `json:"price,omitempty"`
		Description   string       `json:"description"`
		ImageURL      string       `json:"image_url"`
	}

	// RatingCounts says how many readers gave each number of stars.
	RatingCounts struct {
		One   int32 `json:"one"`
		Two   int32 `json:"two"`
		Three int32 `json:"three"`
		Four  int32 `json:"four"`
		Five  int32 `json:"five"`
	}

	// Money is an amount in the minor unit of its currency.
	Money struct {
		MinorUnits int64  `json:"minor_units"`
		Currency   string `json:"currency"`
	}

	// Recommendations answers Recommend.
	Recommendations struct {
		Recommendations []Recommendation `json:"recommendations"`
	}

	// Recommendation is a book in short.
	Recommendation struct {
		ID          int32   `json:"id"`
		Title       string  `json:"title"`
		Author      string  `json:"author"`
		Rating      float32 `json:"rating"`
		Description string  `json:"description"`
	}

	// RatingHistory answers RatingHistory.
	RatingHistory struct {
		BookID int32          `json:"book_id"`
		Days   []DailyRatings `json:"days"`
	}

	// DailyRatings is one day of a rating history.
	DailyRatings struct {
		// Day counts from 1970-01-01.
		Day int32 `json:"day"`
		RatingCounts
	}
)

// BookOf is the body of a book.
func BookOf(b *catalog.Book) Book {
	body := Book{
		ID:            b.ID,
		Title:         b.Title,
		Authors:       b.Authors,
		Category:      b.Category.String(),
		ISBN:          b.ISBN,
		Language:      b.Language,
		Year:          b.Year,
		AverageRating: b.AverageRating,
		RatingCounts:  countsOf(b.RatingCounts),
		Description:   b.Description,
		ImageURL:      b.ImageURL,
	}
	if b.Price != (catalog.Money{}) {
		body.Price = &Money{b.Price.MinorUnits, b.Price.Currency}
	}
	return body
}

func countsOf(counts [5]int32) RatingCounts {
	return RatingCounts{counts[0], counts[1], counts[2], counts[3], counts[4]}
}

// RecommendationsOf is the body of the books that a query returned, in their order. An
// empty answer is an empty array.
func RecommendationsOf(books []*catalog.Book) Recommendations {
	list := make([]Recommendation, len(books))
	for i, b := range books {
		list[i] = Recommendation{b.ID, b.Title, b.Authors[0], b.AverageRating, b.Description}
	}
	return Recommendations{list}
}

// RatingHistoryOf is the body of a book's days.
func RatingHistoryOf(bookID int32, days []catalog.DailyRatings) RatingHistory {
	list := make([]DailyRatings, len(days))
	for i, d := range days {
		list[i] = DailyRatings{d.Day, countsOf(d.Counts)}
	}
	return RatingHistory{bookID, list}
}
