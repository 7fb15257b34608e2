package judged

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// BenchComparison is a benchmark's cases, each beside the one that differs in a single key.
type BenchComparison struct {
	// Benchmark has a case for every row; columns may be of another with the same cases.
	Benchmark string
	// Key is what differs, and base its value in the case that the others are held against.
	Key, base string
	// Columns are the figures of a row.
	Columns []BenchColumn
}

// BenchColumn is a figure of the cases of a benchmark. compared says that it is held against the
// base, with a ratio, and interval that it has one: what is counted exactly needs none.
type BenchColumn struct {
	Benchmark, Unit    string
	Quantity           record.Quantity
	Compared, Interval bool
}

// BenchComparisons are those that a report shows, in order.
func BenchComparisons() []BenchComparison {
	return []BenchComparison{
		{"Encode", "codec", "json", []BenchColumn{
			{"Encode", "sec/op", record.Seconds, true, true},
			{"Decode", "sec/op", record.Seconds, true, true},
			{"Encode", "msg-B/op", record.Bytes, true, false},
		}},
		{"Call", "stack", contract.REST, []BenchColumn{
			{"Call", "sec/op", record.Seconds, true, true},
			{"Call", "p50-sec", record.Seconds, false, false},
			{"Call", "p99-sec", record.Seconds, false, false},
			{"Call", "server-cpu-sec/op", record.Seconds, true, true},
			{"Call", "wire-B/op", record.Bytes, true, false},
		}},
		{"Stream", "stack", contract.REST, []BenchColumn{
			{"Stream", "sec/op", record.Seconds, true, true},
			{"Stream", "p50-sec", record.Seconds, false, false},
			{"Stream", "first-sec", record.Seconds, false, false},
			{"Stream", "server-cpu-sec/op", record.Seconds, true, true},
			{"Stream", "wire-B/op", record.Bytes, true, false},
		}},
	}
}

// BenchRow is a row of such a table.
type BenchRow struct {
	First *gobench.Case
	Cells []BenchCell
	// N is how many rounds are behind the row, at the most.
	N int
}

// BenchCell is one figure of n rounds; value is nil where some round does not know it.
type BenchCell struct {
	Name  string
	Value *float64
	N     int
	// Against is the comparison with the base; its N is 0 where there is none.
	Against stat.Comparison
}

// Rows makes the figures of a comparison, in an order in which that of the file has no part.
func (c *BenchComparison) Rows(b *gobench.Output) []BenchRow {
	known := make(map[string]*gobench.Case)
	var firsts []*gobench.Case
	for _, one := range b.Cases {
		known[caseLike(one, one.Benchmark, c.Key, one.Keys[c.Key])] = one
		if one.Benchmark == c.Benchmark && one.Keys[c.Key] != "" {
			firsts = append(firsts, one)
		}
	}
	slices.SortFunc(firsts, func(x, y *gobench.Case) int { return compareCases(x, y, c.Key) })
	var rows []BenchRow
	for _, first := range firsts {
		row := BenchRow{First: first}
		for _, col := range c.Columns {
			one := known[caseLike(first, col.Benchmark, c.Key, first.Keys[c.Key])]
			if one == nil {
				row.Cells = append(row.Cells, BenchCell{})
				continue
			}
			var base *gobench.Case
			if col.Compared && first.Keys[c.Key] != c.base {
				base = known[caseLike(first, col.Benchmark, c.Key, c.base)]
			}
			row.N = max(row.N, len(one.Values))
			row.Cells = append(row.Cells, benchCell(one, col.Unit, base))
		}
		rows = append(rows, row)
	}
	return rows
}

// caseLike names a case of a benchmark that is like this one, but for the value of a key.
func caseLike(c *gobench.Case, benchmark, key, value string) string {
	id := benchmark
	for _, k := range slices.Sorted(maps.Keys(c.Keys)) {
		v := c.Keys[k]
		if k == key {
			v = value
		}
		id += "/" + k + "=" + v
	}
	return id
}

// benchOrder is the order of the values of a case's keys; other values follow.
var benchOrder = slices.Concat([]string{"Book", "Recommendation"}, operationNames(), gobench.Codecs(), gobench.Stacks())

func operationNames() (names []string) {
	for _, op := range contract.Operations() {
		names = append(names, op.Name)
	}
	return names
}

// compareCases orders cases by what they ask, and by key at last.
func compareCases(x, y *gobench.Case, key string) int {
	for _, k := range []string{"message", "op", "items", "callers", "streams", key} {
		a, b := x.Keys[k], y.Keys[k]
		ia, ib := slices.Index(benchOrder, a), slices.Index(benchOrder, b)
		na, errA := strconv.Atoi(a)
		nb, errB := strconv.Atoi(b)
		order := strings.Compare(a, b)
		switch {
		case errA == nil && errB == nil:
			order = cmp.Compare(na, nb)
		case ia >= 0 && ib >= 0:
			order = cmp.Compare(ia, ib)
		case ia >= 0 || ib >= 0:
			order = cmp.Compare(ib, ia)
		}
		if order != 0 {
			return order
		}
	}
	return strings.Compare(x.Name, y.Name)
}

// benchCell is the figure of a unit: the mean over all rounds, and beside the base the ratio over
// those in which both ran.
func benchCell(c *gobench.Case, unit string, base *gobench.Case) BenchCell {
	var all, own, others []float64
	for _, round := range slices.Sorted(maps.Keys(c.Values)) {
		v := c.Values[round][unit]
		if v <= 0 {
			return BenchCell{Name: c.Name} // no round is left out because it was hard to measure
		}
		all = append(all, v)
		if base != nil && base.Values[round] != nil {
			own, others = append(own, v), append(others, base.Values[round][unit])
		}
	}
	cell := BenchCell{Name: c.Name, N: len(all)}
	if len(all) > 0 {
		mean := stat.GeometricMean(all)
		cell.Value = &mean
	}
	if len(own) > 0 && slices.Min(others) > 0 {
		cell.Against = stat.Judge([]stat.Sample{{A: others, B: own}})[0]
	}
	return cell
}
