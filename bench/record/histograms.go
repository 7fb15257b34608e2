package record

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The tags of the histograms in a log.
const (
	// TagIntended is the response time: from when the schedule intended to send.
	TagIntended = "intended"
	TagService  = "service"
	TagLag      = "lag"
	// TagWait is the wait for a connection or a stream, if the client could tell.
	TagWait = "wait"
	// TagError is the response time of failed requests without timeouts, which are in the other
	// histograms, at the timeout.
	TagError = "error"
	// TagFirst is the response time of an answer's first item, if answers have items.
	TagFirst = "first"
)

// Times are histograms of nanoseconds over the same stretch of time.
type Times struct {
	Response, Service, Lag, Wait, Errors, First *hdrhistogram.Histogram
}

// NewTimes returns empty histograms of the project's range.
func NewTimes() Times {
	return Times{NewHistogram(), NewHistogram(), NewHistogram(), NewHistogram(), NewHistogram(), NewHistogram()}
}

// Merge adds the values of u, which stays as it is.
func (t Times) Merge(u Times) {
	t.Response.Merge(u.Response)
	t.Service.Merge(u.Service)
	t.Lag.Merge(u.Lag)
	t.Wait.Merge(u.Wait)
	t.Errors.Merge(u.Errors)
	t.First.Merge(u.First)
}

// tagged yields the histograms with their tags in a fixed order.
func (t Times) tagged() func(yield func(string, *hdrhistogram.Histogram) bool) {
	return func(yield func(string, *hdrhistogram.Histogram) bool) {
		_ = yield(TagIntended, t.Response) && yield(TagService, t.Service) && yield(TagLag, t.Lag) &&
			yield(TagWait, t.Wait) && yield(TagError, t.Errors) && yield(TagFirst, t.First)
	}
}

// Interval is one second of load, or what is left of it at the end.
type Interval struct {
	Start, End time.Time
	Times
}

// Histograms keep the intervals of a trial in the order of time, each in a few kilobytes.
// Writing them during the load would cost the measured client CPU time. The zero value is empty.
type Histograms struct {
	intervals []kept
}

// kept is an interval with its histograms as lists of non-empty buckets.
type kept struct {
	start, end time.Time
	times      [6][]bucket
}

type bucket struct {
	index int
	count int64
}

// Keep adds a copy of the interval.
func (h *Histograms) Keep(i Interval) {
	k := kept{start: i.Start, end: i.End}
	n := 0
	for _, histogram := range i.tagged() {
		if histogram.TotalCount() > 0 {
			for index, count := range histogram.Export().Counts {
				if count > 0 {
					k.times[n] = append(k.times[n], bucket{index, count})
				}
			}
		}
		n++
	}
	h.intervals = append(h.intervals, k)
}

// interval restores the interval.
func (k *kept) interval() Interval {
	i := Interval{k.start, k.end, NewTimes()}
	n := 0
	for _, histogram := range i.tagged() {
		all := histogram.Export()
		for _, b := range k.times[n] {
			all.Counts[b.index] = b.count
		}
		histogram.Merge(hdrhistogram.Import(all))
		n++
	}
	return i
}

func (h *Histograms) writeFile(path string) error {
	log, err := CreateLog(path)
	if err != nil {
		return err
	}
	for i := range h.intervals {
		log.Add(h.intervals[i].interval())
	}
	return log.Close()
}

// Log writes a histogram log, in version 2 of HdrHistogram's format, interval by interval. It
// is used by one goroutine.
type Log struct {
	file     *os.File
	buffered *bufio.Writer
	log      *hdrhistogram.HistogramLogWriter
	err      error
}

// CreateLog makes the file, or empties it.
func CreateLog(path string) (*Log, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriter(file)
	l := &Log{file: file, buffered: buffered, log: hdrhistogram.NewHistogramLogWriter(buffered)}
	l.err = l.log.OutputLogFormatVersion()
	return l, nil
}

// Add writes an interval; histograms that hold nothing are left out. Close returns the
// first error.
func (l *Log) Add(i Interval) {
	for tag, h := range i.tagged() {
		if l.err != nil || h.TotalCount() == 0 {
			continue
		}
		h.SetTag(tag)
		h.SetStartTimeMs(i.Start.UnixMilli())
		h.SetEndTimeMs(i.End.UnixMilli())
		l.err = l.log.OutputIntervalHistogram(h)
	}
	if l.err == nil {
		l.err = l.buffered.Flush() // a process that is killed now has written this second
	}
}

// Close syncs and closes the file.
func (l *Log) Close() error {
	if l.err == nil { // otherwise the writer would return the same error a second time
		l.err = l.buffered.Flush()
	}
	if l.err == nil {
		if l.err = l.file.Sync(); errors.Is(l.err, syscall.EINVAL) {
			l.err = nil // a pipe or device cannot be synced
		}
	}
	return errors.Join(l.err, l.file.Close())
}

func readHistogram(path, tag string) (*hdrhistogram.Histogram, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sum := NewHistogram()
	log := hdrhistogram.NewHistogramLogReader(file)
	for {
		h, err := log.NextIntervalHistogram()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		if h == nil {
			return sum, nil
		}
		if h.Tag() == tag {
			sum.Merge(h)
		}
	}
}
