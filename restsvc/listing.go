package restsvc

import (
	"net/http"
	"net/url"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

const listBooks = contract.ListBooks

// listingRows say how a listing is sent.
var listingRows = serving.Ledger{
	{Aspect: listBooks, When: string(contract.JSON), Does: "a page of books in one answer"},
	{Aspect: listBooks, When: string(contract.Protobuf), Does: "a page of books in one answer"},
	{Aspect: listBooks, When: string(contract.Lines),
		Does: "one answer, one book a line: the first at once, then " + serving.Size(httpserver.FlushBytes) + " at a time"},
}

// page is a part of a listing and the token of the next one.
type page struct {
	books []*catalog.Book
	next  string
}

var pageEncodings = httpserver.Encodings[page]{
	JSON:  func(p page) any { return catalogjson.PageOf(p.books, p.next) },
	Proto: func(p page) proto.Message { return catalogpb.PageOf(p.books, p.next) },
}

// listingForms are the forms of a listing, the default first.
var listingForms = append(pageEncodings.Forms(), httpserver.AsLines)

// listBooks answers a page, or all books line by line.
func (s *service) listBooks(x httpserver.Exchange) (int, error) {
	f, err := x.Negotiate(listingForms...)
	if err != nil {
		return 0, err
	}
	values, err := x.QueryValues()
	if err != nil {
		return 0, err
	}
	if f == httpserver.AsLines {
		return s.listLines(x, values)
	}
	return s.listPage(x, f, values)
}

func (s *service) listPage(x httpserver.Exchange, f httpserver.Form, values url.Values) (int, error) {
	if err := notHere(values, "page_size and page_token, or accept "+httpserver.TypeLines, catalog.FieldLimit, catalog.FieldAfterID); err != nil {
		return 0, err
	}
	q := catalog.PageQuery{Token: values.Get(catalog.FieldPageToken)}
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	var err error
	if q.Size, err = httpserver.OptionalInt32(values, catalog.FieldPageSize); err != nil {
		return 0, err
	}
	var p page
	if p.books, p.next, err = s.books.Page(q); err != nil {
		return 0, err
	}
	if err := pageEncodings.Write(x, f, p); err != nil {
		return 0, err
	}
	s.metrics.Items(listBooks, metrics.Sent, len(p.books))
	return len(p.books), nil
}

func (s *service) listLines(x httpserver.Exchange, values url.Values) (int, error) {
	if err := notHere(values, "limit and after_id, or accept "+httpserver.TypeJSON, catalog.FieldPageSize, catalog.FieldPageToken); err != nil {
		return 0, err
	}
	var (
		q   catalog.ListQuery
		err error
	)
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	if q.Limit, err = httpserver.OptionalInt32(values, catalog.FieldLimit); err != nil {
		return 0, err
	}
	if q.AfterID, err = httpserver.OptionalInt32(values, catalog.FieldAfterID); err != nil {
		return 0, err
	}
	books, err := s.books.List(q)
	if err != nil {
		return 0, err
	}
	out := x.Lines(listBooks)
	defer out.Release()
	if x.Request.Method == http.MethodHead {
		return 0, nil
	}
	var line catalogjson.Book
	for book := range books {
		line = catalogjson.BookOf(book)
		if err := out.Add(&line); err != nil {
			return out.Sent(), err
		}
	}
	err = out.End()
	return out.Sent(), err
}

// notHere refuses parameters of the other form of the listing.
func notHere(values url.Values, remedy string, names ...string) error {
	for _, name := range names {
		if values.Get(name) != "" {
			return httpserver.Invalid(name, "%.40q has no place in this form of the listing; send %s", values.Get(name), remedy)
		}
	}
	return nil
}
