package catalog

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/splitmix"
)

// item is one of an upload: a rating, or something else.
type item struct {
	Rating
	unreadable bool
}

func someItems() *rapid.Generator[[]item] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item {
		return item{
			Rating{rapid.Int32Range(-1, 5).Draw(t, "user"), rapid.Int32Range(0, 4).Draw(t, "book"), rapid.Int32Range(0, 6).Draw(t, "stars")},
			rapid.IntRange(0, 9).Draw(t, "unreadable") == 0,
		}
	}), 0, 40)
}

func (i item) send(u *Upload) {
	if i.unreadable {
		u.Reject("", "no rating")
		return
	}
	u.Add(i.Rating)
}

// oneAttempt sends all items at once to a catalog of their own and returns what comes of it.
func oneAttempt(t rapid.TB, items []item) (UploadSummary, *Catalog) {
	c := romances(make([][5]int32, 3)...)
	u := start(t, c, "")
	for _, i := range items {
		i.send(u)
	}
	return u.Summary(), c
}

// checkAttempts compares an upload in several attempts with the same upload in one.
func checkAttempts(t rapid.TB, c *Catalog, items []item, attempts []*Upload) {
	t.Helper()
	want, wanted := oneAttempt(t, items)
	var accepted, rejected int
	for k, u := range attempts {
		got := u.Summary()
		a, r, repeated := u.Counts()
		if got.Repeated != repeated || a+r+repeated != u.next {
			t.Errorf("attempt %d sent %d: Counts() = %d, %d, %d, Summary() = %+v; want the same repeated and the sum", k, u.next, a, r, repeated, got)
		}
		accepted, rejected = accepted+a, rejected+r
		got.Repeated = 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("attempt %d: Summary() differs from that of one attempt (-want +got):\n%s", k, diff)
		}
	}
	if accepted != want.Accepted || rejected != want.Rejected {
		t.Errorf("the attempts together count %d and %d, want %d and %d", accepted, rejected, want.Accepted, want.Rejected)
	}
	for id := range int32(3) {
		if got, want := get(t, c, id+1).RatingCounts, get(t, wanted, id+1).RatingCounts; got != want {
			t.Errorf("book %d has %v, want %v", id+1, got, want)
		}
	}
}

// However many attempts there are, wherever each is cut off and however they overlap: once
// one has come to the end, every position has counted once.
func TestUploadAnyInterleaving(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := someItems().Draw(t, "items")
		c := romances(make([][5]int32, 3)...)
		attempts := []*Upload{start(t, c, "interleaved")}
		for !slices.ContainsFunc(attempts, func(u *Upload) bool { return u.next == len(items) }) {
			k := rapid.IntRange(0, min(len(attempts), 4)).Draw(t, "attempt")
			if k == len(attempts) {
				attempts = append(attempts, start(t, c, "interleaved"))
			}
			u := attempts[k]
			for range min(rapid.IntRange(1, 8).Draw(t, "ratings"), len(items)-u.next) {
				items[u.next].send(u)
			}
		}
		checkAttempts(t, c, items, attempts)
	})
}

// The same with attempts that really run at the same time.
func TestUploadConcurrentAttempts(t *testing.T) {
	var items []item
	for k := range uint64(3000) {
		h := splitmix.Mix(k)
		items = append(items, item{Rating{1, int32(h % 5), int32(h >> 8 % 7)}, h>>16%10 == 0})
	}
	c := romances(make([][5]int32, 3)...)
	attempts := make([]*Upload, 6)
	var group sync.WaitGroup
	for k := range attempts {
		attempts[k] = start(t, c, "concurrent")
		group.Go(func() {
			for _, i := range items {
				i.send(attempts[k])
				if k == 0 {
					attempts[k].Summary()
				}
			}
		})
	}
	group.Wait()
	checkAttempts(t, c, items, attempts)
}
