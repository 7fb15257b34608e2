package generate

import (
	"math/rand/v2"

	"github.com/wiretax/wiretax/splitmix"
)

// stream is a source of random choices. It reads PCG itself and reduces by Scale,
// because the algorithm of PCG is fixed for good while rand.Rand's may change, and
// it has no floating point, which machines may round differently.
type stream struct{ pcg rand.PCG }

// A topic separates the streams of one seed: a draw for the text of a book does not change its
// ratings.
type topic uint64

const (
	topicFacts   topic = iota + 1 // by book id
	topicRatings                  // by book id
	topicTitle                    // by book id
	topicBlurb                    // by book id
	topicAuthor                   // by author number
	topicSeries                   // by author number and series
)

// open starts the stream of a topic and an index, anew at each call. No stream
// depends on the size of the catalog.
func (s *stream) open(seed uint64, t topic, index uint64) {
	s.pcg.Seed(splitmix.Mix(seed+uint64(t)<<56), splitmix.Mix(index))
}

// below returns 0 … n-1.
func (s *stream) below(n int) int { return splitmix.Scale(s.pcg.Uint64(), n) }

// chance reports true with a probability of millionths in a million.
func (s *stream) chance(millionths int) bool { return s.below(million) < millionths }

// pick returns an index with the probability of its weight.
func (s *stream) pick(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	x := s.below(sum)
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return 0
}

const million = 1_000_000

// quantiles describes a distribution by some of its quantiles, ascending, from 0 to
// a million millionths.
type quantiles []quantile

type quantile struct{ share, value int64 }

// draw returns a value of the distribution, which is linear between the quantiles.
func (q quantiles) draw(s *stream) int {
	x := int64(s.below(million))
	i := 1
	for x >= q[i].share {
		i++
	}
	return int(between(q[i-1], q[i], x))
}

// between interpolates, rounded to the nearest whole number.
func between(a, b quantile, share int64) int64 {
	width := b.share - a.share
	return a.value + (2*(b.value-a.value)*(share-a.share)+width)/(2*width)
}
