package restsvc

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
)

type handlers struct{ books *catalog.Catalog }

func (h handlers) getBook(c *gin.Context) {
	id, err := integer(catalog.FieldID, c.Param("id"))
	if err != nil {
		writeError(c, err)
		return
	}
	book, err := h.books.GetBook(id)
	if err != nil {
		writeError(c, err)
		return
	}
	c.JSON(http.StatusOK, catalogjson.BookOf(book))
}

func (h handlers) recommend(c *gin.Context) {
	query, err := recommendQuery(c)
	if err != nil {
		writeError(c, err)
		return
	}
	books, err := h.books.Recommend(query)
	if err != nil {
		writeError(c, err)
		return
	}
	c.JSON(http.StatusOK, catalogjson.RecommendationsOf(books))
}

func recommendQuery(c *gin.Context) (q catalog.RecommendQuery, err error) {
	values, err := queryValues(c)
	if err != nil {
		return q, err
	}
	if q.UserID, err = optionalInteger(values, catalog.FieldUserID); err != nil {
		return q, err
	}
	if q.MaxResults, err = optionalInteger(values, catalog.FieldMaxResults); err != nil {
		return q, err
	}
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	return q, nil
}

func (h handlers) ratingHistory(c *gin.Context) {
	id, err := integer(catalog.FieldBookID, c.Param("id"))
	if err != nil {
		writeError(c, err)
		return
	}
	values, err := queryValues(c)
	if err != nil {
		writeError(c, err)
		return
	}
	count, err := optionalInteger(values, catalog.FieldDays)
	if err != nil {
		writeError(c, err)
		return
	}
	days, err := h.books.RatingHistory(id, count)
	if err != nil {
		writeError(c, err)
		return
	}
	c.JSON(http.StatusOK, catalogjson.RatingHistoryOf(id, days))
}

// queryValues reads the query string. gin's own reading drops what it cannot decode, which
// would answer another question than the one asked.
func queryValues(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, &catalog.Error{Code: catalog.InvalidArgument, Field: "query", Detail: err.Error()}
	}
	return values, nil
}

// optionalInteger reads a parameter of the query string; where it is missing it is 0, as
// in protobuf.
func optionalInteger(values url.Values, name string) (int32, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	return integer(name, text)
}

func integer(name, text string) (int32, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, &catalog.Error{
			Code:   catalog.InvalidArgument,
			Field:  name,
			Detail: fmt.Sprintf("%.40q is no 32-bit integer", text),
		}
	}
	return int32(n), nil
}
