package grpcsvc

import (
	"context"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
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
	return catalogpb.BookOf(book), nil
}

func (s catalogService) RatingHistory(_ context.Context, r *catalogv1.RatingHistoryRequest) (*catalogv1.RatingHistoryResponse, error) {
	days, err := s.books.RatingHistory(r.GetBookId(), r.GetDays())
	if err != nil {
		return nil, statusError(err)
	}
	return catalogpb.RatingHistoryOf(r.GetBookId(), days), nil
}

// recommendationService answers Recommend; the stream answers UNIMPLEMENTED.
type recommendationService struct {
	catalogv1.UnimplementedRecommendationServiceServer
	books *catalog.Catalog
}

func (s recommendationService) Recommend(_ context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	query := catalog.RecommendQuery{UserID: r.GetUserId(), MaxResults: r.GetMaxResults()}
	query.Category, query.CategoryErr = catalogpb.Category(r.GetCategory())
	books, err := s.books.Recommend(query)
	if err != nil {
		return nil, statusError(err)
	}
	return catalogpb.RecommendationsOf(books), nil
}
