package catalog

import (
	"encoding/base64"
	"iter"
	"sort"
	"strconv"
	"strings"
)

// ListQuery asks for the books of a category in the order of their ids.
type ListQuery struct {
	// Category is optional: [Unspecified] lists every one.
	Category Category
	// Limit is the largest number of books; 0 means all. Negative is invalid.
	Limit int32
	// AfterID leaves out books up to that id, where an earlier listing ended. Negative is
	// invalid.
	AfterID int32
	// CategoryErr is nil, or the error of [ParseCategory], as in [RecommendQuery].
	CategoryErr error
}

// List returns the books, each with the ratings that it has when it is listed.
func (c *Catalog) List(q ListQuery) (iter.Seq[*Book], error) {
	if err := checkFilter(q.Category, q.CategoryErr); err != nil {
		return nil, err
	}
	if q.Limit < 0 {
		return nil, invalid(FieldLimit, itoa(q.Limit)+" is negative; send how many books at most, or 0 for all")
	}
	if q.AfterID < 0 {
		return nil, invalid(FieldAfterID, itoa(q.AfterID)+" is negative; send the id of the last book that arrived, or 0 to begin")
	}
	return c.list(q.Category, q.Limit, q.AfterID), nil
}

func (c *Catalog) list(category Category, limit, afterID int32) iter.Seq[*Book] {
	first := sort.Search(len(c.books), func(i int) bool { return c.books[i].ID > afterID })
	return func(yield func(*Book) bool) {
		left := limit
		for i := first; i < len(c.books); i++ {
			if category != Unspecified && c.books[i].Category != category {
				continue
			}
			if !yield(c.book(int32(i))) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// PageQuery asks for a part of a listing.
type PageQuery struct {
	// Category and CategoryErr are those of [ListQuery].
	Category    Category
	CategoryErr error
	// Size is at most [MaxPageSize]; 0 means [DefaultPageSize].
	Size int32
	// Token is empty for the first page, and else what came with the page before.
	Token string
}

// Page returns the next books and the token of the page after them, which is empty if there is
// none.
func (c *Catalog) Page(q PageQuery) (books []*Book, next string, err error) {
	if err := checkFilter(q.Category, q.CategoryErr); err != nil {
		return nil, "", err
	}
	size, err := checkRange(FieldPageSize, q.Size, DefaultPageSize, MaxPageSize)
	if err != nil {
		return nil, "", err
	}
	after, err := readToken(q.Token)
	if err != nil {
		return nil, "", err
	}
	books = make([]*Book, 0, min(size, len(c.books)))
	for b := range c.list(q.Category, int32(size)+1, after) {
		if len(books) == size {
			return books, pageToken(books[size-1].ID), nil
		}
		books = append(books, b)
	}
	return books, "", nil
}

// checkFilter rejects an unknown category; Unspecified is allowed.
func checkFilter(category Category, err error) error {
	if err == nil && category != Unspecified && !category.Valid() {
		err = invalid(FieldCategory, itoa(int32(category))+" is not a category; send "+ValidCategories)
	}
	return err
}

// tokenPrefix tells a token from other text, and from tokens of a future format.
const tokenPrefix = "after:"

func pageToken(id int32) string {
	return base64.RawURLEncoding.EncodeToString([]byte(tokenPrefix + itoa(id)))
}

// readToken returns the id of the last book of the page before; 0 for no token.
func readToken(token string) (after int32, err error) {
	if token == "" {
		return 0, nil
	}
	text, _ := base64.RawURLEncoding.DecodeString(token)
	id, _ := strconv.ParseInt(strings.TrimPrefix(string(text), tokenPrefix), 10, 32)
	// Any mistake in the text means that pageToken did not make it.
	if id < 1 || pageToken(int32(id)) != token {
		return 0, invalid(FieldPageToken, Quote(token)+" is not the token of a page; send next_page_token of the page before, or nothing for the first")
	}
	return int32(id), nil
}
