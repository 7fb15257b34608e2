package grpcserver

import (
	"context"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// caller has a client of each service of a shelf.
type caller struct {
	conn            *grpc.ClientConn
	catalog         catalogv1.CatalogServiceClient
	recommendations catalogv1.RecommendationServiceClient
}

func newCaller(conn *grpc.ClientConn) caller {
	return caller{conn, catalogv1.NewCatalogServiceClient(conn), catalogv1.NewRecommendationServiceClient(conn)}
}

func (c caller) getBook(id int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.catalog.GetBook(ctx, &catalogv1.GetBookRequest{Id: id})
		return err
	}
}

func (c caller) listBooks(limit int32, options ...grpc.CallOption) func(context.Context) error {
	return func(ctx context.Context) error {
		stream, err := c.catalog.ListBooks(ctx, &catalogv1.ListBooksRequest{Limit: limit}, options...)
		for err == nil {
			_, err = stream.Recv()
		}
		return unlessEnd(err)
	}
}

func (c caller) upload(options []grpc.CallOption, ratings ...*catalogv1.BookRating) func(context.Context) error {
	return func(ctx context.Context) error {
		stream, err := c.catalog.UploadBookRatings(ctx, options...)
		if err != nil {
			return err
		}
		for _, r := range ratings {
			if stream.Send(r) != nil {
				break // the reason comes with the answer
			}
		}
		_, err = stream.CloseAndRecv()
		return err
	}
}

func (c caller) act() func(context.Context) error {
	return func(ctx context.Context) error {
		stream, err := c.recommendations.RealtimeRecommendations(ctx)
		if err != nil {
			return err
		}
		if err := stream.Send(validAction()); err != nil {
			return err
		}
		if err := stream.CloseSend(); err != nil {
			return err
		}
		for err == nil {
			_, err = stream.Recv()
		}
		return unlessEnd(err)
	}
}

func (c caller) unknown(method string) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.conn.Invoke(ctx, method, &emptypb.Empty{}, &emptypb.Empty{})
	}
}

func validAction() *catalogv1.UserAction {
	return &catalogv1.UserAction{BookId: 3, Kind: catalogv1.UserActionKind_LIKED, MaxResults: 2}
}

// unlessEnd is nil for the end of a stream.
func unlessEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
