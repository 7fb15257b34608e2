package catalog

// The limits of the queries. No other package repeats them.
const (
	// DefaultMaxResults is what a max_results of 0 means.
	DefaultMaxResults = 10
	// MaxMaxResults is the largest max_results.
	MaxMaxResults = 100
	// DefaultDays is what a rating history of 0 days means.
	DefaultDays = 30
	// MaxDays is the longest rating history, in days.
	MaxDays = 3650
	// DefaultPageSize is what a page_size of 0 means.
	DefaultPageSize = 100
	// MaxPageSize is the largest page_size.
	MaxPageSize = 1000
)

// Check returns the [*Error] with which [Catalog.Recommend] would reject the query, or nil.
func (q RecommendQuery) Check() error {
	_, err := q.check()
	return err
}

// check rejects a query that breaks a limit and returns how many books it asks for. If several
// fields are wrong, the error names the first of user_id, category, max_results: the order of
// the fields in the request.
func (q RecommendQuery) check() (int, error) {
	if err := checkUser(q.UserID); err != nil {
		return 0, err
	}
	if q.CategoryErr != nil {
		return 0, q.CategoryErr
	}
	if q.Category == Unspecified {
		return 0, invalid(FieldCategory, Quote("")+" names no category; send "+ValidCategories)
	}
	if !q.Category.Valid() {
		return 0, invalid(FieldCategory, itoa(int32(q.Category))+" is not a category; send "+ValidCategories)
	}
	return checkRange(FieldMaxResults, q.MaxResults, DefaultMaxResults, MaxMaxResults)
}

// checkUser accepts 0, for a reader who is not signed in.
func checkUser(id int32) error {
	if id < 0 {
		return invalid(FieldUserID, itoa(id)+" is negative; send the id of a user, or 0 for a reader who is not signed in")
	}
	return nil
}

func checkStars(stars int32) error {
	if stars < 1 || stars > 5 {
		return invalid(FieldStars, itoa(stars)+" is out of range; send 1 to 5")
	}
	return nil
}

// checkRange returns n, or the default for 0. It rejects what is negative or above the limit.
func checkRange(field string, n, byDefault, limit int32) (int, error) {
	switch {
	case n == 0:
		return int(byDefault), nil
	case n < 0 || n > limit:
		return 0, invalid(field, itoa(n)+" is out of range; send 1 to "+itoa(limit)+", or 0 for "+itoa(byDefault))
	}
	return int(n), nil
}
