package main

import (
	"fmt"
	"io"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/single"
	"github.com/wiretax/wiretax/terminal"
)

// loadWatch shows on a terminal, every second, how far a load is.
type loadWatch struct {
	out      io.Writer
	terminal bool
	length   time.Duration // 0: not known
	started  time.Time
	done     int64
}

func newLoadWatch(c single.Config, out io.Writer) *loadWatch {
	w := &loadWatch{out: out, terminal: terminal.Is(out), length: c.Duration}
	for _, step := range c.Steps {
		w.length += step.Duration + time.Duration(float64(step.Requests)/step.Rate*float64(time.Second))
	}
	if w.terminal && c.Warmup > 0 {
		fmt.Fprintf(out, terminal.ClearLine+"warming up for %v", c.Warmup)
	}
	return w
}

func (w *loadWatch) interval(i record.Interval) {
	if !w.terminal {
		return
	}
	if w.started.IsZero() {
		w.started = i.Start
	}
	w.done += i.Service.TotalCount() + i.Errors.TotalCount()
	at := i.End.Sub(w.started).Round(time.Second).String()
	if w.length > 0 {
		at += " of " + w.length.Round(time.Second).String()
	}
	text := fmt.Sprintf("%s: %d requests ended", at, w.done)
	if n := i.Response.TotalCount(); n > 0 {
		text += fmt.Sprintf(", in the last second %d, p50 %v", n, time.Duration(i.Response.ValueAtQuantile(50)).Round(time.Microsecond))
	}
	fmt.Fprint(w.out, terminal.ClearLine+text)
}

// end leaves the line clean.
func (w *loadWatch) end() {
	if w.terminal {
		fmt.Fprint(w.out, terminal.ClearLine)
	}
}
