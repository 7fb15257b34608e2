package grpcsvc

import (
	"context"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// recommendationService suggests books.
type recommendationService struct {
	catalogv1.UnimplementedRecommendationServiceServer
	books  *catalog.Catalog
	server *grpcserver.Server
}

func (s recommendationService) Recommend(_ context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	query := catalog.RecommendQuery{UserID: r.GetUserId(), MaxResults: r.GetMaxResults()}
	query.Category, query.CategoryErr = catalogpb.Category(r.GetCategory())
	books, err := s.books.Recommend(query)
	if err != nil {
		return nil, grpcserver.Refusal(err, 0)
	}
	return catalogpb.RecommendationsOf(books), nil
}
