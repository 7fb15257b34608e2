package older_test

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// newCalls are calls of today's contract, those that the peer makes, with the fields that
// were added since: they are only sent where added says so.
func newCalls(conn *grpc.ClientConn, added bool) []struct {
	method string
	make   func(context.Context) ([]proto.Message, error)
} {
	books, readers := catalogv1.NewCatalogServiceClient(conn), catalogv1.NewRecommendationServiceClient(conn)
	return []struct {
		method string
		make   func(context.Context) ([]proto.Message, error)
	}{
		{"GetBook", func(ctx context.Context) ([]proto.Message, error) {
			return one(books.GetBook(ctx, &catalogv1.GetBookRequest{Id: 1}))
		}},
		{"RatingHistory", func(ctx context.Context) ([]proto.Message, error) {
			return one(books.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: 1, Days: 2}))
		}},
		{"Recommend", func(ctx context.Context) ([]proto.Message, error) {
			return one(readers.Recommend(ctx, &catalogv1.RecommendationRequest{Category: catalogv1.BookCategory_MYSTERY, MaxResults: 2}))
		}},
		{"ListBooks", func(ctx context.Context) ([]proto.Message, error) {
			stream, err := books.ListBooks(ctx, &catalogv1.ListBooksRequest{Limit: 2, AfterId: 1})
			if err != nil {
				return nil, err
			}
			return all(stream)
		}},
		{"UploadBookRatings", func(ctx context.Context) ([]proto.Message, error) { return upload(ctx, books, added) }},
		{"RealtimeRecommendations", func(ctx context.Context) ([]proto.Message, error) { return realtime(ctx, readers, added) }},
	}
}

func upload(ctx context.Context, books catalogv1.CatalogServiceClient, added bool) ([]proto.Message, error) {
	stream, err := books.UploadBookRatings(ctx)
	if err != nil {
		return nil, err
	}
	for i, stars := range []int32{5, 6} {
		r := &catalogv1.BookRating{UserId: 1, BookId: 1, Stars: stars}
		if added && i == 0 {
			r.UploadId = "an upload"
		}
		if err := stream.Send(r); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	return one(stream.CloseAndRecv())
}

func realtime(ctx context.Context, readers catalogv1.RecommendationServiceClient, added bool) ([]proto.Message, error) {
	stream, err := readers.RealtimeRecommendations(ctx)
	if err != nil {
		return nil, err
	}
	for _, book := range []int32{1, 2} {
		a := &catalogv1.UserAction{UserId: 7, BookId: book, Kind: catalogv1.UserActionKind_LIKED}
		if added {
			a.MaxResults = 3
		}
		if err := stream.Send(a); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	return all(stream)
}

func one[M proto.Message](answer M, err error) ([]proto.Message, error) {
	if err != nil {
		return nil, err
	}
	return []proto.Message{answer}, nil
}

func all[M any](stream grpc.ServerStreamingClient[M]) (answers []proto.Message, err error) {
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return answers, nil
		}
		if err != nil {
			return answers, err
		}
		answers = append(answers, any(answer).(proto.Message))
	}
}
