package restsvc

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
)

type handlers struct{ books *catalog.Catalog }

func (h handlers) getBook(c *gin.Context) {
	id, err := integer("id", c.Param("id"))
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
	c.JSON(http.StatusOK, recommendationsBody(books))
}

func recommendQuery(c *gin.Context) (q catalog.RecommendQuery, err error) {
	if q.UserID, err = optionalInteger(c, "user_id"); err != nil {
		return q, err
	}
	if q.Category, err = catalog.ParseCategory(c.Query("category")); err != nil {
		return q, err
	}
	q.MaxResults, err = optionalInteger(c, "max_results")
	return q, err
}

func (h handlers) ratingHistory(c *gin.Context) {
	id, err := integer("id", c.Param("id"))
	if err != nil {
		writeError(c, err)
		return
	}
	count, err := optionalInteger(c, "days")
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
			Detail: strconv.Quote(text) + " is no 32-bit integer",
		}
	}
	return int32(n), nil
}
