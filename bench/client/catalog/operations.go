package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
)

// operation says how an operation of the catalog or the shop is asked on each stack.
type operation struct {
	// draw draws what a request is about; if it is nil that is one of the books.
	draw func(*rand.Rand, *Request)
	// message is the protobuf request.
	message func(Request) proto.Message
	// call makes the call through the generated stub.
	call func(context.Context, *stub, proto.Message, ...grpc.CallOption) (proto.Message, error)
	// path is the path and query of the GET.
	path func(Request) string
	// body returns an empty answer to decode JSON into, answer one for protobuf.
	body   func() answer
	answer func() proto.Message
}

// stub holds the generated clients of one connection.
type stub struct {
	catalog   catalogv1.CatalogServiceClient
	recommend catalogv1.RecommendationServiceClient
	order     shopv1.OrderServiceClient
	product   shopv1.ProductServiceClient
	inventory shopv1.InventoryServiceClient
}

func newStub(conn grpc.ClientConnInterface) *stub {
	return &stub{
		catalogv1.NewCatalogServiceClient(conn), catalogv1.NewRecommendationServiceClient(conn),
		shopv1.NewOrderServiceClient(conn), shopv1.NewProductServiceClient(conn), shopv1.NewInventoryServiceClient(conn),
	}
}

// operationOn returns how an operation is asked on a stack.
func operationOn(stackName, name string) (operation, error) {
	op, ok := operationNamed(name)
	if !ok {
		return operation{}, fmt.Errorf("make client: unknown operation %q", name)
	}
	if s := contract.StackNamed(stackName); s.Gateway != "" {
		return throughGateway(op, s), nil
	}
	return op, nil
}

// operationNamed returns one with one answer, of the catalog or the shop.
func operationNamed(name string) (op operation, ok bool) {
	if op, ok = operations[name]; !ok {
		op, ok = shopOperations[name]
	}
	return op, ok
}

var operations = map[string]operation{
	contract.GetBook: {
		message: func(r Request) proto.Message { return &catalogv1.GetBookRequest{Id: r.BookID} },
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.catalog.GetBook(ctx, m.(*catalogv1.GetBookRequest), o...)
		},
		path:   func(r Request) string { return "/v1/books/" + decimal(r.BookID) },
		body:   func() answer { return new(bookBody) },
		answer: func() proto.Message { return new(catalogv1.Book) },
	},
	contract.Recommend: {
		draw: func(random *rand.Rand, r *Request) {
			r.UserID, r.Category = 1+random.Int32N(1_000_000), categories[random.IntN(len(categories))]
		},
		message: func(r Request) proto.Message {
			return &catalogv1.RecommendationRequest{
				UserId:     r.UserID,
				Category:   catalogv1.BookCategory(catalogv1.BookCategory_value[r.Category]),
				MaxResults: r.Items,
			}
		},
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.recommend.Recommend(ctx, m.(*catalogv1.RecommendationRequest), o...)
		},
		path: func(r Request) string {
			return "/v1/recommendations?user_id=" + decimal(r.UserID) +
				"&category=" + r.Category + "&max_results=" + decimal(r.Items)
		},
		body:   func() answer { return new(recommendationsBody) },
		answer: func() proto.Message { return new(catalogv1.RecommendationResponse) },
	},
	contract.RatingHistory: {
		message: func(r Request) proto.Message {
			return &catalogv1.RatingHistoryRequest{BookId: r.BookID, Days: r.Items}
		},
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.catalog.RatingHistory(ctx, m.(*catalogv1.RatingHistoryRequest), o...)
		},
		path: func(r Request) string {
			return "/v1/books/" + decimal(r.BookID) + "/rating-history?days=" + decimal(r.Items)
		},
		body:   func() answer { return new(historyBody) },
		answer: func() proto.Message { return new(catalogv1.RatingHistoryResponse) },
	},
}

// throughGateway returns how an operation is asked through a gateway: without a version in the
// path, and with a status in the answer.
func throughGateway(op operation, s contract.Stack) operation {
	path := op.path
	op.path = func(r Request) string { return pathOn(s, path(r)) }
	op.body = func() answer { return new(gatewayBody) }
	return op
}

func decimal(n int32) string { return strconv.FormatInt(int64(n), 10) }

// fingerprintOf returns a number by which every answer is checked at next to no cost, and says
// what it is the number of.
func fingerprintOf(answer proto.Message) (number int, of string) {
	switch m := answer.(type) {
	case *catalogv1.Book:
		return len(m.Title) + len(m.Description), "the length of its title and description"
	case *catalogv1.RecommendationResponse:
		sum := 0
		for _, r := range m.Recommendations {
			sum += len(r.Title) + len(r.Description)
		}
		return sum, "the length of its titles and descriptions"
	case *catalogv1.RatingHistoryResponse:
		return len(m.Days), "its number of days"
	}
	if number, of := shopFingerprint(answer); of != "" {
		return number, of
	}
	return streamFingerprint(answer)
}
