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

// figures writes every figure of the report as JSON.
func figures(in *section.Input, files []string) ([]byte, error) {
	out := figuresJSON{Schema: figuresSchema, Files: files, Runs: []runJSON{}, Benchmarks: benchmarksIn(in.Benchmarks), Tools: toolsIn(in.Tools)}
	for _, r := range in.Runs {
		m := &r.Record.Manifest
		run := runJSON{Run: m.Run, Plan: r.Plan.Name, Version: m.Build.Version, Complete: m.Complete, Names: r.Names(), Operations: []operationJSON{}, AADiffers: len(judged.Differing(r)) > 0}
		if len(r.Parts) > 1 {
			for _, part := range r.Parts {
				run.Runs = append(run.Runs, part.Run)
			}
		}
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
	if title := words.Operation(r, op.Name); title != op.Name {
		out.Title = title
	}
	arm := r.Of(op)
	if arm.Client != contract.NativeClient {
		out.Client = arm.Client
	}
	if arm.Axis != "" {
		out.variedJSON = &variedJSON{arm.Planned, arm.Series, arm.Axis, arm.Value, arm.Conditions, arm.Connections, arm.TLS, arm.Compression, arm.Profile}
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
		Missing: words.Why(f.Missing), N: f.N, Verdict: string(f.Verdict), Margin: number(f.Metric.Margin),
	}
	if f.Runs > 1 {
		out.NeededRuns, out.Between = f.Needed, numeral(&f.Between)
	} else {
		out.NeededBlocks = f.Needed
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
	for i := range r.Controls {
		c := &r.Controls[i]
		if c.N == 0 {
			continue
		}
		row := aaJSON{Operation: c.Op.Name, Stack: control, Metric: c.Metric.Key, Ratio: numeral(&c.Ratio), N: c.N}
		if c.CI.Known() {
			row.Lo, row.Hi, row.P, row.Adjusted = numeral(&c.CI.Lo), numeral(&c.CI.Hi), numeral(&c.P), numeral(&c.Adjusted)
		}
		out = append(out, row)
	}
	return out
}
