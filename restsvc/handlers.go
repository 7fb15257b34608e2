package restsvc

import (
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/serving/httpserver"
)

var bookEncodings = httpserver.Encodings[*catalog.Book]{
	JSON:  func(b *catalog.Book) any { return catalogjson.BookOf(b) },
	Proto: func(b *catalog.Book) proto.Message { return catalogpb.BookOf(b) },
}

func (s *service) getBook(x httpserver.Exchange) (*catalog.Book, error) {
	id, err := httpserver.Int32(catalog.FieldID, x.Param("id"))
	if err != nil {
		return nil, err
	}
	return s.books.GetBook(id)
}

var recommendEncodings = httpserver.Encodings[[]*catalog.Book]{
	JSON:  func(books []*catalog.Book) any { return catalogjson.RecommendationsOf(books) },
	Proto: func(books []*catalog.Book) proto.Message { return catalogpb.RecommendationsOf(books) },
}

func (s *service) recommend(x httpserver.Exchange) ([]*catalog.Book, error) {
	query, err := httpserver.RecommendQuery(x)
	if err != nil {
		return nil, err
	}
	return s.books.Recommend(query)
}

// history is a book's days.
type history struct {
	book int32
	days []catalog.DailyRatings
}

var historyEncodings = httpserver.Encodings[history]{
	JSON:  func(h history) any { return catalogjson.RatingHistoryOf(h.book, h.days) },
	Proto: func(h history) proto.Message { return catalogpb.RatingHistoryOf(h.book, h.days) },
}

func (s *service) ratingHistory(x httpserver.Exchange) (h history, err error) {
	if h.book, err = httpserver.Int32(catalog.FieldBookID, x.Param("id")); err != nil {
		return h, err
	}
	values, err := x.QueryValues()
	if err != nil {
		return h, err
	}
	days, err := httpserver.OptionalInt32(values, catalog.FieldDays)
	if err != nil {
		return h, err
	}
	h.days, err = s.books.RatingHistory(h.book, days)
	return h, err
}
