package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// asTheyAre is what answers come in that are not compressed.
const asTheyAre = "as they are"

// came is what the answers of a stack came in.
type came struct {
	answers int64
	// counts are those that came in a coding, by its name. Nil where nobody counted.
	counts map[string]int64
}

func cameIn(w *record.Window) came { return came{w.Answers(), maps.Clone(w.Codings)} }

// cameIn sums the valid trials of an operation on a stack up.
func (r *Run) cameIn(op, stack string) came {
	var sum came
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Tool != record.Wiretax || !t.Valid || t.Operation != op || t.Stack != stack || t.Codings == nil {
			continue
		}
		if sum.answers += t.Answers(); sum.counts == nil {
			sum.counts = make(map[string]int64)
		}
		for coding, n := range t.Codings {
			sum.counts[coding] += n
		}
	}
	return sum
}

// share is that of the answers in a coding. Streams of gRPC count messages, of which an answer
// has many.
func (c came) share(coding string) float64 {
	if c.answers == 0 {
		return 0
	}
	return min(1, float64(c.counts[coding])/float64(c.answers))
}

// String names the codings, with their shares where there are several. It is empty where
// nobody counted.
func (c came) String() string {
	if c.counts == nil {
		return ""
	}
	var parts []string
	rest := 1.0
	for _, coding := range slices.Sorted(maps.Keys(c.counts)) {
		share := c.share(coding)
		rest -= share
		if part := page.Printable(coding); share < 1 {
			parts = append(parts, part+" ("+page.Percent(share)+")")
		} else {
			parts = append(parts, part)
		}
	}
	if rest > 0 || len(parts) == 0 {
		parts = append(parts, asTheyAre)
	}
	return strings.Join(parts, " and ")
}

// sameShare is by how much the shares of a coding may differ and still be alike: less than
// that moves no figure beyond the margin of bytes.
const sameShare = byteMargin

// like says whether the answers of two stacks came in the same codings, as often.
func (c came) like(other came) bool {
	for coding := range maps.Keys(c.counts) {
		if math.Abs(c.share(coding)-other.share(coding)) > sameShare {
			return false
		}
	}
	for coding := range maps.Keys(other.counts) {
		if other.share(coding)-c.share(coding) > sameShare {
			return false
		}
	}
	return true
}

// unlikeCodings begins what is said of codings that are not the same.
const unlikeCodings = "unlike codings: "

// unlikeCodings says what the answers of two stacks came in where that is not the same: what
// is compressed cannot be compared with what is not. It is empty where they are alike, or
// nobody counted.
func (r *Run) unlikeCodings(op, one, other string) string {
	var said []string
	var both []came
	for _, stack := range r.stacks() {
		if stack != one && stack != other {
			continue
		}
		c := r.cameIn(op, stack)
		if c.counts == nil {
			return ""
		}
		said, both = append(said, r.title(stack)+" "+c.String()), append(both, c)
	}
	if len(both) < 2 || both[0].like(both[1]) {
		return ""
	}
	return unlikeCodings + strings.Join(said, ", ")
}

// temperCodings takes the verdict on message bytes away from a pair with unlike codings, and
// warns of the rest.
func (r *Run) temperCodings(p *Pair) {
	unlike := r.unlikeCodings(p.Op.Name, p.A, p.B)
	if unlike == "" {
		return
	}
	for i := range p.Figures {
		f := &p.Figures[i]
		if f.Missing != "" || f.Metric.Key == RequestBytes {
			continue
		}
		if f.Unlike = strings.TrimPrefix(unlike, unlikeCodings); f.Metric.Key == MessageBytes {
			f.withoutVerdict()
		}
		f.Warnings = append(f.Warnings, "answers came in "+unlike)
	}
}

// unlikeWarnings name those of some pairs whose answers came in unlike codings.
func (r *Run) unlikeWarnings(pairs []*Pair) (out []string) {
	for _, p := range pairs {
		if unlike := r.unlikeCodings(p.Op.Name, p.A, p.B); unlike != "" {
			out = append(out, p.Op.Name+": answers came in "+unlike+". No verdict on message bytes; bytes on the wire, CPU and times hold the difference in compression.")
		}
	}
	return out
}

// codingWarnings are those of all pairs, and name the stacks of whose answers the message is
// not known.
func (r *Run) codingWarnings() []string {
	out := r.unlikeWarnings(r.allPairs())
	for _, op := range r.Plan.Operations {
		for _, stack := range r.stacks() {
			if i := slices.IndexFunc(r.trials(record.Wiretax, op.Name, stack), func(t *record.Trial) bool { return t.Valid && !t.MessagesKnown() }); i >= 0 {
				out = append(out, fmt.Sprintf("%s, %s: answers came %s, of which only gzip is decoded, so the bytes of their messages are not known.",
					op.Name, r.title(stack), r.cameIn(op.Name, stack)))
			}
		}
	}
	return out
}

// codingsRow is the row of the ledger that says what answers came in, by what was counted;
// false where nobody did.
func (r *Run) codingsRow() (record.LedgerEntry, bool) {
	row := record.LedgerEntry{Aspect: "answers came", Stacks: make(map[string]string)}
	for _, stack := range r.stacks() {
		var found []string
		for _, op := range r.Plan.Operations {
			if c := r.cameIn(op.Name, stack).String(); c != "" && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
		if found != nil {
			row.Stacks[stack] = strings.Join(found, ", or ")
		}
	}
	return row, len(row.Stacks) > 0
}
