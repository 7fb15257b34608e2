package judged

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
)

// Load is how hard one arm was driven in one operation: plain means over its valid
// trials, except for the lag, of which it is the worst.
type Load struct {
	Operation, Stack string
	Arm              string
	Valid, Trials    int
	// OfCapacity is the share of the stack's capacity that was asked for, nil where that was not
	// measured.
	OfCapacity        *float64
	Offered, Achieved float64
	Requests, Failed  int64
	// Server and Client are the used share of their CPUs.
	Server, Client *float64
	LagP99         *float64
	// Late counts the valid trials in which the generator was late in the tail: see
	// [record.Trial.LateTail].
	Late int
}

// Loads stand in the order of operations, then arms.
func Loads(r *Run) []Load {
	var out []Load
	for _, op := range r.Plan.Operations {
		for _, stack := range r.CarriersAsRead(op) {
			for _, arm := range r.armsOf(op.Name, stack) {
				l := loadOf(r.trialsOf(record.Wiretax, op.Name, arm))
				l.Operation, l.Stack, l.Arm = op.Name, stack, arm
				if rps, known := r.Capacity(op, stack); known {
					share := op.Rate.PerSecond / rps
					l.OfCapacity = &share
				}
				out = append(out, l)
			}
		}
	}
	return out
}

func loadOf(trials []*record.Trial) Load {
	l := Load{Trials: len(trials)}
	var server, client []*float64
	for _, t := range trials {
		if !t.Valid {
			continue
		}
		l.Valid++
		if t.LateTail {
			l.Late++
		}
		l.Requests += t.Requests
		l.Failed += t.Errors.Total
		l.Offered += t.OfferedRPS
		l.Achieved += t.AchievedRPS
		server = append(server, share(t, t.ServerCPUSeconds, t.ServerCPUs))
		client = append(client, share(t, t.ClientCPUSeconds, t.ClientCPUs))
		if lag := t.Lag.P99; lag != nil && (l.LagP99 == nil || *lag > *l.LagP99) {
			l.LagP99 = lag
		}
	}
	if l.Valid > 0 {
		l.Offered /= float64(l.Valid)
		l.Achieved /= float64(l.Valid)
	}
	l.Server, l.Client = mean(server), mean(client)
	return l
}

// share is the used share of the CPUs of a set; nil where that is unknown.
func share(t *record.Trial, seconds *float64, set string) *float64 {
	used, ok := t.CPUShare(seconds, cpus(set))
	if !ok || !finite(used) || used < 0 {
		return nil
	}
	return &used
}

// ServerCPUs is how many CPUs the services of a run had, if the run started them; else 0.
func ServerCPUs(r *Run) int {
	if !slices.ContainsFunc(r.Record.Trials, func(t record.Trial) bool { return t.ServerCPUs != "" }) {
		return 0
	}
	return cpus(r.Record.Manifest.Machine.ServerCPUs)
}

// cpus counts the CPUs of a cpuset such as "0-3,5"; 0 where it cannot be read.
func cpus(set string) int {
	var n int
	for part := range strings.SplitSeq(set, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		lo, err1 := strconv.Atoi(first)
		hi, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || lo < 0 || hi < lo {
			return 0
		}
		n += hi - lo + 1
	}
	return n
}

// Sliced says what the slices of a run were like, over its valid trials.
type Sliced struct {
	// Least and Most are how many slices a trial had, and Seconds the shortest of them.
	Least, Most int
	Seconds     float64
	// Early is the factor by which the requests of the first 10 ms of slices took longer, of the arm of a
	// comparison, named by Operation and Stack, whose median is the largest; Median is that of all.
	Early, Median    float64
	Operation, Stack string
	// Idle is the largest share of a CPU that the services of a trial used while others were measured, and
	// Busy counts the slices of others in which one used more than 1 %, of All. Idle is nil if none is known.
	Idle      *float64
	Busy, All int
}

// SlicedOf returns what the slices of a run were like. It returns false if there were none.
func SlicedOf(r *Run) (s Sliced, ok bool) {
	arms := make(map[[2]string][]float64)
	var all []float64
	for i := range r.Record.Trials {
		t := &r.Record.Trials[i]
		if t.Slices == nil || !t.Valid || t.Operation == record.EmptyRequest {
			continue
		}
		if !ok {
			s.Least, s.Seconds = t.Slices.Count, t.Slices.Seconds
		}
		ok = true
		s.Least, s.Most = min(s.Least, t.Slices.Count), max(s.Most, t.Slices.Count)
		s.Seconds = min(s.Seconds, t.Slices.Seconds)
		s.Busy += t.Slices.BusyIdle
		s.All += t.Slices.Count
		if idle := t.Slices.IdleCPUSeconds; idle != nil && t.Slices.IdleSeconds > 0 {
			if share := *idle / t.Slices.IdleSeconds; s.Idle == nil || share > *s.Idle {
				s.Idle = &share
			}
		}
		if early := t.Slices.EarlyRatio; early > 0 {
			arm := [2]string{t.Operation, t.Stack}
			arms[arm], all = append(arms[arm], early), append(all, early)
		}
	}
	s.Median = middle(all)
	for arm, ratios := range arms {
		if early := middle(ratios); early > s.Early || early == s.Early && arm[0]+arm[1] < s.Operation+s.Stack {
			s.Early, s.Operation, s.Stack = early, arm[0], arm[1]
		}
	}
	return s, ok
}

// middle returns the median, the upper of two; 0 of nothing.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
