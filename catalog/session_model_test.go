package catalog

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// someActions are good ones of one reader on books of a catalog.
func someActions(c *Catalog, user int32, least, most int) *rapid.Generator[[]Action] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Action {
		a := Action{
			UserID:     user,
			BookID:     rapid.SampledFrom(c.IDs()).Draw(t, "book"),
			Kind:       rapid.SampledFrom([]ActionKind{Viewed, Liked, Rated}).Draw(t, "kind"),
			MaxResults: rapid.SampledFrom([]int32{0, 1, 2, 5, 100}).Draw(t, "max"),
		}
		if a.Kind == Rated {
			a.Stars = rapid.Int32Range(1, 5).Draw(t, "stars")
		}
		return a
	}), least, most)
}

func someUser() *rapid.Generator[int32] {
	return rapid.SampledFrom([]int32{0, 1, 2, 3, 77, math.MaxInt32})
}

// sessionCatalogs are small enough that an answer of 100 is a whole shelf, and that sessions
// run out of books.
func sessionCatalogs() []*Catalog {
	return []*Catalog{shelves(), five(), Generate(3, 1), Generate(3, 30), Generate(3, 120)}
}

// answer returns what the actions of a session must be answered with, worked out anew from the
// last of them.
func answer(c *Catalog, actions []Action) []int32 {
	actions = actions[max(0, len(actions)-16):]
	last := actions[len(actions)-1]
	weights, acted := map[Category]int{}, map[int32]bool{}
	for _, a := range actions {
		b, _ := c.GetBook(a.BookID)
		weights[b.Category] += map[ActionKind]int{Viewed: 1, Liked: 3, Rated: int(a.Stars) - 3}[a.Kind]
		acted[a.BookID] = true
	}
	var best Category
	for _, a := range slices.Backward(actions) {
		b, _ := c.GetBook(a.BookID)
		if best == Unspecified || weights[b.Category] > weights[best] {
			best = b.Category
		}
	}
	shelf, _ := c.Recommend(RecommendQuery{UserID: last.UserID, Category: best, MaxResults: MaxMaxResults})
	all := ids(shelf)
	fresh := slices.DeleteFunc(slices.Clone(all), func(id int32) bool { return acted[id] })
	if len(fresh) == 0 {
		fresh = all
	}
	return fresh[:min(len(fresh), max(1, int(last.MaxResults)))]
}

func TestSessionAgainstTheDocumentation(t *testing.T) {
	catalogs := sessionCatalogs()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		actions := someActions(c, someUser().Draw(t, "user"), 1, 40).Draw(t, "actions")
		s := c.NewSession()
		for i, a := range actions {
			got, want := act(t, s, a), answer(c, actions[:i+1])
			if !slices.Equal(got, want) {
				t.Fatalf("action %d, Act(%+v) = %v, want %v", i+1, a, got, want)
			}
			if len(got) == 0 || s.Actions() != i+1 {
				t.Fatalf("action %d, Act(%+v) = %v, and Actions() = %d", i+1, a, got, s.Actions())
			}
		}
	})
}

// Two readers who did the same lately get the same, whatever they did before.
func TestSessionForgets(t *testing.T) {
	catalogs := sessionCatalogs()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		user := someUser().Draw(t, "user")
		a, b := c.NewSession(), c.NewSession()
		for _, early := range someActions(c, user, 0, 40).Draw(t, "before") {
			act(t, a, early)
		}
		late := someActions(c, user, SessionActions, 40).Draw(t, "lately")
		for i, next := range late {
			one, other := act(t, a, next), act(t, b, next)
			if i >= SessionActions-1 && !slices.Equal(one, other) {
				t.Fatalf("after the same %d actions Act(%+v) = %v and %v, want the same", i+1, next, one, other)
			}
		}
	})
}

// Bad actions, wherever they come, change no later answer.
func TestSessionUnmovedByErrors(t *testing.T) {
	catalogs := sessionCatalogs()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		user := someUser().Draw(t, "user")
		a, b := c.NewSession(), c.NewSession()
		for _, next := range someActions(c, user, 1, 30).Draw(t, "actions") {
			bad := next
			switch rapid.SampledFrom([]string{"", "user", "book", "kind", "stars", "max"}).Draw(t, "bad") {
			case "user":
				bad.UserID = -1
			case "book":
				bad.BookID = -1
			case "kind":
				bad.Kind = numActionKinds
			case "stars":
				bad.Stars = 6
			case "max":
				bad.MaxResults = MaxMaxResults + 1
			}
			if bad != next {
				if got, err := a.Act(bad); err == nil {
					t.Fatalf("Act(%+v) = %v, want an error", bad, ids(got))
				}
			}
			if one, other := act(t, a, next), act(t, b, next); !slices.Equal(one, other) {
				t.Fatalf("Act(%+v) = %v after bad actions and %v without, want the same", next, one, other)
			}
		}
		if a.Actions() != b.Actions() {
			t.Fatalf("Actions() = %d with bad ones and %d without, want the same", a.Actions(), b.Actions())
		}
	})
}

// A reader who goes the same round again and again, of as many actions as a session
// remembers or more, is answered in every round as in the second.
func TestSessionInCircles(t *testing.T) {
	catalogs := sessionCatalogs()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(catalogs).Draw(t, "catalog")
		round := someActions(c, someUser().Draw(t, "user"), SessionActions, 3*SessionActions).Draw(t, "round")
		s := c.NewSession()
		walk := func() (answers [][]int32) {
			for _, a := range round {
				answers = append(answers, act(t, s, a))
			}
			return answers
		}
		first, second := walk(), walk()
		for range 2 {
			if repeated := walk(); !slices.EqualFunc(repeated, second, slices.Equal) {
				t.Fatalf("a later round is answered %v, the second %v, want the same", repeated, second)
			}
		}
		if k := SessionActions - 1; !slices.EqualFunc(first[k:], second[k:], slices.Equal) {
			t.Fatalf("from action 16 on the first round is answered %v, the second %v, want the same", first[k:], second[k:])
		}
	})
}
