package catalog

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Catalog is a set of books, what is computed from them in advance, and the ratings that they
// get while they are served. It is safe for concurrent use; the zero Catalog is not usable, see
// [New].
type Catalog struct {
	books   []Book                 // as loaded, in the order of their ids
	now     []atomic.Pointer[Book] // the same with the ratings since then, once settled
	byID    map[int32]int32        // id → index in books
	shelves [NumCategories]shelf
	uploads uploads
	digest  func() string
}

// New returns a catalog of the books, which it owns from then on. Their ids must be unique and
// each must have a valid category.
func New(books []Book) *Catalog {
	byID := func(a, b Book) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(books, byID) {
		slices.SortFunc(books, byID)
	}
	c := &Catalog{books: books, now: make([]atomic.Pointer[Book], len(books)), byID: make(map[int32]int32, len(books))}
	for i := range books {
		c.byID[books[i].ID] = int32(i)
		c.now[i].Store(&books[i])
	}
	c.fillShelves()
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
// ids, in hex, as they were loaded. The first call computes it, which takes some
// milliseconds.
func (c *Catalog) Digest() string { return c.digest() }

// GetBook returns the book with that id, or a [NotFound] error of the field "id". The book
// belongs to the catalog and is read-only. It does not have ratings that come later.
func (c *Catalog) GetBook(id int32) (*Book, error) {
	i, ok := c.byID[id]
	if !ok {
		return nil, notFound(FieldID, id)
	}
	return c.book(i), nil
}

// NewSession returns the session of a reader who has done nothing yet.
func (c *Catalog) NewSession() *Session { return &Session{catalog: c} }

// StartUpload begins an attempt at the upload of that id. An attempt sends the upload from its
// first rating: ratings that an earlier attempt sent are skipped, so that none counts twice. An
// upload with an empty id is a new one each time.
func (c *Catalog) StartUpload(id string) (*Upload, error) {
	if err := checkUploadID(id); err != nil {
		return nil, err
	}
	return &Upload{catalog: c, state: c.uploads.state(id)}, nil
}

// book returns the book at an index with all ratings so far.
func (c *Catalog) book(i int32) *Book {
	if s := &c.shelves[c.books[i].Category]; s.unshown.Load() {
		c.settle(s)
	}
	return c.now[i].Load()
}
