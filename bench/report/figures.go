package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

const figuresFile = "figures.json"

// figuresSchema is the version of figures.json's form. It rises with the first change of a key
// after a release; docs/results-json.md says what every version has.
const figuresSchema = 2

// number is rounded to six digits: more would say nothing, and the last digits of a
// float64 may differ between processors.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if !page.Finite(v) {
		return nil, fmt.Errorf("write figures: %v is no figure", v)
	}
	return json.Marshal(page.Round(v, 6))
}

func numeral(v *float64) *number {
	if v == nil {
		return nil
	}
	n := number(*v)
	return &n
}

// The form of figures.json, which docs/results-json.md describes: seconds, bytes and rates per
// second throughout; null, or a field left out, where there is no figure. A list without elements
// is empty.
type figuresJSON struct {
	Schema     int             `json:"schema"`
	Files      []string        `json:"files"`
	Runs       []runJSON       `json:"runs"`
	Benchmarks *benchmarksJSON `json:"benchmarks,omitempty"`
	Tools      *toolsJSON      `json:"tools,omitempty"`
}

type runJSON struct {
	Run      string `json:"run"`
	Plan     string `json:"plan"`
	Version  string `json:"version"`
	Complete bool   `json:"complete"`
	// Names are what the services a and b are called in the report, where they have names.
	Names      map[string]string `json:"names,omitempty"`
	Operations []operationJSON   `json:"operations"`
	AA         []aaJSON          `json:"aa"`
}

type operationJSON struct {
	Name string `json:"name"`
	Rate number `json:"rate"`
	// RateShare is the share of the weaker arm's capacity that Rate was taken from.
	RateShare number `json:"rate_share,omitempty"`
	// Operation is the catalog's, where the plan has another name for it.
	Operation string `json:"operation,omitempty"`
	Items     int    `json:"items,omitempty"`
	Calls     string `json:"calls,omitempty"`
	Streams   int    `json:"streams,omitempty"`
	Work      string `json:"work,omitempty"`
	// Client is that of every stack: "lean", or left out for the native one.
	Client string `json:"client,omitempty"`
	*variedJSON
	Stacks []string `json:"stacks"`
	// Streamed is what a listing or an upload comes to by item, ByProcess what each process
	// of a chain has of a request.
	Streamed  []ownJSON    `json:"streamed,omitempty"`
	ByProcess []ownJSON    `json:"by_process,omitempty"`
	Metrics   []metricJSON `json:"metrics"`
	Load      []loadJSON   `json:"load"`
	Tools     []toolJSON   `json:"tools"`
}

// variedJSON is where an operation stands in a sweep; nil, and so without fields, in other runs.
type variedJSON struct {
	// Series is the plan's own operation, Axis what varies, and Value its value here.
	Series string `json:"series"`
	Axis   string `json:"axis"`
	Value  string `json:"value"`
	// The settings are those of every stack.
	Connections int    `json:"connections"`
	TLS         bool   `json:"tls"`
	Compression string `json:"compression"`
	Profile     string `json:"profile"`
}

// metricJSON is one row of a table. In every report Ratio is a over b, Blocks are ln(a/b) of
// each, and Verdict is of a: versus compares its A with its B, a run of the catalog every other
// stack with the plan's first, the baseline, which is b.
type metricJSON struct {
	Metric string    `json:"metric"`
	Unit   page.Unit `json:"unit"`
	StackA string    `json:"stack_a"`
	StackB string    `json:"stack_b"`
	// Missing says why there is no figure; then only Verdict follows, and A or B where a
	// stranger's service has it by itself.
	Missing  string   `json:"missing,omitempty"`
	A        *number  `json:"a,omitempty"`
	B        *number  `json:"b,omitempty"`
	Ratio    *number  `json:"ratio,omitempty"`
	Lo       *number  `json:"lo,omitempty"`
	Hi       *number  `json:"hi,omitempty"`
	N        int      `json:"n"`
	Verdict  string   `json:"verdict"`
	More     int      `json:"more_blocks,omitempty"`
	P        *number  `json:"p,omitempty"`
	Adjusted *number  `json:"adjusted_p,omitempty"`
	Margin   number   `json:"margin"`
	Floor    *number  `json:"floor,omitempty"`
	Blocks   []number `json:"blocks,omitempty"`
	*overRequestsJSON
	// UnlikeCodings says what the answers of the two came in, where it tempers the figure.
	UnlikeCodings string `json:"unlike_codings,omitempty"`
}

type toolJSON struct {
	Stack     string  `json:"stack"`
	Tool      string  `json:"tool"`
	P50       *number `json:"p50"`
	P90       *number `json:"p90"`
	P99       *number `json:"p99"`
	ClientCPU *number `json:"client_cpu"`
	ServerCPU *number `json:"server_cpu"`
	Achieved  *number `json:"achieved_rps"`
	N         int     `json:"n"`
	Missing   string  `json:"missing,omitempty"`
}

type aaJSON struct {
	Operation string  `json:"operation"`
	Stack     string  `json:"stack"`
	Metric    string  `json:"metric"`
	Ratio     *number `json:"ratio"`
	Lo        *number `json:"lo"`
	Hi        *number `json:"hi"`
	Floor     *number `json:"floor"`
	N         int     `json:"n"`
}

// figures writes every figure of the report as JSON.
func figures(in *section.Input, files []string) ([]byte, error) {
	out := figuresJSON{Schema: figuresSchema, Files: files, Runs: []runJSON{}, Benchmarks: benchmarksIn(in.Benchmarks), Tools: toolsIn(in.Tools)}
	for _, r := range in.Runs {
		m := &r.Record.Manifest
		run := runJSON{Run: m.Run, Plan: r.Plan.Name, Version: m.Build.Version, Complete: m.Complete, Names: r.Names(), Operations: []operationJSON{}}
		for _, op := range r.Plan.Operations {
			run.Operations = append(run.Operations, operationOf(r, op))
		}
		run.AA = controlsOf(r)
		out.Runs = append(out.Runs, run)
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	var laidOut bytes.Buffer
	if err := page.LayOut(&laidOut, text, "\n"); err != nil {
		return nil, err
	}
	laidOut.WriteByte('\n')
	return laidOut.Bytes(), nil
}

func operationOf(r *judged.Run, op record.Operation) operationJSON {
	out := operationJSON{
		Name: op.Name, Rate: number(op.Rate.PerSecond), RateShare: number(op.Rate.Share), Stacks: r.CarriersAsRead(op),
		Items: op.Items, Calls: op.Calls, Streams: op.Streams, Work: op.Work,
		Metrics: []metricJSON{}, Tools: []toolJSON{},
	}
	if op.Operation != op.Name {
		out.Operation = op.Operation
	}
	arm := r.Of(op)
	if arm.Client != contract.NativeClient {
		out.Client = arm.Client
	}
	if arm.Axis != "" {
		out.variedJSON = &variedJSON{arm.Series, arm.Axis, arm.Value, arm.Connections, arm.TLS, arm.Compression, arm.Profile}
	}
	out.Streamed, out.ByProcess = streamedOf(r, op), byProcessOf(r, op)
	for _, p := range r.AllPairs() {
		if p.Op == op {
			for j := range p.Figures {
				out.Metrics = append(out.Metrics, figureOf(&p.Figures[j], p))
			}
		}
	}
	out.Load = loadsOf(r, op)
	for _, g := range judged.ByGenerator(r) {
		if g.Operation == op.Name && len(r.Plan.Tools) > 0 {
			out.Tools = append(out.Tools, toolJSON{
				Stack: g.Stack, Tool: g.Tool, N: g.N, Missing: words.Why(g.Missing),
				P50: numeral(g.P50), P90: numeral(g.P90), P99: numeral(g.P99),
				ClientCPU: numeral(g.ClientCPU), ServerCPU: numeral(g.ServerCPU), Achieved: numeral(g.Achieved),
			})
		}
	}
	return out
}

// figureOf turns a pair around: within this program a pair's a is what b is compared with.
func figureOf(f *judged.Figure, p *judged.Pair) metricJSON {
	out := metricJSON{
		Metric: f.Metric.Key, Unit: words.Unit(f.Metric.Quantity), StackA: p.B, StackB: p.A,
		Missing: words.Why(f.Missing), N: f.N, Verdict: string(f.Verdict), More: f.MoreBlocks, Margin: number(f.Metric.Margin),
	}
	if f.Floor >= 1 {
		out.Floor = numeral(&f.Floor)
	}
	if f.Missing.Any() {
		out.A, out.B = numeral(f.AloneB), numeral(f.AloneA)
		return out
	}
	if !f.Headline {
		out.Verdict = words.Verdict(f, p.Title)
	}
	out.A, out.B, out.Ratio = numeral(&f.B), numeral(&f.A), numeral(&f.Ratio)
	if f.CI.Known() {
		out.Lo, out.Hi, out.P = numeral(&f.CI.Lo), numeral(&f.CI.Hi), numeral(&f.P)
		if f.Headline {
			out.Adjusted = numeral(&f.Adjusted)
		}
	}
	out.overRequestsJSON, out.UnlikeCodings = overRequestsOf(&f.OverRequests), words.InCodings(f.Unlike)
	for _, d := range f.LogRatios {
		out.Blocks = append(out.Blocks, number(math.Round(d*1e6)/1e6))
	}
	return out
}

func controlsOf(r *judged.Run) []aaJSON {
	out := []aaJSON{}
	control, _ := r.Control()
	for _, p := range r.FirstPairs() {
		for j := range p.Figures {
			f := &p.Figures[j]
			if f.AABlocks == 0 {
				continue
			}
			row := aaJSON{Operation: p.Op.Name, Stack: control, Metric: f.Metric.Key, Ratio: numeral(&f.AARatio), N: f.AABlocks}
			if f.AACI.Known() {
				row.Lo, row.Hi, row.Floor = numeral(&f.AACI.Lo), numeral(&f.AACI.Hi), numeral(&f.Floor)
			}
			out = append(out, row)
		}
	}
	return out
}
