package judged

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// Axis is what grows along a series.
type Axis int

// The axes.
const (
	// Work is what the handler costs beside its answer; it has no number.
	Work Axis = iota
	// Hops are the services of the chain that have to answer.
	Hops
	// Lines are those of an order.
	Lines
	// OpenStreams stay open at the same time.
	OpenStreams
	// Varied is what the plan varies; [Series.Varies] names it, and its values may be words.
	Varied
)

// number is that of an operation along the axis.
func number(r *Run, a Axis, op record.Operation) int {
	switch a {
	case Hops:
		return hops(r, op)
	case Lines:
		return LinesOf(op)
	case OpenStreams:
		return max(1, op.Streams)
	}
	return 0
}

// LinesOf is how many lines an order has.
func LinesOf(op record.Operation) int { return max(1, op.Items) }

// hops is how many services of the chain have to answer for an operation, 0 for the
// catalog's.
func hops(r *Run, op record.Operation) int { return len(r.Of(op).Services) }

// CallStyle is how an order gets its products.
func CallStyle(op record.Operation) string { return cmp.Or(op.Calls, contract.Serial) }

// Series are pairs of the same two stacks that differ in one thing, by which they stand in
// order: so it is seen how their ratio moves along it.
type Series struct {
	Axis Axis
	// Calls is how the orders of a series of lines get their products.
	Calls string
	// Operation is what the pairs of a sweep, or of handler costs, have in common: the plan's own,
	// or the contract's where nothing varies. Varies is the key of what a sweep varies along the
	// series, Conditions are the values of the other keys.
	Operation, Varies string
	Conditions        []record.Value
	Pairs             []*Pair
	// Points are where the pairs stand on the axis: numbers, or the values of what varies.
	Points []string
}

// Ends are the first and the last figure of a metric.
func (s *Series) Ends(key string) (first, last *Figure) {
	return s.Pairs[0].Figure(key), s.Pairs[len(s.Pairs)-1].Figure(key)
}

// along puts pairs in order; those that have no number stay in that of the plan.
func along(r *Run, axis Axis, pairs []*Pair) Series {
	slices.SortStableFunc(pairs, func(p, other *Pair) int { return cmp.Compare(number(r, axis, p.Op), number(r, axis, other.Op)) })
	s := Series{Axis: axis, Pairs: pairs}
	for _, p := range pairs {
		s.Points = append(s.Points, strconv.Itoa(number(r, axis, p.Op)))
	}
	return s
}

// Sweeps are a series for each operation that the plan varies, at the same values of all keys but
// one, and each stack beside the baseline. Those of the handler's work are [ByWork], those of the
// rate [ByLoad].
func Sweeps(r *Run) []Series {
	return r.alongAxis(func(axis string) bool { return axis != "" && axis != work && axis != rate })
}

// alongAxis are the series along the axes that are asked for.
func (r *Run) alongAxis(asked func(axis string) bool) []Series {
	return r.byOperation(func(p *Pair) string {
		if arm := r.Of(p.Op); asked(arm.Axis) {
			return arm.Series
		}
		return ""
	}, r.varied)
}

// ByWork are a series for each operation and stack that ran at several costs of the handler. Other
// axes of a sweep have none, since it would mix their values.
func ByWork(r *Run) []Series {
	if r.Strangers() {
		return nil
	}
	all := r.byOperation(func(p *Pair) string {
		switch arm := r.Of(p.Op); arm.Axis {
		case "":
			return arm.Operation
		case work:
			return arm.Series
		}
		return ""
	}, func(pairs []*Pair) Series { return along(r, Work, pairs) })
	return slices.DeleteFunc(all, func(s Series) bool {
		return !slices.ContainsFunc(s.Pairs, func(p *Pair) bool { return p.Op.Work != s.Pairs[0].Op.Work })
	})
}

// work is the axis of a sweep along the handler's costs, rate that of one along the load.
const (
	work = "work"
	rate = "rate"
)

// byOperation makes a series for each stack beside the baseline and each operation, which is what
// operation calls a pair; "" leaves it out.
func (r *Run) byOperation(operation func(*Pair) string, series func([]*Pair) Series) (out []Series) {
	for _, b := range r.Others() {
		out = append(out, r.grouped(r.pairsOf(b), operation, series)...)
	}
	return out
}

// grouped makes a series of the pairs of each operation, as [Run.byOperation] does.
func (r *Run) grouped(all []*Pair, operation func(*Pair) string, series func([]*Pair) Series) (out []Series) {
	var names []string
	pairs := make(map[string][]*Pair)
	for _, p := range all {
		name := operation(p)
		if name == "" {
			continue
		}
		if pairs[name] == nil {
			names = append(names, name)
		}
		pairs[name] = append(pairs[name], p)
	}
	for _, name := range names {
		s := series(pairs[name])
		s.Operation = name
		if first := s.Pairs[0].Op; r.Of(first).Axis != "" {
			s.Operation, s.Conditions = r.planned(first.Name), r.Of(first).Conditions
		}
		out = append(out, s)
	}
	return out
}

// InSeries puts pairs of one stack together that differ in their value of the axis alone. A pair of
// which nothing varies is a series by itself.
func (r *Run) InSeries(pairs []*Pair) []Series {
	return r.grouped(pairs, func(p *Pair) string { return cmp.Or(r.Of(p.Op).Series, p.Op.Name) }, r.varied)
}

// varied puts pairs of a sweep in order: by their values if all of them are numbers, else in that
// of the plan.
func (r *Run) varied(pairs []*Pair) Series {
	numbers := make(map[*Pair]float64)
	for _, p := range pairs {
		if n, err := strconv.ParseFloat(strings.TrimSuffix(r.Of(p.Op).Value, "%"), 64); err == nil {
			numbers[p] = n
		}
	}
	if len(numbers) == len(pairs) {
		slices.SortStableFunc(pairs, func(p, other *Pair) int { return cmp.Compare(numbers[p], numbers[other]) })
	}
	s := Series{Axis: Varied, Varies: r.Of(pairs[0].Op).Axis, Pairs: pairs}
	for _, p := range pairs {
		s.Points = append(s.Points, r.Of(p.Op).Value)
	}
	return s
}

// HasWork says whether a run has an operation at several costs of the handler.
func HasWork(r *Run) bool { return len(ByWork(r)) > 0 }

// unvaried are the pairs of a stack that stand at no value of a sweep. A series along anything
// else would mix the values: those pairs are told by [Sweeps], and by no other series.
func (r *Run) unvaried(stack string) []*Pair {
	return slices.DeleteFunc(r.pairsOf(stack), func(p *Pair) bool { return r.Of(p.Op).Axis != "" })
}

// ByStreams are a series for each stack beside the baseline that carries conversations. A sweep has
// none.
func ByStreams(r *Run) []Series {
	var out []Series
	for _, b := range r.Others() {
		pairs := slices.DeleteFunc(r.unvaried(b), func(p *Pair) bool { return p.Op.Operation != contract.RealtimeRecommendations })
		if len(pairs) > 0 {
			out = append(out, along(r, OpenStreams, pairs))
		}
	}
	return out
}

// chained are the pairs of the rival that belong to the chain; none in a sweep.
func chained(r *Run) []*Pair {
	return slices.DeleteFunc(r.unvaried(r.Rival()), func(p *Pair) bool { return hops(r, p.Op) == 0 })
}

// HasChain says whether a run has services that call each other, at one and the same value of
// all else.
func HasChain(r *Run) bool { return len(chained(r)) > 0 }

// ByHops are the pairs with more and more hops: of orders those whose products are got one
// after the other, with the fewest lines that the plan has.
func ByHops(r *Run) Series {
	var pairs []*Pair
	for _, p := range chained(r) {
		if p.Op.Operation != contract.GetOrder {
			pairs = append(pairs, p)
		}
	}
	if styles := ByLines(r); len(styles) > 0 {
		pairs = append(pairs, styles[0].Pairs[0])
	}
	return along(r, Hops, pairs)
}

// ByLines are the orders with more and more lines, by call style in the order of the plan,
// serial calls first.
func ByLines(r *Run) []Series {
	pairs := make(map[string][]*Pair)
	var styles []string
	for _, p := range chained(r) {
		if p.Op.Operation != contract.GetOrder {
			continue
		}
		style := CallStyle(p.Op)
		if pairs[style] == nil {
			styles = append(styles, style)
		}
		pairs[style] = append(pairs[style], p)
	}
	var out []Series
	for _, style := range styles {
		s := along(r, Lines, pairs[style])
		if s.Calls = style; style == contract.Serial {
			out = slices.Insert(out, 0, s)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// AlongTheChain are the hops, then the lines by call style; only what is there.
func AlongTheChain(r *Run) []Series { return append([]Series{ByHops(r)}, ByLines(r)...) }
