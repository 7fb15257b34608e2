package target

import (
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The bodies that a REST client decodes into: its own view of the API, with the fields that
// the service documents.
type (
	bookBody struct {
		ID            int32    `json:"id"`
		Title         string   `json:"title"`
		Authors       []string `json:"authors"`
		Category      string   `json:"category"`
		ISBN          string   `json:"isbn"`
		Language      string   `json:"language"`
		Year          int32    `json:"year"`
		AverageRating float32  `json:"average_rating"`
		RatingCounts  stars    `json:"rating_counts"`
		Price         *price   `json:"price"`
		Description   string   `json:"description"`
		ImageURL      string   `json:"image_url"`
	}

	stars struct {
		One   int32 `json:"one"`
		Two   int32 `json:"two"`
		Three int32 `json:"three"`
		Four  int32 `json:"four"`
		Five  int32 `json:"five"`
	}

	price struct {
		MinorUnits int64  `json:"minor_units"`
		Currency   string `json:"currency"`
	}

	recommendationsBody struct {
		Recommendations []struct {
			ID          int32   `json:"id"`
			Title       string  `json:"title"`
			Author      string  `json:"author"`
			Rating      float32 `json:"rating"`
			Description string  `json:"description"`
		} `json:"recommendations"`
	}

	historyBody struct {
		BookID int32 `json:"book_id"`
		Days   []struct {
			Day int32 `json:"day"`
			stars
		} `json:"days"`
	}
)

func (b *bookBody) extent() int { return len(b.Title) + len(b.Description) }

func (b *bookBody) message() proto.Message {
	m := &catalogv1.Book{
		Id: b.ID, Title: b.Title, Authors: b.Authors,
		Category: catalogv1.BookCategory(catalogv1.BookCategory_value[b.Category]),
		Isbn:     b.ISBN, Language: b.Language, Year: b.Year, AverageRating: b.AverageRating,
		RatingCounts: &catalogv1.RatingCounts{
			One: b.RatingCounts.One, Two: b.RatingCounts.Two, Three: b.RatingCounts.Three,
			Four: b.RatingCounts.Four, Five: b.RatingCounts.Five,
		},
		Description: b.Description, ImageUrl: b.ImageURL,
	}
	if b.Price != nil {
		m.Price = &catalogv1.Money{MinorUnits: b.Price.MinorUnits, Currency: b.Price.Currency}
	}
	return m
}

func (b *recommendationsBody) extent() int {
	sum := 0
	for i := range b.Recommendations {
		sum += len(b.Recommendations[i].Title) + len(b.Recommendations[i].Description)
	}
	return sum
}

func (b *recommendationsBody) message() proto.Message {
	m := &catalogv1.RecommendationResponse{}
	for _, r := range b.Recommendations {
		m.Recommendations = append(m.Recommendations, &catalogv1.BookRecommendation{
			Id: r.ID, Title: r.Title, Author: r.Author, Rating: r.Rating, Description: r.Description,
		})
	}
	return m
}

func (b *historyBody) extent() int { return len(b.Days) }

func (b *historyBody) message() proto.Message {
	m := &catalogv1.RatingHistoryResponse{BookId: b.BookID}
	for _, d := range b.Days {
		m.Days = append(m.Days, &catalogv1.DailyRatings{
			Day: d.Day, One: d.One, Two: d.Two, Three: d.Three, Four: d.Four, Five: d.Five,
		})
	}
	return m
}
