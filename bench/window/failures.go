package window

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// wrongAnswers are the kinds of failure of an answer that came and is not right. A service that
// gives such answers does not do the work that is measured.
var wrongAnswers = []string{contract.WrongAnswer, contract.UndecodableAnswer, contract.MalformedAnswer}

// wrong counts those answers.
func wrong(failures map[string]int64) (n int64) {
	for _, kind := range wrongAnswers {
		n += failures[kind]
	}
	return n
}

// Failed says how many requests of a window failed.
func Failed(w *record.Window) string { return failed(w) + unchecked(w) }

func failed(w *record.Window) string {
	return fmt.Sprintf("%d of %d requests failed", w.Errors.Total, w.Requests)
}

// unchecked says that more answers may be wrong than were found, since not all were checked in full.
func unchecked(w *record.Window) string {
	if w.Errors.ByKind[contract.WrongAnswer]+w.Errors.ByKind[contract.UndecodableAnswer] == 0 || w.Checked >= w.Completed {
		return ""
	}
	return fmt.Sprintf("; more may be wrong: only %d of the other %d answers were checked in full", w.Checked, w.Completed)
}

// FailedHow says how many requests of a window failed, and how, with an example.
func FailedHow(w *record.Window) string {
	return failed(w) + ": " + kinds(w.Errors.ByKind, w.Errors.Examples) + unchecked(w)
}

// mostKinds is how many kinds of failures a sentence names.
const mostKinds = 4

// kinds lists failures by kind, the most frequent first, with one example.
func kinds(failures map[string]int64, examples map[string]string) string {
	names := slices.SortedFunc(maps.Keys(failures), func(a, b string) int {
		if failures[a] != failures[b] {
			return int(failures[b] - failures[a])
		}
		return strings.Compare(a, b)
	})
	example, more := "", ""
	if left := len(names) - mostKinds; left > 1 {
		names, more = names[:mostKinds], fmt.Sprintf(" and %d more kinds", left)
	}
	for i, name := range names {
		if example == "" && examples[name] != "" {
			example = "; " + name + ": " + examples[name]
		}
		names[i] = fmt.Sprintf("%d × %s", failures[name], name)
	}
	return strings.Join(names, ", ") + more + example
}

// lostConnections are the kinds of failure of connections that the service did not accept or keep.
var lostConnections = []string{contract.ConnectionRefused, contract.ConnectionReset, contract.ConnectionClosed}

// failureRemedy says what to do about failed requests.
func failureRemedy(w *record.Window) string {
	e := &w.Errors
	if 2*(e.ByKind[contract.Timeout]+e.ByKind[contract.Unfinished]) > e.Total {
		if _, _, bound := w.ConnectionBound(); bound {
			return moreConnections
		}
		return "ask the service for less, or give requests more time (--timeout, timeout_seconds in a plan)"
	}
	lost := int64(0)
	for _, kind := range lostConnections {
		lost += e.ByKind[kind]
	}
	if 2*lost > e.Total {
		return "look at the service: it no longer accepts connections, or closes them"
	}
	return "correct the request, what is expected of its answer, or the service"
}
