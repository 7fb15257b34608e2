package run

import (
	"fmt"
	"io"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

// progress says how far a run is and how long it will take.
type progress struct {
	out         io.Writer
	terminal    bool
	done, total int
	// before is how many trials a run that goes on had on record.
	before int
	// expected is how long the whole run should take. Once a few trials have ended, their times
	// are a better estimate.
	expected time.Duration
	started  time.Time
	invalid  int
}

// newProgress begins with the trials that are left of the total.
func newProgress(out io.Writer, terminal bool, left, total int, expected time.Duration) *progress {
	p := &progress{out: out, terminal: terminal, done: total - left, before: total - left, total: total, expected: expected, started: time.Now()}
	if p.before > 0 {
		p.say("%d of %d trials are left, about %s", left, total, rough(expected))
	} else {
		p.say("%d trials, about %s", total, rough(expected))
	}
	return p
}

// begin says what has begun. Only a terminal shows that.
func (p *progress) begin(what string) {
	if p.terminal {
		fmt.Fprintf(p.out, terminal.ClearLine+"%s %s", p.position(), what)
	}
}

// ended says what a trial found and how much time is left.
func (p *progress) ended(t record.Trial) {
	p.done++
	what := "no median"
	if t.Response.P50 != nil {
		what = "p50 " + duration(*t.Response.P50)
	}
	if !t.Valid {
		p.invalid++
		p.clear()
		p.say("%s: invalid: %s", t.ID, t.Reasons[0])
	}
	if p.terminal {
		return
	}
	p.say("%s %-32s %s, %s left", p.position(), t.ID, what, rough(p.left()))
}

func (p *progress) position() string {
	text := fmt.Sprintf("[%*d/%d]", len(fmt.Sprint(p.total)), p.done, p.total)
	if p.terminal {
		text += " " + rough(p.left()) + " left"
	}
	return text
}

func (p *progress) left() time.Duration {
	const enough = 3
	ended := p.done - p.before
	if ended < enough {
		return p.expected - time.Since(p.started)
	}
	return time.Since(p.started) / time.Duration(ended) * time.Duration(p.total-p.done)
}

// end clears the line of a terminal.
func (p *progress) end() { p.clear() }

func (p *progress) clear() {
	if p.terminal {
		fmt.Fprint(p.out, terminal.ClearLine)
	}
}

func (p *progress) say(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

// duration formats a time in seconds with three digits and a suitable unit.
func duration(s float64) string {
	unit, value := "s", s
	for _, next := range []string{"ms", "µs"} {
		if value >= 0.9995 {
			break
		}
		unit, value = next, value*1e3
	}
	digits := 0
	switch {
	case value < 9.995:
		digits = 2
	case value < 99.95:
		digits = 1
	}
	return fmt.Sprintf("%.*f %s", digits, value, unit)
}

func rough(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}
