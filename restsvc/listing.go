package restsvc

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
)

const listBooks = contract.ListBooks

// page is a part of a listing and the token of the next one.
type page struct {
	books []*catalog.Book
	next  string
}

var pageEncodings = encodings[page]{
	func(p page) any { return catalogjson.PageOf(p.books, p.next) },
	func(p page) proto.Message { return catalogpb.PageOf(p.books, p.next) },
}

// listBooks answers a page, or all books line by line.
func (s *service) listBooks(c *gin.Context) (int, error) {
	f, err := negotiate(c.Request.Header["Accept"], listingForms)
	if err != nil {
		return 0, err
	}
	values, err := QueryValues(c)
	if err != nil {
		return 0, err
	}
	if f == asLines {
		return s.listLines(c, values)
	}
	return s.listPage(c, f, values)
}

func (s *service) listPage(c *gin.Context, f form, values url.Values) (int, error) {
	if err := notHere(values, "page_size and page_token, or accept "+typeLines, catalog.FieldLimit, catalog.FieldAfterID); err != nil {
		return 0, err
	}
	q := catalog.PageQuery{Token: values.Get(catalog.FieldPageToken)}
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	var err error
	if q.Size, err = optionalInteger(values, catalog.FieldPageSize); err != nil {
		return 0, err
	}
	var p page
	if p.books, p.next, err = s.books.Page(q); err != nil {
		return 0, err
	}
	if err := pageEncodings.write(s, c, f, p); err != nil {
		return 0, err
	}
	s.metrics.Items(listBooks, metrics.Sent, len(p.books))
	return len(p.books), nil
}

func (s *service) listLines(c *gin.Context, values url.Values) (int, error) {
	if err := notHere(values, "limit and after_id, or accept "+typeJSON, catalog.FieldPageSize, catalog.FieldPageToken); err != nil {
		return 0, err
	}
	var (
		q   catalog.ListQuery
		err error
	)
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	if q.Limit, err = optionalInteger(values, catalog.FieldLimit); err != nil {
		return 0, err
	}
	if q.AfterID, err = optionalInteger(values, catalog.FieldAfterID); err != nil {
		return 0, err
	}
	books, err := s.books.List(q)
	if err != nil {
		return 0, err
	}
	out := s.newLines(c, listBooks)
	defer out.release()
	if c.Request.Method == http.MethodHead {
		return 0, nil
	}
	var line catalogjson.Book
	for book := range books {
		line = catalogjson.BookOf(book)
		if err := out.add(&line); err != nil {
			return out.sent, err
		}
	}
	err = out.end()
	return out.sent, err
}

// notHere refuses parameters that belong to the other form of the listing.
func notHere(values url.Values, remedy string, names ...string) error {
	for _, name := range names {
		if values.Get(name) != "" {
			return invalid(name, "%.40q has no place in this form of the listing; send %s", values.Get(name), remedy)
		}
	}
	return nil
}
