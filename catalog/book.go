package catalog

// Book is one title of the catalog. A Book that came out of a [Catalog] belongs to
// it and is read-only, its slices included.
type Book struct {
	// ID is 1 or more and unique within a catalog.
	ID    int32
	Title string
	// Authors are in the order of the title page; there is at least one.
	Authors  []string
	Category Category
	// ISBN is ten or thirteen characters without hyphens, or empty if none is known.
	ISBN string
	// Language is a BCP 47 tag or an ISO 639-2 code as the source has it, or empty.
	Language string
	// Year is that of the first publication; negative before the common era, 0 if unknown.
	Year int32
	// AverageRating is the mean of all ratings to two decimals, 0 to 5.
	AverageRating float32
	// RatingCounts says how many readers gave one to five stars.
	RatingCounts [5]int32
	// Price is the zero Money if the book is not for sale.
	Price       Money
	Description string
	ImageURL    string
}

// Money is an amount in the minor unit of its currency: 1299 and "EUR" are 12.99 €.
type Money struct {
	MinorUnits int64
	// Currency is an ISO 4217 code, empty only in the zero Money.
	Currency string
}
