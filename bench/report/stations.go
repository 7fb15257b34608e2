package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// stations are the processes that a request may pass, in the order in which it reaches
// them. Not every way passes all of them, and every way ends at the last.
type stations []string

var (
	gatewayStations = stations{"gateway", "service"}
	chainStations   = stations{"order", "product", "inventory"}
)

// isStation says whether a recorded name is that of a station: a service may be called after
// what it speaks, such as "grpc service".
func isStation(name, station string) bool {
	return name == station || strings.HasSuffix(name, " "+station)
}

func (s stations) last() string { return s[len(s)-1] }

// process is a trial's at a station. A trial that lists none was served by the last alone.
func (s stations) process(t *record.Trial, station string) (record.Process, bool) {
	if len(t.Processes) == 0 {
		return record.Process{CPUSeconds: t.ServerCPUSeconds}, station == s.last()
	}
	i := slices.IndexFunc(t.Processes, func(p record.Process) bool { return isStation(p.Name, station) })
	if i < 0 {
		return record.Process{}, false
	}
	return t.Processes[i], true
}

// leg is a trial's to a station. A trial of one process that lists none has the client's,
// which the client counted.
func (s stations) leg(t *record.Trial, station string) (record.Leg, bool) {
	if len(t.Legs) == 0 && len(t.Processes) < 2 && station == s.last() {
		if t.BytesSent == nil || t.BytesReceived == nil || t.Completed == 0 {
			return record.Leg{}, false
		}
		n := float64(t.Completed)
		return record.Leg{BytesSent: float64(*t.BytesSent) / n, BytesReceived: float64(*t.BytesReceived) / n}, true
	}
	i := slices.IndexFunc(t.Legs, func(l record.Leg) bool { return isStation(l.To, station) })
	if i < 0 {
		return record.Leg{}, false
	}
	return t.Legs[i], true
}

// stationColumn is one of a table that tells ways apart by their stations. Its title is its head.
type stationColumn struct {
	// station is empty for what every way has.
	station string
	// back says that it is of answers, whose size is another than that of requests.
	back bool
	Metric
}

// cpu are the columns of CPU time for a request: at each station, of the client, and of all.
func (s stations) cpu() []stationColumn {
	if len(s) == 0 {
		return nil
	}
	var columns []stationColumn
	for _, station := range s {
		columns = append(columns, stationColumn{station: station, Metric: Metric{
			Key: station + "_cpu", Title: station, Unit: page.Seconds, Missing: "not measured",
			Of: func(t *record.Trial) (float64, bool) {
				p, ok := s.process(t, station)
				return known(p.CPUSeconds) / float64(t.Completed), ok && p.CPUSeconds != nil
			},
		}})
	}
	return append(columns, stationColumn{Metric: metricOf(ClientCPU, "client")}, stationColumn{Metric: Metric{
		Key: "cpu_of_all", Title: "sum", Unit: page.Seconds, Missing: "not measured",
		Of: func(t *record.Trial) (float64, bool) {
			server, okServer := t.ServerCPUPerRequest()
			client, okClient := t.ClientCPUPerRequest()
			return server + client, okServer && okClient
		},
	}})
}

// bytes are the columns of the bytes that go to each station and come back for a request.
func (s stations) bytes() []stationColumn {
	var columns []stationColumn
	for _, station := range s {
		for _, way := range []struct {
			key, title string
			back       bool
			of         func(record.Leg) float64
		}{
			{"_bytes_sent", "to " + station, false, func(l record.Leg) float64 { return l.BytesSent }},
			{"_bytes_received", "back", true, func(l record.Leg) float64 { return l.BytesReceived }},
		} {
			columns = append(columns, stationColumn{station, way.back, Metric{
				Key: station + way.key, Title: way.title, Unit: page.Bytes, Missing: "not measured",
				Of: func(t *record.Trial) (float64, bool) {
					l, ok := s.leg(t, station)
					return way.of(l), ok
				},
			}})
		}
	}
	return columns
}

// stationsOf are those of the ways of an operation; none where it has one process at most.
func (r *Run) stationsOf(op record.Operation) stations {
	switch {
	case r.throughGateway(op):
		return gatewayStations
	case hops(op.Operation) > 0:
		return chainStations
	}
	return nil
}

// has says whether a column is about a way: whether requests on that stack pass the
// station, by what its valid trials tell.
func (r *Run) has(s stations, op record.Operation, stack string, c *stationColumn) bool {
	return c.station == "" || slices.ContainsFunc(r.valids(op.Name, stack), func(t *record.Trial) bool {
		_, process := s.process(t, c.station)
		_, leg := s.leg(t, c.station)
		return process || leg
	})
}

// together prints the values of a row in one unit for what goes and one for what comes back.
func together(columns []stationColumn, values []*float64) []string {
	out := make([]string, len(columns))
	for _, back := range []bool{false, true} {
		alike := slices.Clone(values)
		for i := range alike {
			if columns[i].back != back {
				alike[i] = nil
			}
		}
		for i, text := range columns[0].Unit.Together(alike...) {
			if columns[i].back == back {
				out[i] = text
			}
		}
	}
	return out
}

// way is a row of a table by stations: an operation on a stack, and the cells that name it.
type way struct {
	op    record.Operation
	stack string
	cells []string
}

// byStation writes two tables with a row for each way: CPU time, then bytes. What a way does
// not pass stays empty.
func (r *Run) byStation(d *page.Page, s stations, heads []string, ways []way) {
	for _, columns := range [][]stationColumn{s.cpu(), s.bytes()} {
		all := slices.Clone(heads)
		for _, c := range columns {
			all = append(all, ">"+c.Title)
		}
		var rows [][]string
		for _, w := range ways {
			values, marks := make([]*float64, len(columns)), make([]string, len(columns))
			for i, c := range columns {
				if r.has(s, w.op, w.stack, &c) {
					values[i], marks[i] = r.ownCell(d, w.op.Name, w.stack, &c.Metric)
				}
			}
			row := slices.Clone(w.cells)
			for i, text := range together(columns, values) {
				row = append(row, text+marks[i])
			}
			rows = append(rows, append(row, strconv.Itoa(r.validBlocks(w.op.Name, w.stack))))
		}
		d.Table(append(all, ">n"), rows)
	}
}
