// Package catalogpb turns the catalog's answers into protobuf messages and protobuf
// requests into the catalog's queries, the same for a gRPC service and for a REST service
// that speaks protobuf.
package catalogpb

import (
	"math"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// BookOf returns the message of a book.
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

// RecommendationsOf returns the message of the books that a query returned, in their order.
func RecommendationsOf(books []*catalog.Book) *catalogv1.RecommendationResponse {
	return &catalogv1.RecommendationResponse{Recommendations: messages(books, RecommendationOf)}
}

// RecommendationOf returns the message of a book in short.
func RecommendationOf(b *catalog.Book) *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{
		Id:          b.ID,
		Title:       b.Title,
		Author:      b.Authors[0],
		Rating:      b.AverageRating,
		Description: b.Description,
	}
}

// RatingHistoryOf returns the message of a book's days.
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

// PageOf returns the message of a page and of the token of the next one.
func PageOf(books []*catalog.Book, next string) *catalogv1.BookPage {
	return &catalogv1.BookPage{Books: messages(books, BookOf), NextPageToken: next}
}

// UploadSummaryOf returns the message of what an upload has come to.
func UploadSummaryOf(s catalog.UploadSummary) *catalogv1.UploadBookRatingsResponse {
	return &catalogv1.UploadBookRatingsResponse{
		Accepted: count(s.Accepted), Rejected: count(s.Rejected),
		Rejections: messages(s.Rejections, func(r catalog.Rejection) *catalogv1.RatingRejection {
			return &catalogv1.RatingRejection{Position: count(r.Position), Field: r.Field, Detail: r.Detail}
		}),
	}
}

// Rating returns the rating of a message.
func Rating(m *catalogv1.BookRating) catalog.Rating {
	return catalog.Rating{UserID: m.GetUserId(), BookID: m.GetBookId(), Stars: m.GetStars()}
}

// Action returns the action of a message. A kind that only a newer client knows is an error that
// names it, as with [Category].
func Action(m *catalogv1.UserAction) catalog.Action {
	a := catalog.Action{UserID: m.GetUserId(), BookID: m.GetBookId(), Stars: m.GetStars(), MaxResults: m.GetMaxResults()}
	if k := m.GetKind(); k >= catalogv1.UserActionKind(catalog.UnspecifiedAction) && k <= catalogv1.UserActionKind(catalog.Rated) {
		a.Kind = catalog.ActionKind(k)
	} else {
		a.Kind, a.KindErr = catalog.ParseActionKind(k.String())
	}
	return a
}

// Category returns the catalog's category of that number. A number that only a newer
// client knows is an error that names it, not one that wraps into a known category.
func Category(c catalogv1.BookCategory) (catalog.Category, error) {
	if c >= catalogv1.BookCategory(catalog.Unspecified) && c <= catalogv1.BookCategory(catalog.NonFiction) {
		return catalog.Category(c), nil
	}
	return catalog.ParseCategory(c.String())
}

// messages converts every element of list.
func messages[T, M any](list []T, message func(T) *M) []*M {
	out := make([]*M, len(list))
	for i, item := range list {
		out[i] = message(item)
	}
	return out
}

// count is n, or the largest that fits.
func count(n int) int32 { return int32(min(n, math.MaxInt32)) }
