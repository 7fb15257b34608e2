package grpcsvc

import (
	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// BookOf is the message of a book.
func BookOf(b *catalog.Book) *catalogv1.Book {
	m := &catalogv1.Book{
		Id:            b.ID,
		Title:         b.Title,
		Authors:       b.Authors,
		Category:      catalogv1.BookCategory(b.Category),
		Isbn:          b.ISBN,
		Language:      b.Language,
		Year:          b.Year,
		AverageRating: b.AverageRating,
		RatingCounts: &catalogv1.RatingCounts{
			One:   b.RatingCounts[0],
			Two:   b.RatingCounts[1],
			Three: b.RatingCounts[2],
			Four:  b.RatingCounts[3],
			Five:  b.RatingCounts[4],
		},
		Description: b.Description,
		ImageUrl:    b.ImageURL,
	}
	if b.Price != (catalog.Money{}) {
		m.Price = &catalogv1.Money{MinorUnits: b.Price.MinorUnits, Currency: b.Price.Currency}
	}
	return m
}

// RecommendationsOf is the message of the books that a query returned, in their order.
func RecommendationsOf(books []*catalog.Book) *catalogv1.RecommendationResponse {
	return &catalogv1.RecommendationResponse{Recommendations: messages(books, recommendationMessage)}
}

func recommendationMessage(b *catalog.Book) *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{
		Id:          b.ID,
		Title:       b.Title,
		Author:      b.Authors[0],
		Rating:      b.AverageRating,
		Description: b.Description,
	}
}

// RatingHistoryOf is the message of a book's days.
func RatingHistoryOf(bookID int32, days []catalog.DailyRatings) *catalogv1.RatingHistoryResponse {
	return &catalogv1.RatingHistoryResponse{BookId: bookID, Days: messages(days, dayMessage)}
}

func dayMessage(d catalog.DailyRatings) *catalogv1.DailyRatings {
	return &catalogv1.DailyRatings{
		Day:   d.Day,
		One:   d.Counts[0],
		Two:   d.Counts[1],
		Three: d.Counts[2],
		Four:  d.Counts[3],
		Five:  d.Counts[4],
	}
}

// messages converts every element of list.
func messages[T, M any](list []T, message func(T) *M) []*M {
	out := make([]*M, len(list))
	for i, item := range list {
		out[i] = message(item)
	}
	return out
}
