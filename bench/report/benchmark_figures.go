package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

// comparison is a benchmark's cases, each beside the one that differs in a single key.
type comparison struct {
	// benchmark has a case for every row; columns may be of another with the same cases.
	benchmark string
	// key is what differs, and base its value in the case that the others are held against.
	key, base string
	// columns are the figures of a row.
	columns []benchColumn
}

// benchColumn is a figure of the cases of a benchmark. compared says that it is held against the
// base, with a ratio, and interval that it has one: what is counted exactly needs none.
type benchColumn struct {
	benchmark, unit, title string
	in                     page.Unit
	compared, interval     bool
}

// comparisons are the tables.
var comparisons = []comparison{
	{"Encode", "codec", "json", []benchColumn{
		{"Encode", "sec/op", "encode", page.Seconds, true, true},
		{"Decode", "sec/op", "decode", page.Seconds, true, true},
		{"Encode", "msg-B/op", "bytes", page.Bytes, true, false},
	}},
	{"Call", "stack", contract.REST, []benchColumn{
		{"Call", "sec/op", "time", page.Seconds, true, true},
		{"Call", "p50-sec", "p50", page.Seconds, false, false},
		{"Call", "p99-sec", "p99", page.Seconds, false, false},
		{"Call", "server-cpu-sec/op", "server CPU", page.Seconds, true, true},
		{"Call", "wire-B/op", "wire bytes", page.Bytes, true, false},
	}},
	{"Stream", "stack", contract.REST, []benchColumn{
		{"Stream", "sec/op", "time", page.Seconds, true, true},
		{"Stream", "p50-sec", "p50", page.Seconds, false, false},
		{"Stream", "first-sec", "first item", page.Seconds, false, false},
		{"Stream", "server-cpu-sec/op", "server CPU", page.Seconds, true, true},
		{"Stream", "wire-B/op", "wire bytes", page.Bytes, true, false},
	}},
}

// benchRow is a row of such a table.
type benchRow struct {
	first *gobench.Case
	cells []benchCell
	// n is how many rounds are behind the row, at the most.
	n int
}

// benchCell is one figure of n rounds; value is nil where some round does not know it.
type benchCell struct {
	name  string
	value *float64
	n     int
	// against is the comparison with the base; its N is 0 where there is none.
	against stat.Comparison
}

// rows makes the figures of a comparison, in an order in which that of the file has no part.
func (c *comparison) rows(b *gobench.Output) []benchRow {
	known := make(map[string]*gobench.Case)
	var firsts []*gobench.Case
	for _, one := range b.Cases {
		known[caseLike(one, one.Benchmark, c.key, one.Keys[c.key])] = one
		if one.Benchmark == c.benchmark && one.Keys[c.key] != "" {
			firsts = append(firsts, one)
		}
	}
	slices.SortFunc(firsts, func(x, y *gobench.Case) int { return compareCases(x, y, c.key) })
	var rows []benchRow
	for _, first := range firsts {
		row := benchRow{first: first}
		for _, col := range c.columns {
			one := known[caseLike(first, col.benchmark, c.key, first.Keys[c.key])]
			if one == nil {
				row.cells = append(row.cells, benchCell{})
				continue
			}
			var base *gobench.Case
			if col.compared && first.Keys[c.key] != c.base {
				base = known[caseLike(first, col.benchmark, c.key, c.base)]
			}
			row.n = max(row.n, len(one.Values))
			row.cells = append(row.cells, cellOf(one, col.unit, base))
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

// cellOf is the figure of a unit: the mean over all rounds, and beside the base the ratio over
// those in which both ran.
func cellOf(c *gobench.Case, unit string, base *gobench.Case) benchCell {
	var all, own, others []float64
	for _, round := range slices.Sorted(maps.Keys(c.Values)) {
		v := c.Values[round][unit]
		if v <= 0 {
			return benchCell{name: c.Name} // no round is left out because it was hard to measure
		}
		all = append(all, v)
		if base != nil && base.Values[round] != nil {
			own, others = append(own, v), append(others, base.Values[round][unit])
		}
	}
	cell := benchCell{name: c.Name, value: &stat.Judge([]stat.Sample{{A: all, B: all}})[0].A, n: len(all)}
	if len(own) > 0 && slices.Min(others) > 0 {
		cell.against = stat.Judge([]stat.Sample{{A: others, B: own}})[0]
	}
	return cell
}
