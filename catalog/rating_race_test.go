package catalog

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wiretax/wiretax/splitmix"
)

// crowd rates the books of a catalog from many goroutines and compares every answer with the
// ratings that have begun and ended: a rating shows from when Rate returns, never before it was
// called, and never disappears.
type crowd struct {
	catalog     *Catalog
	loaded      [][5]int32
	begun, done [][5]atomic.Int32 // by index of the book; ids count from 1
}

func newCrowd(books int) *crowd {
	c := &crowd{catalog: Generate(11, books), begun: make([][5]atomic.Int32, books), done: make([][5]atomic.Int32, books)}
	for i := range c.catalog.books {
		c.loaded = append(c.loaded, c.catalog.books[i].RatingCounts)
	}
	return c
}

func (c *crowd) rate(t *testing.T, writer, k int) {
	i, star := splitmix.Mix(uint64(writer)<<32|uint64(k))%uint64(len(c.loaded)), k%5
	c.begun[i][star].Add(1)
	if err := c.catalog.Rate(Rating{UserID: int32(writer), BookID: int32(i) + 1, Stars: int32(star) + 1}); err != nil {
		t.Error(err)
	}
	c.done[i][star].Add(1)
}

// reader is one goroutine that asks.
type reader struct {
	*crowd
	seen [][5]int32 // the most that any answer had
}

// watch asks a question and compares the counts that it returns, by the index of the book, with
// those before and after.
func (r *reader) watch(name string, ask func() map[int][5]int32) error {
	done := make([][5]int32, len(r.loaded))
	for i := range done {
		done[i] = r.ratings(i, &r.done[i])
	}
	for i, got := range ask() {
		begun := r.ratings(i, &r.begun[i])
		for star, n := range got {
			if least := max(done[i][star], r.seen[i][star]); n < least || n > begun[star] {
				return fmt.Errorf("%s has %d ratings of %d stars for book %d, want %d to %d", name, n, star+1, i+1, least, begun[star])
			}
		}
		r.seen[i] = got
	}
	return nil
}

func (r *reader) ratings(i int, counts *[5]atomic.Int32) (sum [5]int32) {
	for star := range sum {
		sum[star] = r.loaded[i][star] + counts[star].Load()
	}
	return sum
}

// read asks one question after another and returns the first wrong answer.
func (r *reader) read(turn int) error {
	c, id := r.catalog, int32(turn%len(r.loaded))+1
	category := c.books[id-1].Category
	books := func(list ...*Book) map[int][5]int32 {
		counts := map[int][5]int32{}
		for _, b := range list {
			if b.AverageRating != MeanRating(b.RatingCounts) {
				counts[int(b.ID-1)] = [5]int32{-1} // torn, and too little for anything
				continue
			}
			counts[int(b.ID-1)] = b.RatingCounts
		}
		return counts
	}
	session := c.NewSession()
	for name, ask := range map[string]func() map[int][5]int32{
		"GetBook": func() map[int][5]int32 {
			b, _ := c.GetBook(id)
			return books(b)
		},
		"Recommend": func() map[int][5]int32 {
			list, _ := c.Recommend(RecommendQuery{Category: category, MaxResults: 100})
			return books(list...)
		},
		"Page": func() map[int][5]int32 {
			list, _, _ := c.Page(PageQuery{Category: category})
			return books(list...)
		},
		"Act": func() map[int][5]int32 {
			list, _ := session.Act(Action{BookID: id, Kind: Viewed, MaxResults: 100})
			return books(list...)
		},
		"RatingHistory": func() map[int][5]int32 {
			days, _ := c.RatingHistory(id, 1)
			counts := days[0].Counts
			for star, n := range dailyCounts(&c.books[id-1], LastDay) {
				counts[star] += r.loaded[id-1][star] - n
			}
			return map[int][5]int32{int(id - 1): counts}
		},
	} {
		if err := r.watch(name, ask); err != nil {
			return err
		}
	}
	return nil
}

func TestConcurrentRatings(t *testing.T) {
	const writers, each, readers = 4, 1000, 3
	c := newCrowd(24)
	var writing, reading sync.WaitGroup
	var over atomic.Bool
	for w := range writers {
		writing.Go(func() {
			for k := range each {
				c.rate(t, w, k)
			}
		})
	}
	for range readers {
		reading.Go(func() {
			r := &reader{c, make([][5]int32, len(c.loaded))}
			for turn := 0; !over.Load(); turn++ {
				if err := r.read(turn); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writing.Wait()
	over.Store(true)
	reading.Wait()

	total := 0
	for i, loaded := range c.loaded {
		for star, n := range get(t, c.catalog, int32(i)+1).RatingCounts {
			if want := loaded[star] + c.done[i][star].Load(); n != want {
				t.Errorf("in the end book %d has %d ratings of %d stars, want %d", i+1, n, star+1, want)
			}
			total += int(n - loaded[star])
		}
	}
	if total != writers*each {
		t.Errorf("in the end there are %d ratings more, want %d", total, writers*each)
	}
}

// A caller who knows that Rate returned sees the rating, on every shelf at once.
func TestRatingShowsToOthers(t *testing.T) {
	c := romances(make([][5]int32, 3)...)
	const times = 2000
	rated, checked := make(chan int32), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for k := range int32(times) {
			if err := c.Rate(Rating{BookID: 2, Stars: 5}); err != nil {
				t.Error(err)
			}
			rated <- k + 1
			<-checked
		}
		close(rated)
	})
	group.Go(func() {
		for n := range rated {
			list, _ := c.Recommend(RecommendQuery{Category: Romance, MaxResults: 1})
			b, _ := c.GetBook(2)
			if list[0] != b || b.RatingCounts[4] != n {
				t.Errorf("after %d ratings Recommend = %+v, GetBook(2) = %+v; want one book with all", n, list[0], b)
			}
			checked <- struct{}{}
		}
	})
	group.Wait()
}

// While one caller brings many books and their order up to date, no other caller gets an old
// one.
func TestRatingsShowToAllAtOnce(t *testing.T) {
	const books = 1000
	c := romances(make([][5]int32, books)...)
	ask := []func(k uint64) ([]*Book, error){
		func(k uint64) ([]*Book, error) {
			b, err := c.GetBook(int32(splitmix.Mix(k)%books) + 1)
			return []*Book{b}, err
		},
		func(k uint64) ([]*Book, error) {
			return c.Recommend(RecommendQuery{UserID: int32(k), Category: Romance})
		},
	}
	for round := range int32(10) {
		for id := range int32(books) {
			rate(t, c, id+1, 5)
		}
		var group sync.WaitGroup
		for caller := range uint64(6) {
			group.Go(func() {
				for k := range uint64(20) {
					list, err := ask[caller%2](caller<<8 | k)
					if err != nil {
						t.Error(err)
						return
					}
					for _, b := range list {
						if b.RatingCounts[4] != round+1 {
							t.Errorf("caller %d gets book %d with %v, want %d of five stars", caller, b.ID, b.RatingCounts, round+1)
							return
						}
					}
				}
			})
		}
		group.Wait()
	}
}

// What is up to date is not updated.
func TestRatingsSettleOnce(t *testing.T) {
	c := romances([5]int32{}, [5]int32{})
	s := &c.shelves[Romance]
	before := c.order(Romance)
	rate(t, c, 2, 5)
	get(t, c, 1)
	if s.unshown.Load() || s.sorted.Load() != before {
		t.Error("after GetBook books are out of date, or the order is not the one from before; want neither")
	}
	after := c.order(Romance)
	if after == before || s.stale.Load() || c.order(Romance) != after {
		t.Error("after a rating the order is the one before, or sorted at every question; want sorted once")
	}
}
