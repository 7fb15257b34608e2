package catalogjson_test

import (
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// These draw messages of every shape that has a body. A list that is empty is nil, as it is
// when a message was read.

func number(t *rapid.T, name string) int32 { return rapid.Int32().Draw(t, name) }
func words(t *rapid.T, name string) string { return rapid.String().Draw(t, name) }

func list[M any](t *rapid.T, name string, draw func(*rapid.T) M) []M {
	all := rapid.SliceOfN(rapid.Custom(draw), 0, 3).Draw(t, name)
	if len(all) == 0 {
		return nil
	}
	return all
}

func drawCategory(t *rapid.T) catalogv1.BookCategory {
	return catalogv1.BookCategory(rapid.OneOf(rapid.Int32Range(0, 6), rapid.Int32()).Draw(t, "category"))
}

func drawBook(t *rapid.T) proto.Message {
	b := &catalogv1.Book{
		Id: number(t, "id"), Title: words(t, "title"), Authors: list(t, "authors", func(t *rapid.T) string { return words(t, "author") }),
		Category: drawCategory(t), Isbn: words(t, "isbn"), Language: words(t, "language"), Year: number(t, "year"),
		AverageRating: rapid.Float32().Draw(t, "rating"), Description: words(t, "description"), ImageUrl: words(t, "image"),
		RatingCounts: &catalogv1.RatingCounts{One: number(t, "one"), Two: number(t, "two"), Three: number(t, "three"), Four: number(t, "four"), Five: number(t, "five")},
	}
	if rapid.Bool().Draw(t, "priced") {
		b.Price = &catalogv1.Money{MinorUnits: rapid.Int64().Draw(t, "units"), Currency: words(t, "currency")}
	}
	return b
}

func drawRecommendation(t *rapid.T) *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{
		Id: number(t, "id"), Title: words(t, "title"), Author: words(t, "author"), Rating: rapid.Float32().Draw(t, "rating"),
		Description: words(t, "description"), Action: number(t, "action"), Remaining: number(t, "remaining"),
	}
}

func drawRecommendations(t *rapid.T) proto.Message {
	return &catalogv1.RecommendationResponse{Recommendations: list(t, "books", drawRecommendation)}
}

func drawHistory(t *rapid.T) proto.Message {
	return &catalogv1.RatingHistoryResponse{BookId: number(t, "book"), Days: list(t, "days", func(t *rapid.T) *catalogv1.DailyRatings {
		return &catalogv1.DailyRatings{
			Day: number(t, "day"), One: number(t, "one"), Two: number(t, "two"), Three: number(t, "three"), Four: number(t, "four"), Five: number(t, "five"),
		}
	})}
}

func drawSummary(t *rapid.T) proto.Message {
	return &catalogv1.UploadBookRatingsResponse{
		Accepted: number(t, "accepted"), Rejected: number(t, "rejected"),
		Rejections: list(t, "rejections", func(t *rapid.T) *catalogv1.RatingRejection {
			return &catalogv1.RatingRejection{Position: number(t, "position"), Field: words(t, "field"), Detail: words(t, "detail")}
		}),
	}
}

func drawRequest(t *rapid.T) proto.Message {
	return rapid.SampledFrom([]proto.Message{
		&catalogv1.GetBookRequest{Id: number(t, "id")},
		&catalogv1.ListBooksRequest{Category: drawCategory(t), Limit: number(t, "limit"), AfterId: number(t, "after")},
		&catalogv1.RatingHistoryRequest{BookId: number(t, "book"), Days: number(t, "days")},
		&catalogv1.RecommendationRequest{UserId: number(t, "user"), Category: drawCategory(t), MaxResults: number(t, "most")},
	}).Draw(t, "request")
}

func drawItem(t *rapid.T) proto.Message {
	return rapid.SampledFrom([]proto.Message{
		drawRecommendation(t),
		&catalogv1.BookRating{UserId: number(t, "user"), BookId: number(t, "book"), Stars: number(t, "stars"), UploadId: words(t, "upload")},
		&catalogv1.UserAction{
			UserId: number(t, "user"), BookId: number(t, "book"), Stars: number(t, "stars"), MaxResults: number(t, "most"),
			Kind: catalogv1.UserActionKind(rapid.OneOf(rapid.Int32Range(0, 5), rapid.Int32()).Draw(t, "kind")),
		},
	}).Draw(t, "item")
}
