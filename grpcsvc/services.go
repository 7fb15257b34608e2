package grpcsvc

import (
	"context"
	"errors"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// catalogService answers the unary calls; the streams answer UNIMPLEMENTED.
type catalogService struct {
	catalogv1.UnimplementedCatalogServiceServer
	books *catalog.Catalog
}

func (s catalogService) GetBook(_ context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	book, err := s.books.GetBook(r.GetId())
	if err != nil {
		return nil, statusError(err)
	}
	return bookMessage(book), nil
}

func (s catalogService) RatingHistory(_ context.Context, r *catalogv1.RatingHistoryRequest) (*catalogv1.RatingHistoryResponse, error) {
	days, err := s.books.RatingHistory(r.GetBookId(), r.GetDays())
	if err != nil {
		return nil, statusError(err)
	}
	return &catalogv1.RatingHistoryResponse{BookId: r.GetBookId(), Days: messages(days, dayMessage)}, nil
}

// recommendationService answers Recommend; the stream answers UNIMPLEMENTED.
type recommendationService struct {
	catalogv1.UnimplementedRecommendationServiceServer
	books *catalog.Catalog
}

func (s recommendationService) Recommend(_ context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	category, unread := queryCategory(r.GetCategory())
	books, err := s.books.Recommend(catalog.RecommendQuery{
		UserID:     r.GetUserId(),
		Category:   category,
		MaxResults: r.GetMaxResults(),
	})
	if err != nil {
		return nil, statusError(firstBad(err, unread))
	}
	return &catalogv1.RecommendationResponse{Recommendations: messages(books, recommendationMessage)}, nil
}

// queryCategory returns the catalog's category of that number. A number that only a newer
// client knows is an error that names it, not one that wraps into a known category.
func queryCategory(c catalogv1.BookCategory) (catalog.Category, error) {
	if c >= catalogv1.BookCategory(catalog.Unspecified) && c <= catalogv1.BookCategory(catalog.NonFiction) {
		return catalog.Category(c), nil
	}
	return catalog.ParseCategory(c.String())
}

// firstBad returns what to answer where the catalog refused a query with err and its
// category could not be read: unread, unless err is about a field before the category.
func firstBad(err, unread error) error {
	if e, ok := errors.AsType[*catalog.Error](err); ok && e.Field == catalog.FieldCategory && unread != nil {
		return unread
	}
	return err
}
