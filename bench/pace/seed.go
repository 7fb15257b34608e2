package pace

// Seed mixes numbers into the seed of one stretch of load, such as a run's own seed, the block
// and the phase, so that no two stretches have the same arrivals because their numbers happen
// to add up alike. It is the output function of SplitMix64 (Steele, Lea and Flood, OOPSLA
// 2014), once for each number.
func Seed(numbers ...uint64) uint64 {
	var seed uint64
	for _, n := range numbers {
		seed += n + 0x9e3779b97f4a7c15
		seed = (seed ^ seed>>30) * 0xbf58476d1ce4e5b9
		seed = (seed ^ seed>>27) * 0x94d049bb133111eb
		seed ^= seed >> 31
	}
	return seed
}
