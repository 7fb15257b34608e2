package catalog

import (
	"cmp"
	"slices"
	"sync"
)

// Catalog is a set of books and what is worked out from them beforehand. It is
// immutable and safe for concurrent use; the zero Catalog is not usable, see
// [Generate] and [Load].
type Catalog struct {
	books   []Book          // in the order of their ids
	byID    map[int32]int32 // id → index in books
	shelves [numCategories]shelf
	digest  func() string
}

// newCatalog takes the books over. Their ids must be unique and each must have a
// valid category.
func newCatalog(books []Book) *Catalog {
	byID := func(a, b Book) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(books, byID) {
		slices.SortFunc(books, byID)
	}
	c := &Catalog{books: books, byID: make(map[int32]int32, len(books))}
	for i := range books {
		c.byID[books[i].ID] = int32(i)
	}
	c.shelves = newShelves(books)
	c.digest = sync.OnceValue(func() string { return digest(books) })
	return c
}

// Len returns the number of books.
func (c *Catalog) Len() int { return len(c.books) }

// IDs returns the ids of all books, ascending. The slice is a copy and the caller's.
func (c *Catalog) IDs() []int32 {
	ids := make([]int32, len(c.books))
	for i := range c.books {
		ids[i] = c.books[i].ID
	}
	return ids
}

// Digest returns the SHA-256 over every field of every book in the order of their
// ids, in hex. It is worked out at the first call, in some milliseconds.
func (c *Catalog) Digest() string { return c.digest() }

// GetBook returns the book with that id, or a [NotFound] error of the field "id".
// The book belongs to the catalog and is read-only.
func (c *Catalog) GetBook(id int32) (*Book, error) {
	b := c.book(id)
	if b == nil {
		return nil, notFound(FieldID, id)
	}
	return b, nil
}

// book returns nil where there is no such book.
func (c *Catalog) book(id int32) *Book {
	i, ok := c.byID[id]
	if !ok {
		return nil
	}
	return &c.books[i]
}
