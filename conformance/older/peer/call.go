package main

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/conformance/older/catalog/v1"
)

// callAll makes every call of the contract once.
func callAll(ctx context.Context, address string, out *printer) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	c := client{catalogv1.NewCatalogServiceClient(conn), catalogv1.NewRecommendationServiceClient(conn)}
	for _, call := range []struct {
		method string
		make   func(context.Context) ([]proto.Message, error)
	}{
		{"GetBook", c.getBook},
		{"RatingHistory", c.ratingHistory},
		{"Recommend", c.recommend},
		{"ListBooks", c.listBooks},
		{"UploadBookRatings", c.upload},
		{"RealtimeRecommendations", c.realtime},
	} {
		answers, err := call.make(ctx)
		done := Call{Method: call.method}
		if err != nil {
			done.Error = err.Error()
		}
		for _, m := range answers {
			done.Answers = append(done.Answers, seen(call.method, m))
		}
		if err := out.print(done); err != nil {
			return err
		}
	}
	return nil
}

type client struct {
	catalog         catalogv1.CatalogServiceClient
	recommendations catalogv1.RecommendationServiceClient
}

func (c client) getBook(ctx context.Context) ([]proto.Message, error) {
	return one(c.catalog.GetBook(ctx, &catalogv1.GetBookRequest{Id: 1}))
}

func (c client) ratingHistory(ctx context.Context) ([]proto.Message, error) {
	return one(c.catalog.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: 1, Days: 2}))
}

func (c client) recommend(ctx context.Context) ([]proto.Message, error) {
	return one(c.recommendations.Recommend(ctx, &catalogv1.RecommendationRequest{Category: catalogv1.BookCategory_MYSTERY, MaxResults: 2}))
}

func (c client) listBooks(ctx context.Context) ([]proto.Message, error) {
	stream, err := c.catalog.ListBooks(ctx, &catalogv1.ListBooksRequest{Limit: 2, AfterId: 1})
	if err != nil {
		return nil, err
	}
	return all(stream)
}

// upload sends a rating that counts and one that does not.
func (c client) upload(ctx context.Context) ([]proto.Message, error) {
	stream, err := c.catalog.UploadBookRatings(ctx)
	if err != nil {
		return nil, err
	}
	for _, stars := range []int32{5, 6} {
		if err := stream.Send(&catalogv1.BookRating{UserId: 1, BookId: 1, Stars: stars}); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	return one(stream.CloseAndRecv())
}

func (c client) realtime(ctx context.Context) ([]proto.Message, error) {
	stream, err := c.recommendations.RealtimeRecommendations(ctx)
	if err != nil {
		return nil, err
	}
	for _, book := range []int32{1, 2} {
		action := &catalogv1.UserAction{UserId: 7, BookId: book, Kind: catalogv1.UserActionKind_LIKED}
		if err := stream.Send(action); err != nil && !errors.Is(err, io.EOF) {
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
