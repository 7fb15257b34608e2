package pace

import (
	"math/rand/v2"
	"time"
)

// Slices cuts a schedule into slices of equal length, between which others have theirs: the
// arrivals are those of the schedule, and so is their seed. It is used by one goroutine.
type Slices struct {
	schedule *Schedule
	length   time.Duration
	begin    time.Duration // of the next slice
	arrivals []time.Duration
	// held is the first arrival that lies beyond the last slice.
	held    time.Duration
	isHeld  bool
	drained bool
}

// Cut cuts a schedule into slices of the length, which is above 0. What is left of the schedule at its end
// makes no slice.
func Cut(s *Schedule, length time.Duration) *Slices { return &Slices{schedule: s, length: length} }

// Next returns the arrivals of the next slice as offsets from its beginning, or false when the schedule
// is over. The caller may use them until it calls Next again.
func (s *Slices) Next() ([]time.Duration, bool) {
	end := s.begin + s.length
	if end > s.schedule.Length() {
		return nil, false
	}
	s.arrivals = s.arrivals[:0]
	for s.hold() && s.held < end {
		s.arrivals = append(s.arrivals, s.held-s.begin)
		s.isHeld = false
	}
	s.begin = end
	return s.arrivals, true
}

// hold makes sure that the next arrival is held, and returns false if there is none.
func (s *Slices) hold() bool {
	if !s.isHeld && !s.drained {
		s.held, s.isHeld = s.schedule.Next()
		s.drained = !s.isHeld
	}
	return s.isHeld
}

// Orders returns the orders in which n arms have their slices in a number of rounds. Over each n rounds, or 2n
// if n is odd, every arm comes equally often first, second and so on, and equally often after each other
// one: these are the rows of Williams squares (Williams 1949), which for three arms are all six
// permutations. The seed decides which arm is which, and the order of the rows.
func Orders(n, rounds int, seed uint64) [][]int {
	random := rand.New(rand.NewPCG(seed, 0x6f7264657273)) // the stream: "orders"
	var orders [][]int
	for len(orders) < rounds {
		rows := williams(n)
		names := random.Perm(n)
		for _, at := range random.Perm(len(rows)) {
			for i, arm := range rows[at] {
				rows[at][i] = names[arm]
			}
			orders = append(orders, rows[at])
		}
	}
	return orders[:rounds]
}

// williams returns the rows of a Williams square of n arms, or of two if n is odd.
func williams(n int) (rows [][]int) {
	// The first row is 0, 1, n-1, 2, n-2 and so on: its neighbours have all differences once.
	first := make([]int, n)
	for i := range first {
		if i%2 == 1 {
			first[i] = (i + 1) / 2
		} else {
			first[i] = (n - i/2) % n
		}
	}
	for shift := range n {
		row := make([]int, n)
		for i, arm := range first {
			row[i] = (arm + shift) % n
		}
		rows = append(rows, row)
	}
	if n%2 == 0 || n == 1 {
		return rows
	}
	for shift := range n {
		mirrored := make([]int, n)
		for i, arm := range rows[shift] {
			mirrored[n-1-i] = arm
		}
		rows = append(rows, mirrored)
	}
	return rows
}
