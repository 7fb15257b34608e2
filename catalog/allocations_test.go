package catalog

import "testing"

// question is a query that is repeated.
type question struct {
	name string
	most float64 // allocations
	ask  func() error
}

func checkAllocations(t *testing.T, questions []question) {
	t.Helper()
	for _, q := range questions {
		if got := testing.AllocsPerRun(100, func() {
			if err := q.ask(); err != nil {
				t.Fatal(err)
			}
		}); got > q.most {
			t.Errorf("%s allocates %v times, want at most %v", q.name, got, q.most)
		}
	}
}

func TestAllocationsOfAnswers(t *testing.T) {
	c, rated := embedded(), Generate(DefaultSeed, 500)
	for id := range int32(500) {
		rate(t, rated, id+1, id%5+1)
	}
	book := func(c *Catalog) func() error {
		return func() error { _, err := c.GetBook(77); return err }
	}
	shelf := func(c *Catalog) func() error {
		return func() error {
			_, err := c.Recommend(RecommendQuery{UserID: 5, Category: Romance, MaxResults: 100})
			return err
		}
	}
	list := func(limit int32) func() error {
		return func() error {
			books, err := rated.List(ListQuery{Limit: limit})
			for b := range books {
				_ = b
			}
			return err
		}
	}
	page := func(size int32) func() error {
		return func() error { _, _, err := rated.Page(PageQuery{Size: size}); return err }
	}
	checkAllocations(t, []question{
		{"GetBook", 0, book(c)},
		{"GetBook after ratings", 0, book(rated)},
		{"Recommend", 0, shelf(c)},
		{"Recommend after ratings", 0, shelf(rated)},
		{"RatingHistory", 1, func() error { _, err := c.RatingHistory(77, 365); return err }},
		// A listing allocates, its items do not.
		{"List of 1", 3, list(1)},
		{"List of 500", 3, list(500)},
		{"Page of 1", 9, page(1)},
		{"Page of 499", 9, page(499)},
	})
}

func TestAllocationsOfChanges(t *testing.T) {
	c := Generate(DefaultSeed, 500)
	upload, session := start(t, c, "allocations"), c.NewSession()
	turn := int32(0)
	next := func() int32 { turn++; return turn*7919%500 + 1 }
	checkAllocations(t, []question{
		{"Act", 0, func() error {
			_, err := session.Act(Action{BookID: next(), Kind: Viewed, MaxResults: 9})
			return err
		}},
		// The copy of the book that has the rating.
		{"Rate and GetBook", 1, func() error {
			id := next()
			if err := c.Rate(Rating{BookID: id, Stars: 3}); err != nil {
				return err
			}
			_, err := c.GetBook(id)
			return err
		}},
		{"Rate", 0, func() error { return c.Rate(Rating{BookID: next(), Stars: 3}) }},
		{"Add", 0, func() error { upload.Add(Rating{BookID: next(), Stars: 3}); return nil }},
	})
}
