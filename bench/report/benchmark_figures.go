package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	first *benchCase
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
func (b *Benchmarks) rows(c *comparison) []benchRow {
	known := make(map[string]*benchCase)
	var firsts []*benchCase
	for _, one := range b.cases {
		known[one.id(one.benchmark, c.key, one.keys[c.key])] = one
		if one.benchmark == c.benchmark && one.keys[c.key] != "" {
			firsts = append(firsts, one)
		}
	}
	slices.SortFunc(firsts, func(x, y *benchCase) int { return compareCases(x, y, c.key) })
	var rows []benchRow
	for _, first := range firsts {
		row := benchRow{first: first}
		for _, col := range c.columns {
			one := known[first.id(col.benchmark, c.key, first.keys[c.key])]
			if one == nil {
				row.cells = append(row.cells, benchCell{})
				continue
			}
			var base *benchCase
			if col.compared && first.keys[c.key] != c.base {
				base = known[first.id(col.benchmark, c.key, c.base)]
			}
			row.n = max(row.n, len(one.values))
			row.cells = append(row.cells, one.cell(col.unit, base))
		}
		rows = append(rows, row)
	}
	return rows
}

// id names a case of a benchmark that is like this one, but for the value of a key.
func (c *benchCase) id(benchmark, key, value string) string {
	id := benchmark
	for _, k := range slices.Sorted(maps.Keys(c.keys)) {
		v := c.keys[k]
		if k == key {
			v = value
		}
		id += "/" + k + "=" + v
	}
	return id
}

// benchOrder is the order of what the keys of cases may be; other values follow.
var benchOrder = []string{
	"Book", contract.GetBook, "Recommendation", contract.Recommend, contract.RatingHistory, contract.ListBooks, contract.UploadBookRatings, contract.RealtimeRecommendations,
	"json", "goccy", "protojson", "protobuf", "protobuf-reused",
	contract.REST, contract.RESTOverHTTP2, contract.RESTProtobuf, contract.RESTProtobufH2, contract.RESTLines, contract.GRPC, contract.GRPCJSON,
}

// compareCases orders cases by what they ask, and by key at last.
func compareCases(x, y *benchCase, key string) int {
	for _, k := range []string{"message", "op", "items", "callers", "streams", key} {
		a, b := x.keys[k], y.keys[k]
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
	return strings.Compare(x.name, y.name)
}

// cell is the figure of a unit: the mean over all rounds, and beside the base the ratio over
// those in which both ran.
func (c *benchCase) cell(unit string, base *benchCase) benchCell {
	var all, own, others []float64
	for _, round := range slices.Sorted(maps.Keys(c.values)) {
		v := c.values[round][unit]
		if v <= 0 {
			return benchCell{name: c.name} // no round is left out because it was hard to measure
		}
		all = append(all, v)
		if base != nil && base.values[round] != nil {
			own, others = append(own, v), append(others, base.values[round][unit])
		}
	}
	cell := benchCell{name: c.name, value: &stat.Judge([]stat.Sample{{A: all, B: all}})[0].A, n: len(all)}
	if len(own) > 0 && slices.Min(others) > 0 {
		cell.against = stat.Judge([]stat.Sample{{A: others, B: own}})[0]
	}
	return cell
}
