package dashboards_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// caller sends one request of every unary operation to both services, and a short stream
// in each direction.
type caller struct {
	books       catalogv1.CatalogServiceClient
	suggestions catalogv1.RecommendationServiceClient
	rest        string
}

func newCaller(t *testing.T, grpcAddress, restAddress string) *caller {
	t.Helper()
	conn, err := grpc.NewClient(grpcAddress, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &caller{
		books:       catalogv1.NewCatalogServiceClient(conn),
		suggestions: catalogv1.NewRecommendationServiceClient(conn),
		rest:        "http://" + restAddress,
	}
}

func (c *caller) callAll(ctx context.Context) error {
	if _, err := c.books.GetBook(ctx, &catalogv1.GetBookRequest{Id: 1}); err != nil {
		return err
	}
	if _, err := c.books.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: 1, Days: 30}); err != nil {
		return err
	}
	if _, err := c.suggestions.Recommend(ctx, &catalogv1.RecommendationRequest{
		UserId: 1, Category: catalogv1.BookCategory_MYSTERY, MaxResults: 10,
	}); err != nil {
		return err
	}
	for _, path := range []string{
		"/v1/books/1",
		"/v1/books/1/rating-history?days=30",
		"/v1/recommendations?user_id=1&category=MYSTERY&max_results=10",
	} {
		if err := get(ctx, c.rest+path, nil); err != nil {
			return err
		}
	}
	return errors.Join(c.uploadGRPC(ctx), c.uploadREST(ctx))
}

func (c *caller) uploadGRPC(ctx context.Context) error {
	stream, err := c.books.UploadBookRatings(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(&catalogv1.BookRating{BookId: 1, Stars: 5}); err != nil {
		return err
	}
	_, err = stream.CloseAndRecv()
	return err
}

func (c *caller) uploadREST(ctx context.Context) error {
	body := strings.NewReader(`{"book_id":1,"stars":5}` + "\n")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.rest+"/v1/ratings", body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("upload: %s", response.Status)
	}
	return nil
}
