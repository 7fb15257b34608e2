package grpcsvc

import (
	"context"

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
	books, err := s.books.Recommend(catalog.RecommendQuery{
		UserID:     r.GetUserId(),
		Category:   queryCategory(r.GetCategory()),
		MaxResults: r.GetMaxResults(),
	})
	if err != nil {
		return nil, statusError(err)
	}
	return &catalogv1.RecommendationResponse{Recommendations: messages(books, recommendationMessage)}, nil
}

// queryCategory keeps numbers that a newer client may know and this catalog does not from
// wrapping into one that it does.
func queryCategory(c catalogv1.BookCategory) catalog.Category {
	const unknown = catalog.Category(255)
	if c < 0 || c > 254 {
		return unknown
	}
	return catalog.Category(c)
}
