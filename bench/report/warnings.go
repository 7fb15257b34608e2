package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// warnings writes what takes away from the figures: trials that do not count, trials that
// are not there, and what the instrument noticed. The footnotes of the tables follow.
func (c *composition) warnings(d *page.Page) {
	d.Heading(2, "Warnings")
	var items []string
	for _, r := range c.analyses {
		prefix := ""
		if len(c.analyses) > 1 {
			prefix = page.Code(r.Plan.Name) + ": "
		}
		for _, item := range slices.Concat(r.Record.Manifest.Warnings, r.absent(), r.invalid(), r.codingWarnings(), r.windows(), r.spins(), r.noticed()) {
			items = append(items, prefix+page.Escape(item))
		}
	}
	if len(items) == 0 {
		items = []string{"Every planned trial is there and valid, and none gave a warning."}
	}
	d.List(items)
	d.Footnotes()
}

// absent counts the trials of a run that never took place.
func (r *Run) absent() []string {
	var out []string
	for _, op := range r.Plan.Operations {
		for _, arm := range r.arms(op) {
			trials := 0
			for i := range r.Record.Trials {
				t := &r.Record.Trials[i]
				if t.Tool == record.Wiretax && t.Operation == op.Name && t.Arm == arm {
					trials++
				}
			}
			if trials < r.Plan.Blocks {
				out = append(out, fmt.Sprintf("%d of %s missing: %s, arm %s.",
					r.Plan.Blocks-trials, page.Count(r.Plan.Blocks, "trial"), op.Name, r.armTitle(arm)))
			}
		}
	}
	return out
}

// invalid names every trial that does not count, with its reasons.
func (r *Run) invalid() []string {
	var out []string
	for i := range r.Record.Trials {
		if t := &r.Record.Trials[i]; !t.Valid {
			reasons := "no reason recorded"
			if len(t.Reasons) > 0 {
				reasons = strings.Join(t.Reasons, "; ")
			}
			out = append(out, "Invalid: "+r.where(t)+": "+reasons+".")
		}
	}
	return out
}

// mostlyInvalid says what was wrong where more than half of the trials of ours do not count.
func (r *Run) mostlyInvalid() string {
	var trials, invalid int
	commonest := ""
	times := map[string]int{}
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax {
			continue
		}
		trials++
		if t.Valid {
			continue
		}
		invalid++
		for _, reason := range t.Reasons {
			key := withoutNumbers(reason)
			if times[key]++; times[key] > times[withoutNumbers(commonest)] {
				commonest = reason
			}
		}
	}
	if 2*invalid <= trials {
		return ""
	}
	if commonest != "" {
		commonest = ", most often for a reason like this: " + commonest
	}
	return fmt.Sprintf("%d of %s of plan %s are invalid%s. Measure on a quiet machine, or at a lower rate.",
		invalid, page.Count(trials, "trial"), r.Plan.Name, commonest)
}

// armTitle is an arm's own name, but for a side's.
func (r *Run) armTitle(arm string) string {
	side, second := strings.CutSuffix(arm, secondArm)
	name := r.title(side)
	switch {
	case !r.strangers():
		return arm
	case second:
		return name + ", repeated"
	}
	return name
}

// where names a trial as people do, by the name of its side where that has one.
func (r *Run) where(t *record.Trial) string {
	named := *t
	named.Arm = r.armTitle(t.Arm)
	return where(&named)
}

func where(t *record.Trial) string {
	text := t.Operation + ", arm " + t.Arm + ", block " + strconv.Itoa(t.Block)
	if t.Tool != record.Wiretax {
		text += ", by " + t.Tool
	}
	return text
}

// notice is a warning with the trials that gave it.
type notice struct {
	first string
	trial *record.Trial
	count int
	same  bool
}

// noticed gathers the warnings of the trials. Those that differ in their numbers only
// are one.
func (r *Run) noticed() []string {
	var order []string
	notices := map[string]*notice{}
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		for _, w := range t.Warnings {
			key := withoutNumbers(w)
			n := notices[key]
			if n == nil {
				n = &notice{first: w, trial: t, same: true}
				notices[key] = n
				order = append(order, key)
			}
			n.count++
			n.same = n.same && w == n.first
		}
	}
	var out []string
	for _, key := range order {
		n := notices[key]
		switch {
		case n.count == 1:
			out = append(out, r.where(n.trial)+": "+n.first+".")
		case n.same:
			out = append(out, page.Count(n.count, "trial")+": "+n.first+".")
		default:
			out = append(out, fmt.Sprintf("%s, the first of them %s: %s.", page.Count(n.count, "trial"), r.where(n.trial), n.first))
		}
	}
	return out
}

// withoutNumbers turns every run of digits into one mark.
func withoutNumbers(text string) string {
	var b strings.Builder
	in := false
	for _, r := range text {
		number := unicode.IsDigit(r) || in && r == '.'
		if number && !in {
			b.WriteByte('#')
		}
		if !number {
			b.WriteRune(r)
		}
		in = number
	}
	return b.String()
}
