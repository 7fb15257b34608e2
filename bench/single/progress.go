package single

import (
	"fmt"
	"io"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

// progress shows on a terminal, every second, how far a load is.
type progress struct {
	out      io.Writer
	terminal bool
	length   time.Duration // 0 if it is not known
	started  time.Time
	done     int64
}

func newProgress(c Config, terminal bool) *progress {
	p := &progress{out: c.Progress, terminal: terminal, length: c.Duration}
	for _, step := range c.Steps {
		p.length += step.Duration + time.Duration(float64(step.Requests)/step.Rate*float64(time.Second))
	}
	if c.Warmup > 0 {
		p.show(fmt.Sprintf("warming up for %v", c.Warmup))
	}
	return p
}

// after returns a function that shows an interval when next, unless that is nil, has seen it.
func (p *progress) after(next func(record.Interval)) func(record.Interval) {
	return func(i record.Interval) {
		if next != nil {
			next(i)
		}
		if p.terminal {
			p.interval(i)
		}
	}
}

func (p *progress) interval(i record.Interval) {
	if p.started.IsZero() {
		p.started = i.Start
	}
	p.done += i.Service.TotalCount() + i.Errors.TotalCount()
	at := i.End.Sub(p.started).Round(time.Second).String()
	if p.length > 0 {
		at += " of " + p.length.Round(time.Second).String()
	}
	text := fmt.Sprintf("%s: %d requests ended", at, p.done)
	if n := i.Response.TotalCount(); n > 0 {
		text += fmt.Sprintf(", in the last second %d, p50 %v", n, time.Duration(i.Response.ValueAtQuantile(50)).Round(time.Microsecond))
	}
	p.show(text)
}

// end leaves the line empty.
func (p *progress) end() { p.show("") }

// show writes over the line.
func (p *progress) show(text string) {
	if p.terminal {
		fmt.Fprint(p.out, terminal.ClearLine+text)
	}
}
