package catalog

// Action is one thing that a reader did with a book.
type Action struct {
	// UserID is 0 for a reader who is not signed in; negative is invalid.
	UserID, BookID int32
	Kind           ActionKind
	// Stars are 1 to 5 with [Rated], and 0 otherwise.
	Stars int32
	// MaxResults is at most [MaxMaxResults]; 0 means 1.
	MaxResults int32
	// KindErr is nil, or the error of [ParseActionKind] if the kind came as a name.
	KindErr error
}

// SessionActions is how many of a reader's last actions decide what is recommended.
const SessionActions = 16

// Session is what a reader did last. It is used by one goroutine; see [Catalog.NewSession],
// the zero Session is not usable.
type Session struct {
	catalog *Catalog
	user    int32
	count   int
	recent  [SessionActions]acted // a ring
	answer  []*Book
}

// acted is an action that counts.
type acted struct {
	book     int32 // its id
	category Category
	weight   int
}

// Act takes an action and returns what to read next: up to MaxResults books, at least one, of
// the category that weighs most in the last [SessionActions] actions (1 for a viewed book, 3 for
// a liked one, stars less 3 for a rated one; if two weigh the same, the one of the latest
// action). They follow in the order of recommendation from where [Catalog.Recommend] begins for
// the user, without the books of these actions, unless there are no others.
//
// An action changes nothing in the catalog: a rating only counts through [Catalog.Rate]. The
// slice is the session's until the next action; its books are read-only. An error leaves
// the session as it was.
func (s *Session) Act(a Action) ([]*Book, error) {
	n, err := s.check(a)
	if err != nil {
		return nil, err
	}
	i, ok := s.catalog.byID[a.BookID]
	if !ok {
		return nil, notFound(FieldBookID, a.BookID)
	}
	s.user = a.UserID
	s.recent[s.count%SessionActions] = acted{a.BookID, s.catalog.books[i].Category, a.weight()}
	s.count++
	return s.recommend(n), nil
}

// Actions returns the number of actions so far.
func (s *Session) Actions() int { return s.count }

func (s *Session) check(a Action) (n int, err error) {
	if err := checkUser(a.UserID); err != nil {
		return 0, err
	}
	if s.count > 0 && a.UserID != s.user {
		return 0, invalid(FieldUserID, itoa(a.UserID)+" is not the reader of this stream, who is "+itoa(s.user)+"; open another stream")
	}
	if err := a.checkKind(); err != nil {
		return 0, err
	}
	return checkRange(FieldMaxResults, a.MaxResults, 1, MaxMaxResults)
}

// weight returns how much an action counts for its book's category.
func (a *Action) weight() int {
	switch a.Kind {
	case Viewed:
		return 1
	case Liked:
		return 3
	}
	return int(a.Stars) - 3
}

func (s *Session) recommend(n int) []*Book {
	shelf := s.catalog.order(s.favourite())
	ranks, start := shelf.ranks, shelf.start(s.user)
	s.answer = s.answer[:0]
	for k := range ranks {
		b := ranks[(start+k)%len(ranks)].book
		if s.acted(b.ID) {
			continue
		}
		if s.answer = append(s.answer, b); len(s.answer) == n {
			return s.answer
		}
	}
	if len(s.answer) == 0 {
		s.answer = append(s.answer, shelf.run(s.user, n)...)
	}
	return s.answer
}

// favourite returns the category that weighs most.
func (s *Session) favourite() Category {
	var weights, met [NumCategories]int
	for k := max(0, s.count-SessionActions); k < s.count; k++ {
		a := &s.recent[k%SessionActions]
		weights[a.category] += a.weight
		met[a.category] = k + 1
	}
	best := Unspecified
	for c := range NumCategories {
		if met[c] == 0 {
			continue
		}
		if best == Unspecified || weights[c] > weights[best] || weights[c] == weights[best] && met[c] > met[best] {
			best = c
		}
	}
	return best
}

func (s *Session) acted(id int32) bool {
	for k := range min(s.count, SessionActions) {
		if s.recent[k].book == id {
			return true
		}
	}
	return false
}
