package restsvc

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
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
	c.JSON(http.StatusOK, bookBody(book))
}

func (h handlers) recommend(c *gin.Context) {
	user, err := optionalInteger(c, catalog.FieldUserID)
	if err != nil {
		writeError(c, err)
		return
	}
	most, err := optionalInteger(c, catalog.FieldMaxResults)
	if err != nil {
		writeError(c, err)
		return
	}
	category, unread := catalog.ParseCategory(c.Query(catalog.FieldCategory))
	books, err := h.books.Recommend(catalog.RecommendQuery{UserID: user, Category: category, MaxResults: most})
	if err != nil {
		writeError(c, firstBad(err, unread))
		return
	}
	c.JSON(http.StatusOK, recommendationsBody(books))
}

// firstBad returns what to answer where the catalog refused a query with err and its
// category could not be read: unread, unless err is about a field before the category.
func firstBad(err, unread error) error {
	if e, ok := errors.AsType[*catalog.Error](err); ok && e.Field == catalog.FieldCategory && unread != nil {
		return unread
	}
	return err
}

func (h handlers) ratingHistory(c *gin.Context) {
	id, err := integer(catalog.FieldBookID, c.Param("id"))
	if err != nil {
		writeError(c, err)
		return
	}
	count, err := optionalInteger(c, catalog.FieldDays)
	if err != nil {
		writeError(c, err)
		return
	}
	days, err := h.books.RatingHistory(id, count)
	if err != nil {
		writeError(c, err)
		return
	}
	c.JSON(http.StatusOK, historyBody(id, days))
}

// optionalInteger reads a parameter of the query string; where it is missing it is 0, as
// in protobuf.
func optionalInteger(c *gin.Context, name string) (int32, error) {
	text := c.Query(name)
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
