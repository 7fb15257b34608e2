package catalog

import (
	"testing"

	"github.com/wiretax/wiretax/splitmix"
)

// BenchmarkRate counts ratings from all Ps at once: on all books, and on one, where every
// caller needs the same shelf.
func BenchmarkRate(b *testing.B) {
	for _, books := range []uint64{DefaultBooks, 1} {
		b.Run("books="+itoa(int32(books)), func(b *testing.B) {
			c := Generate(DefaultSeed, DefaultBooks)
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for k := uint64(0); p.Next(); k++ {
					if err := c.Rate(Rating{BookID: int32(splitmix.Mix(k)%books) + 1, Stars: int32(k%5) + 1}); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkSettle measures an answer after a number of ratings: about one book, which only needs
// the books, and about a shelf, which is sorted anew.
func BenchmarkSettle(b *testing.B) {
	for _, test := range []struct {
		name    string
		ratings int
		ask     func(*Catalog) error
	}{
		{"GetBook/ratings=0", 0, askBook}, {"GetBook/ratings=1", 1, askBook}, {"GetBook/ratings=1000", 1000, askBook},
		{"Recommend/ratings=0", 0, askShelf}, {"Recommend/ratings=1", 1, askShelf}, {"Recommend/ratings=1000", 1000, askShelf},
	} {
		b.Run(test.name, func(b *testing.B) {
			c := Generate(DefaultSeed, DefaultBooks)
			var shelf []int32
			for i := range c.books {
				if c.books[i].Category == Mystery {
					shelf = append(shelf, c.books[i].ID)
				}
			}
			b.ReportAllocs()
			for k := uint64(0); b.Loop(); k++ {
				for i := range uint64(test.ratings) {
					rate(b, c, shelf[splitmix.Mix(k<<32|i)%uint64(len(shelf))], int32(i%5)+1)
				}
				if err := test.ask(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func askBook(c *Catalog) error {
	_, err := c.GetBook(1)
	return err
}

func askShelf(c *Catalog) error {
	_, err := c.Recommend(RecommendQuery{Category: Mystery})
	return err
}

func BenchmarkUpload(b *testing.B) {
	c := Generate(DefaultSeed, DefaultBooks)
	u := start(b, c, "benchmark")
	b.ReportAllocs()
	for k := uint64(0); b.Loop(); k++ {
		u.Add(Rating{BookID: int32(splitmix.Mix(k)%DefaultBooks) + 1, Stars: 4})
	}
}

func BenchmarkAct(b *testing.B) {
	c := Generate(DefaultSeed, DefaultBooks)
	s := c.NewSession()
	b.ReportAllocs()
	for k := uint64(0); b.Loop(); k++ {
		if _, err := s.Act(Action{UserID: 7, BookID: int32(splitmix.Mix(k)%DefaultBooks) + 1, Kind: Liked, MaxResults: 5}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	c := Generate(DefaultSeed, DefaultBooks)
	b.ReportAllocs()
	for b.Loop() {
		list, err := c.List(ListQuery{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for range list {
			n++
		}
		if n != DefaultBooks {
			b.Fatalf("List has %d books, want %d", n, DefaultBooks)
		}
	}
}

// BenchmarkWork shows how near cpu=50us comes to 50 µs on this machine.
func BenchmarkWork(b *testing.B) {
	w, err := ParseWork("cpu=50us")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := w.Do(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
