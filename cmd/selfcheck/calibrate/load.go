package calibrate

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// load is a load and the client that drove it.
type load struct {
	share, rate float64 // of capacity, or a number per second; the other is 0
	client      string
}

func loadOf(arm *record.Arm) load {
	if arm.RateShare != 0 {
		return load{share: arm.RateShare, client: arm.Client}
	}
	return load{rate: arm.Rate, client: arm.Client}
}

// compare orders loads, the lightest first.
func (l load) compare(other load) int {
	return cmp.Or(cmp.Compare(l.share, other.share), cmp.Compare(l.rate, other.rate), strings.Compare(l.client, other.client))
}

// String returns the load as tables have it.
func (l load) String() string {
	if l.share != 0 {
		return fmt.Sprintf("%g %%, %s", 100*l.share, l.client)
	}
	return fmt.Sprintf("%g/s, %s", l.rate, l.client)
}
