package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// asTheyAre is what answers come in that are not compressed.
const asTheyAre = "as they are"

// unlikeCodings begins what is said of codings that are not the same.
const unlikeCodings = "unlike codings: "

// Codings names what answers came in, with the shares where that is several. It is empty where
// nobody counted.
func Codings(c judged.Codings) string {
	if c.Counts == nil {
		return ""
	}
	var parts []string
	rest := 1.0
	for _, coding := range slices.Sorted(maps.Keys(c.Counts)) {
		share := c.Share(coding)
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

// InCodings says what the answers of two stacks came in.
func InCodings(both []judged.StackCodings) string {
	var parts []string
	for _, c := range both {
		parts = append(parts, c.Title+" "+Codings(c.Codings))
	}
	return strings.Join(parts, ", ")
}

// UnlikeWarnings name those of some pairs whose answers came in unlike codings.
func UnlikeWarnings(r *judged.Run, pairs []*judged.Pair) (out []string) {
	for _, p := range pairs {
		if unlike := judged.UnlikeCodings(r, p); unlike != nil {
			out = append(out, Operation(r, p.Op.Name)+": answers came in "+unlikeCodings+InCodings(unlike)+". No verdict on message bytes; bytes on the wire, CPU and times hold the difference in compression.")
		}
	}
	return out
}

// CodingWarnings are those of all pairs, and name the stacks of whose answers the message is
// not known.
func CodingWarnings(r *judged.Run) []string {
	out := UnlikeWarnings(r, r.AllPairs())
	for _, op := range r.Plan.Operations {
		for _, stack := range r.Stacks() {
			if judged.MessagesUnknown(r, op.Name, stack) {
				out = append(out, fmt.Sprintf("%s, %s: answers came %s, of which only gzip is decoded, so the bytes of their messages are not known.",
					Operation(r, op.Name), r.Title(stack), Codings(judged.AnswersCame(r, op.Name, stack))))
			}
		}
	}
	return out
}
