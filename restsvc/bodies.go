package restsvc

import "github.com/wiretax/wiretax/catalog"

// The bodies of the answers. Keys are the field names of the proto.
type (
	book struct {
		ID            int32        `json:"id"`
		Title         string       `json:"title"`
		Authors       []string     `json:"authors"`
		Category      string       `json:"category"`
		ISBN          string       `json:"isbn"`
		Language      string       `json:"language"`
		Year          int32        `json:"year"`
		AverageRating float32      `json:"average_rating"`
		RatingCounts  ratingCounts `json:"rating_counts"`
		Price         *money       `json:"price,omitempty"`
		Description   string       `json:"description"`
		ImageURL      string       `json:"image_url"`
	}

	ratingCounts struct {
		One   int32 `json:"one"`
		Two   int32 `json:"two"`
		Three int32 `json:"three"`
		Four  int32 `json:"four"`
		Five  int32 `json:"five"`
	}

	money struct {
		MinorUnits int64  `json:"minor_units"`
		Currency   string `json:"currency"`
	}

	recommendations struct {
		Recommendations []recommendation `json:"recommendations"`
	}

	recommendation struct {
		ID          int32   `json:"id"`
		Title       string  `json:"title"`
		Author      string  `json:"author"`
		Rating      float32 `json:"rating"`
		Description string  `json:"description"`
	}

	ratingHistory struct {
		BookID int32          `json:"book_id"`
		Days   []dailyRatings `json:"days"`
	}

	dailyRatings struct {
		// Day counts from 1970-01-01.
		Day int32 `json:"day"`
		ratingCounts
	}
)

func bookBody(b *catalog.Book) book {
	body := book{
		ID:            b.ID,
		Title:         b.Title,
		Authors:       b.Authors,
		Category:      b.Category.String(),
		ISBN:          b.ISBN,
		Language:      b.Language,
		Year:          b.Year,
		AverageRating: b.AverageRating,
		RatingCounts:  countsBody(b.RatingCounts),
		Description:   b.Description,
		ImageURL:      b.ImageURL,
	}
	if b.Price != (catalog.Money{}) {
		body.Price = &money{b.Price.MinorUnits, b.Price.Currency}
	}
	return body
}

func countsBody(counts [5]int32) ratingCounts {
	return ratingCounts{counts[0], counts[1], counts[2], counts[3], counts[4]}
}

func recommendationsBody(books []*catalog.Book) recommendations {
	list := make([]recommendation, len(books))
	for i, b := range books {
		list[i] = recommendation{b.ID, b.Title, b.Authors[0], b.AverageRating, b.Description}
	}
	return recommendations{list}
}

func historyBody(bookID int32, days []catalog.DailyRatings) ratingHistory {
	list := make([]dailyRatings, len(days))
	for i, d := range days {
		list[i] = dailyRatings{d.Day, countsBody(d.Counts)}
	}
	return ratingHistory{bookID, list}
}
