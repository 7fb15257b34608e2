// Package splitmix turns numbers into others that look random, the same on every machine and in
// every version of Go.
package splitmix

import "math/bits"

// Mix returns the output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): every bit
// of x changes every bit of the result.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Scale maps random bits to 0 … n-1; 0 if n is 0.
func Scale(random uint64, n int) int {
	hi, _ := bits.Mul64(random, uint64(n))
	return int(hi)
}
