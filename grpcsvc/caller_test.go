package grpcsvc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// caller has a client of each service.
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

func (c caller) recommend(user int32, category catalogv1.BookCategory, most int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.recommendations.Recommend(ctx, &catalogv1.RecommendationRequest{UserId: user, Category: category, MaxResults: most})
		return err
	}
}

func (c caller) ratingHistory(id, days int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.catalog.RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: id, Days: days})
		return err
	}
}

func (c caller) listBooks(category catalogv1.BookCategory, limit, after int32) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.list(ctx, &catalogv1.ListBooksRequest{Category: category, Limit: limit, AfterId: after})
		return err
	}
}

// list returns the books that came and why no more did, nil at the end of the list.
func (c caller) list(ctx context.Context, r *catalogv1.ListBooksRequest, options ...grpc.CallOption) ([]*catalogv1.Book, error) {
	stream, err := c.catalog.ListBooks(ctx, r, options...)
	if err != nil {
		return nil, err
	}
	return receiveAll(stream.Recv)
}

// upload sends ratings and returns the answer.
func (c caller) upload(ctx context.Context, ratings []*catalogv1.BookRating, options ...grpc.CallOption) (*catalogv1.UploadBookRatingsResponse, error) {
	stream, err := c.catalog.UploadBookRatings(ctx, options...)
	if err != nil {
		return nil, err
	}
	for _, r := range ratings {
		if err := stream.Send(r); err != nil {
			break // the reason comes with the answer
		}
	}
	return stream.CloseAndRecv()
}

func (c caller) uploadOf(id string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.upload(ctx, []*catalogv1.BookRating{{BookId: 1, Stars: 5, UploadId: id}})
		return err
	}
}

// act sends actions, one after the other, and returns everything that answers them.
func (c caller) act(ctx context.Context, actions []*catalogv1.UserAction, options ...grpc.CallOption) ([]*catalogv1.BookRecommendation, error) {
	stream, err := c.recommendations.RealtimeRecommendations(ctx, options...)
	if err != nil {
		return nil, err
	}
	for _, a := range actions {
		if err := stream.Send(a); err != nil {
			break
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	return receiveAll(stream.Recv)
}

func (c caller) actOf(a *catalogv1.UserAction) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.act(ctx, []*catalogv1.UserAction{a})
		return err
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
