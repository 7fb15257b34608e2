package pace

import "github.com/wiretax/wiretax/splitmix"

// Seed mixes numbers into the seed of one stretch of load, such as a run's own seed, the block
// and the phase, so that no two stretches have the same arrivals because their numbers happen
// to have the same sum.
func Seed(numbers ...uint64) uint64 {
	var seed uint64
	for _, n := range numbers {
		seed = splitmix.Mix(seed + n)
	}
	return seed
}
