package shop

import (
	"math/bits"
	"math/rand/v2"
)

// A topic separates what is drawn for the same id. The values stay: answers follow from them.
type topic uint64

const (
	topicStock topic = iota + 1 // by product id
	topicPrice                  // by product id
	topicOrder                  // by order id
)

// draw is a source of choices that is the same for the same topic and id, everywhere: the
// algorithm of PCG is fixed for good.
type draw struct{ pcg rand.PCG }

func drawFor(t topic, id int64) (d draw) {
	d.pcg.Seed(uint64(t), uint64(id))
	return d
}

// below returns 0 … n-1.
func (d *draw) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}
