package catalog

import "strconv"

// Category is the shelf of a book. The numbers are those of the protobuf enum BookCategory.
type Category uint8

// The categories. A book of a catalog is never Unspecified.
const (
	Unspecified Category = iota
	Mystery
	ScienceFiction
	Romance
	NonFiction

	// NumCategories is the length of an array that has an element for each.
	NumCategories
)

const unspecifiedName = "BOOK_CATEGORY_UNSPECIFIED"

// ValidCategories are the names of the categories, as an error lists them.
const ValidCategories = "MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION"

// String returns the name that JSON, query strings and protobuf use, or
// "Category(n)" for a number that names no category.
func (c Category) String() string {
	switch c {
	case Unspecified:
		return unspecifiedName
	case Mystery:
		return "MYSTERY"
	case ScienceFiction:
		return "SCIENCE_FICTION"
	case Romance:
		return "ROMANCE"
	case NonFiction:
		return "NON_FICTION"
	}
	return "Category(" + strconv.Itoa(int(c)) + ")"
}

// Valid reports whether c is one of the four categories.
func (c Category) Valid() bool { return c > Unspecified && c < NumCategories }

// ParseCategory returns the category of that name, which must be in capitals. The empty string
// and "BOOK_CATEGORY_UNSPECIFIED" give Unspecified, so that a missing category is rejected in
// one place, where it is queried. Any other name is an [InvalidArgument] error of the field
// "category".
func ParseCategory(s string) (Category, error) {
	if s == "" {
		return Unspecified, nil
	}
	for c := Unspecified; c < NumCategories; c++ {
		if s == c.String() {
			return c, nil
		}
	}
	return Unspecified, invalid(FieldCategory, Quote(s)+" is not a category; send "+ValidCategories)
}
