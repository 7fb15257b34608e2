package size

import (
	"encoding/json"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// load is a message of the catalog, or a stream of them, as the services encode it.
type load struct {
	json     []byte
	messages []proto.Message
	// documents are the objects in json.
	documents []object
}

// object is an object in the JSON of a load, and the same as a message.
type object struct {
	text    []byte
	message proto.Message
}

// kind is a kind of message of the catalog that a client or a service sends, with a number of
// items.
type kind struct {
	message string
	// operation is the operation that answers with it, or "".
	operation string
	load      func(books *catalog.Catalog, items int) (load, error)
}

// itemCounts are the items of lists and streams.
var itemCounts = []int{1, 10, 100, 1000}

// kinds are the messages that have a form in JSON, unlike a REST request that is only a path.
var kinds = []kind{
	{"Book", contract.GetBook, func(books *catalog.Catalog, n int) (load, error) {
		return stream(firstBooks(books, n), catalogjson.BookOf, (*catalogjson.Book).Proto)
	}},
	{"BookPage", "", func(books *catalog.Catalog, n int) (load, error) {
		list, next, err := books.Page(catalog.PageQuery{Size: int32(n)})
		if err != nil {
			return load{}, err
		}
		page := catalogjson.PageOf(list, next)
		return single(page, page.Proto())
	}},
	{"BookRecommendation", "", func(books *catalog.Catalog, n int) (load, error) {
		list, left := recommended(books, n), int32(n)
		return stream(list, func(b *catalog.Book) catalogjson.Recommendation {
			r := catalogjson.RecommendationOf(b)
			left--
			r.Action, r.Remaining = 1, left
			return r
		}, (*catalogjson.Recommendation).Proto)
	}},
	{"RecommendationResponse", contract.Recommend, func(books *catalog.Catalog, n int) (load, error) {
		list := catalogjson.RecommendationsOf(recommended(books, n))
		return single(list, list.Proto())
	}},
	{"RatingHistoryResponse", contract.RatingHistory, func(books *catalog.Catalog, n int) (load, error) {
		days, err := books.RatingHistory(1, int32(n))
		if err != nil {
			return load{}, err
		}
		history := catalogjson.RatingHistoryOf(1, days)
		return single(history, history.Proto())
	}},
	{"BookRating", "", func(_ *catalog.Catalog, n int) (load, error) {
		return stream(ratings(n), func(r catalogjson.Rating) catalogjson.Rating { return r }, ratingProto)
	}},
	{"BookRatings", "", func(_ *catalog.Catalog, n int) (load, error) {
		l, err := stream(ratings(n), func(r catalogjson.Rating) catalogjson.Rating { return r }, ratingProto)
		if err != nil {
			return load{}, err
		}
		upload := new(catalogv1.BookRatings)
		for _, m := range l.messages {
			upload.Ratings = append(upload.Ratings, m.(*catalogv1.BookRating))
		}
		l.messages = []proto.Message{upload}
		l.json, err = json.Marshal(ratings(n)) // in JSON an upload in one piece is an array
		return l, err
	}},
	{"UploadBookRatingsResponse", "", func(books *catalog.Catalog, n int) (load, error) {
		summary, err := rejected(books, n)
		if err != nil {
			return load{}, err
		}
		body := catalogjson.UploadSummaryOf(summary)
		return single(body, body.Proto())
	}},
	{"UserAction", "", func(_ *catalog.Catalog, n int) (load, error) {
		return stream(actions(n), func(a catalogjson.Action) catalogjson.Action { return a }, actionProto)
	}},
}

// single returns a load of one message.
func single(body any, message proto.Message) (load, error) {
	text, err := json.Marshal(body)
	return load{text, []proto.Message{message}, []object{{text, message}}}, err
}

// stream returns a load of one message for each item. Several are lines of JSON, as REST streams
// them.
func stream[T, B any, M proto.Message](items []T, body func(T) B, message func(*B) M) (load, error) {
	var l load
	for _, item := range items {
		b := body(item)
		text, err := json.Marshal(b)
		if err != nil {
			return load{}, err
		}
		l.json = append(l.json, text...)
		if len(items) > 1 {
			l.json = append(l.json, '\n')
		}
		m := message(&b)
		l.documents = append(l.documents, object{text, m})
		l.messages = append(l.messages, m)
	}
	return l, nil
}

// firstBooks returns the first books of the catalog.
func firstBooks(books *catalog.Catalog, n int) []*catalog.Book {
	all, err := books.List(catalog.ListQuery{Limit: int32(n)})
	if err != nil {
		panic(fmt.Sprintf("list %d books: %v", n, err)) // the query is valid
	}
	return slices.Collect(all)
}

// recommended returns the books that Recommend returns for the first user, or those of the
// category if Recommend cannot return so many.
func recommended(books *catalog.Catalog, n int) []*catalog.Book {
	if n <= catalog.MaxMaxResults {
		list, err := books.Recommend(catalog.RecommendQuery{UserID: 1, Category: catalog.Mystery, MaxResults: int32(n)})
		if err == nil {
			return list
		}
	}
	list, err := books.List(catalog.ListQuery{Category: catalog.Mystery, Limit: int32(n)})
	if err != nil {
		panic(fmt.Sprintf("list %d books of a category: %v", n, err)) // the query is valid
	}
	return slices.Collect(list)
}

// ratings returns the ratings of an upload, with ids of the catalog.
func ratings(n int) []catalogjson.Rating {
	list := make([]catalogjson.Rating, n)
	for i := range list {
		list[i] = catalogjson.Rating{UserID: int32(1 + i*7919%50_000), BookID: int32(1 + i*104_729%10_000), Stars: int32(1 + i*31%5)}
	}
	return list
}

func ratingProto(r *catalogjson.Rating) *catalogv1.BookRating {
	return &catalogv1.BookRating{UserId: r.UserID, BookId: r.BookID, Stars: r.Stars}
}

// actions returns the actions of one reader.
func actions(n int) []catalogjson.Action {
	list := make([]catalogjson.Action, n)
	for i := range list {
		a := catalogjson.Action{UserID: 4711, BookID: int32(1 + i*104_729%10_000), Kind: catalog.Viewed.String(), MaxResults: 3}
		switch i % 4 {
		case 2:
			a.Kind = catalog.Liked.String()
		case 3:
			a.Kind, a.Stars = catalog.Rated.String(), int32(1+i%5)
		}
		list[i] = a
	}
	return list
}

func actionProto(a *catalogjson.Action) *catalogv1.UserAction {
	return &catalogv1.UserAction{
		UserId: a.UserID, BookId: a.BookID, Kind: catalogv1.UserActionKind(catalogv1.UserActionKind_value[a.Kind]),
		Stars: a.Stars, MaxResults: a.MaxResults,
	}
}

// rejected returns the summary of an upload with n invalid ratings, which do not change the
// catalog.
func rejected(books *catalog.Catalog, n int) (catalog.UploadSummary, error) {
	upload, err := books.StartUpload("")
	if err != nil {
		return catalog.UploadSummary{}, err
	}
	for i := range n {
		upload.Add(catalog.Rating{UserID: int32(i + 1), BookID: int32(i + 1), Stars: 6})
	}
	return upload.Summary(), nil
}
