package grpcsvc

import (
	"context"
	"log/slog"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// catalogService answers questions about books, and takes ratings of them.
type catalogService struct {
	catalogv1.UnimplementedCatalogServiceServer
	books   *catalog.Catalog
	metrics *metrics.Service
	log     *slog.Logger
}

func (s catalogService) GetBook(_ context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	book, err := s.books.GetBook(r.GetId())
	if err != nil {
		return nil, grpcserver.Refusal(err, r.GetId())
	}
	return catalogpb.BookOf(book), nil
}

func (s catalogService) RatingHistory(_ context.Context, r *catalogv1.RatingHistoryRequest) (*catalogv1.RatingHistoryResponse, error) {
	days, err := s.books.RatingHistory(r.GetBookId(), r.GetDays())
	if err != nil {
		return nil, grpcserver.Refusal(err, r.GetBookId())
	}
	return catalogpb.RatingHistoryOf(r.GetBookId(), days), nil
}

// listingRow says how a listing is sent.
var listingRow = serving.Row{Aspect: contract.ListBooks, Does: "a stream, one book a message"}

// ListBooks sends as fast as the client reads: Send waits while the client's windows are full,
// and fails once the client has gone.
func (s catalogService) ListBooks(r *catalogv1.ListBooksRequest, stream grpc.ServerStreamingServer[catalogv1.Book]) error {
	query := catalog.ListQuery{Limit: r.GetLimit(), AfterID: r.GetAfterId()}
	query.Category, query.CategoryErr = catalogpb.Category(r.GetCategory())
	books, err := s.books.List(query)
	if err != nil {
		return grpcserver.Refusal(err, 0)
	}
	for book := range books {
		if err := stream.Send(catalogpb.BookOf(book)); err != nil {
			return err
		}
	}
	return nil
}
