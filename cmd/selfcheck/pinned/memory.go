package pinned

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// mostGrowth is by which factor the memory of a process may grow after flatAfter of its life.
const (
	mostGrowth = 1.1
	flatAfter  = 0.1
)

// Reading is how much memory a process holds at a time since it started.
type Reading struct {
	At  time.Duration
	RSS int64
}

// Memory are readings of one process in order, and the most that it ever held, in bytes.
type Memory struct {
	Readings []Reading
	Peak     int64
}

// At returns what the process held when that share of its life was over. A closed loop
// progresses evenly, so that it is the same share of its requests.
func (m Memory) At(share float64) int64 {
	if len(m.Readings) == 0 {
		return 0
	}
	when := time.Duration(share * float64(m.Readings[len(m.Readings)-1].At))
	held := m.Readings[0].RSS
	for _, r := range m.Readings {
		if r.At > when {
			break
		}
		held = r.RSS
	}
	return held
}

// Flat reports whether the process holds at most a tenth more at the end than early in its life.
func (m Memory) Flat() bool {
	return float64(m.At(1)) <= mostGrowth*float64(m.At(flatAfter))
}

// sampleMemory reads the memory of a process, at once and then until the function that it
// returns is called, which returns the readings. It reads none if every is 0.
func sampleMemory(pid int, every time.Duration) func() Memory {
	var m Memory
	if every == 0 {
		return func() Memory { return m }
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	begun := time.Now()
	m.read(pid, 0)
	go func() {
		defer close(stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				m.read(pid, time.Since(begun))
			case <-stop:
				return
			}
		}
	}()
	return func() Memory {
		close(stop)
		<-stopped
		return m
	}
}

// read adds a reading. A process that has just ended gives none.
func (m *Memory) read(pid int, at time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return
	}
	rss, ok := residentBytes(text)
	if !ok {
		return
	}
	m.Readings = append(m.Readings, Reading{at, rss})
	if peak, err := meter.PeakRSS(pid); err == nil {
		m.Peak = max(m.Peak, peak)
	}
}

// residentBytes finds the resident memory in a process's status; one that has ended and
// was not waited for has none.
func residentBytes(status []byte) (int64, bool) {
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			number, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" "))
			kilobytes, err := strconv.ParseInt(string(number), 10, 64)
			return kilobytes * 1024, err == nil
		}
	}
	return 0, false
}
