package record

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The tags of the histograms in a log.
const (
	TagResponse = "response"
	TagService  = "service"
	TagLag      = "lag"
)

// Interval is one second, or the rest, of a trial: its three histograms in nanoseconds.
type Interval struct {
	Start, End             time.Time
	Response, Service, Lag *hdrhistogram.Histogram
}

// Histograms are the intervals of a trial in the order of time.
type Histograms struct {
	Intervals []Interval
}

// Total merges the intervals and returns the three sums.
func (h *Histograms) Total() (response, service, lag *hdrhistogram.Histogram) {
	response, service, lag = NewHistogram(), NewHistogram(), NewHistogram()
	for _, i := range h.Intervals {
		response.Merge(i.Response)
		service.Merge(i.Service)
		lag.Merge(i.Lag)
	}
	return response, service, lag
}

func (h *Histograms) writeFile(path string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	buffered := bufio.NewWriter(file)
	log := hdrhistogram.NewHistogramLogWriter(buffered)
	if err := log.OutputLogFormatVersion(); err != nil {
		return err
	}
	for _, i := range h.Intervals {
		if err := i.write(log); err != nil {
			return err
		}
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return file.Sync()
}

func (i Interval) write(log *hdrhistogram.HistogramLogWriter) error {
	for tag, h := range i.tagged() {
		h.SetTag(tag)
		h.SetStartTimeMs(i.Start.UnixMilli())
		h.SetEndTimeMs(i.End.UnixMilli())
		if err := log.OutputIntervalHistogram(h); err != nil {
			return err
		}
	}
	return nil
}

// tagged yields the histograms in a fixed order.
func (i Interval) tagged() func(yield func(string, *hdrhistogram.Histogram) bool) {
	return func(yield func(string, *hdrhistogram.Histogram) bool) {
		_ = yield(TagResponse, i.Response) && yield(TagService, i.Service) && yield(TagLag, i.Lag)
	}
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
