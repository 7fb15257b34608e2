package catalogjson

import (
	"math"

	"github.com/wiretax/wiretax/catalog"
)

// BookOf returns the body of a book.
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

// RecommendationsOf returns the body of the books that a query returned, in their order. An
// empty answer is an empty array.
func RecommendationsOf(books []*catalog.Book) Recommendations {
	return Recommendations{bodies(books, RecommendationOf)}
}

// RecommendationOf returns a book in short.
func RecommendationOf(b *catalog.Book) Recommendation {
	return Recommendation{ID: b.ID, Title: b.Title, Author: b.Authors[0], Rating: b.AverageRating, Description: b.Description}
}

// RatingHistoryOf returns the body of a book's days.
func RatingHistoryOf(bookID int32, days []catalog.DailyRatings) RatingHistory {
	return RatingHistory{bookID, bodies(days, func(d catalog.DailyRatings) DailyRatings {
		return DailyRatings{d.Day, countsOf(d.Counts)}
	})}
}

// PageOf returns the body of a page and of the token of the next one.
func PageOf(books []*catalog.Book, next string) BookPage {
	return BookPage{bodies(books, BookOf), next}
}

// UploadSummaryOf returns the body of what an upload has come to.
func UploadSummaryOf(s catalog.UploadSummary) UploadSummary {
	return UploadSummary{count(s.Accepted), count(s.Rejected), bodies(s.Rejections, func(r catalog.Rejection) Rejection {
		return Rejection{count(r.Position), r.Field, r.Detail}
	})}
}

// Rating returns the catalog's own form of a rating.
func (r *Rating) Rating() catalog.Rating {
	return catalog.Rating{UserID: r.UserID, BookID: r.BookID, Stars: r.Stars}
}

// Action returns the catalog's own form of an action.
func (a *Action) Action() catalog.Action {
	action := catalog.Action{UserID: a.UserID, BookID: a.BookID, Stars: a.Stars, MaxResults: a.MaxResults}
	action.Kind, action.KindErr = catalog.ParseActionKind(a.Kind)
	return action
}

// bodies converts every element of list. It is never nil, so that none is an empty array.
func bodies[T, B any](list []T, body func(T) B) []B {
	out := make([]B, len(list))
	for i, item := range list {
		out[i] = body(item)
	}
	return out
}

// count is n, or the largest that fits.
func count(n int) int32 { return int32(min(n, math.MaxInt32)) }
