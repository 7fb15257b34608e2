package section

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
)

// Machine writes where the runs took place and with what.
func Machine(in *Input, d *page.Page) {
	manifest := &in.Runs[0].Record.Manifest
	m, b := manifest.Machine, manifest.Build
	d.Heading(2, "Machine and versions")
	clients := page.Escape(m.ClientCPUs)
	if m.SharedCPUs {
		clients += ", shared with the server"
	} else if swapped(in) {
		clients += "; the two change places in every other block"
	}
	servers := "server on CPU"
	if in.Runs[0].Strangers() {
		servers = "services that the plan starts on CPU"
	}
	rows := [][]string{
		{"CPU", page.Escape(m.CPU) + ", " + page.Count(m.CPUs, "CPU")},
		{"memory", page.Bytes.Together(memory(m.MemoryByte))[0]},
		{"system", page.Escape(m.OS + "/" + m.Arch + ", kernel " + m.Kernel)},
		{servers, page.Escape(m.ServerCPUs)},
		{"client on CPU", clients},
		{"virtualisation", page.Escape(words.Virtual(&m) + "; " + words.Container(&m))},
		{"idle CPUs", page.Escape(words.Idle(&m))},
		{"frequency governor", page.OrNone(m.FrequencyGovernor)},
		{"raw TCP round trip", roundTrips(manifest.RoundTrips)},
		{"processors", processors(in)},
		{"implementations", implementations(in)},
		{"wiretax", page.Code(b.Version)},
		{"Go", page.Escape(b.Go)},
	}
	if len(b.Modules) > 0 {
		rows = append(rows, []string{"modules", modules(b.Modules)})
	}
	if tools := toolVersions(in); len(tools) > 0 {
		rows = append(rows, []string{"other tools", modules(tools)})
	}
	d.Table([]string{"", ""}, rows)
	runTable(in, d)
}

// roundTrips are the medians of raw round trips over TCP.
func roundTrips(trips []record.RoundTrip) string {
	if len(trips) == 0 {
		return "not measured"
	}
	var out []string
	for i := range trips {
		out = append(out, words.RoundTrip(&trips[i]))
	}
	return strings.Join(out, ", ") + ": medians, over loopback, between a CPU of the client's and one of the server's"
}

// swapped reports whether a client ran where the services of other blocks did.
func swapped(in *Input) bool {
	m := &in.Runs[0].Record.Manifest.Machine
	return slices.ContainsFunc(in.Runs[0].Record.Trials, func(t record.Trial) bool {
		return t.ClientCPUs != "" && t.ClientCPUs == m.ServerCPUs
	})
}

// processors says how many the Go runtime of the client uses, and where services of ours tell.
func processors(in *Input) string {
	text := "not known of the client"
	if n := in.Runs[0].Record.Manifest.Machine.ClientProcessors; n > 0 {
		text = fmt.Sprintf("GOMAXPROCS=%d in the client", n)
	}
	if in.Runs[0].Strangers() {
		return text
	}
	return text + "; those of services stand in *Equal work*"
}

// implementations names what the figures are of: a protocol has many.
func implementations(in *Input) string {
	b := &in.Runs[0].Record.Manifest.Build
	of := []string{"net/http of Go " + strings.TrimPrefix(b.Go, "go")}
	for _, m := range b.Modules {
		switch {
		case m.Path == record.GRPCModule:
			of = append(of, "grpc-go "+m.Version)
		case m.Path == record.GinModule && !in.Runs[0].Strangers():
			of = append(of, "gin "+m.Version)
		}
	}
	text := page.Escape(strings.Join(of, ", "))
	if in.Runs[0].Strangers() {
		return "clients: " + text + "; those of the services are not known here"
	}
	return text + ": another implementation may cost more or less"
}

func memory(bytes int64) *float64 {
	v := float64(bytes)
	return &v
}

func modules(list []record.Module) string {
	var out []string
	for _, m := range list {
		out = append(out, page.Code(strings.TrimSpace(m.Path+" "+m.Version)))
	}
	return strings.Join(out, ", ")
}

// toolVersions are those of all runs: a plan without tools names none.
func toolVersions(in *Input) []record.Module {
	var out []record.Module
	for _, r := range in.Runs {
		for _, t := range r.Record.Manifest.Build.Tools {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}

// RunsColumns begin the head of the table of runs, by which an earlier report is read.
func RunsColumns() []string { return []string{"plan", "run", "started"} }

// runTable writes one line per run, also of those that are pooled.
func runTable(in *Input, d *page.Page) {
	var rows [][]string
	for _, r := range in.Runs {
		for _, m := range r.Parts {
			rows = append(rows, []string{
				page.Code(r.Plan.Name), page.Code(m.Run), m.Started.UTC().Format("2006-01-02 15:04 UTC"), took(m),
				strconv.Itoa(m.Plan.Blocks), seconds(r.Plan.Warmup) + " + " + seconds(r.Plan.Window),
				strconv.FormatUint(m.Plan.Seed, 10), catalog(m.Catalog), complete(m),
			})
		}
	}
	columns := append(RunsColumns(), ">took", ">blocks", ">warm-up + window", ">seed", "catalog", "complete")
	if at := slices.Index(columns, "catalog"); in.Runs[0].Strangers() {
		columns = slices.Delete(columns, at, at+1)
		for i := range rows {
			rows[i] = slices.Delete(rows[i], at, at+1)
		}
	}
	d.Table(columns, rows)
}

func seconds(s float64) string { return strconv.FormatFloat(s, 'f', -1, 64) + " s" }

func took(m *record.Manifest) string {
	if m.Ended.Before(m.Started) {
		return page.None
	}
	text := m.Ended.Sub(m.Started).Round(time.Second).String()
	if len(m.Resumed) > 0 {
		text += " with pauses"
	}
	return text
}

func catalog(c record.Catalog) string {
	text := fmt.Sprintf("%s, %d books", page.Escape(c.Name), c.Books)
	if c.Digest != "" {
		text += ", " + page.Code(shortDigest(c.Digest))
	}
	return text
}

func shortDigest(digest string) string {
	name, sum, ok := strings.Cut(digest, ":")
	if !ok {
		name, sum = "", digest
	} else {
		name += ":"
	}
	return name + sum[:min(12, len(sum))]
}

func complete(m *record.Manifest) string {
	switch {
	case m.Complete:
		return "yes"
	case m.Stopped != "":
		return "no: " + page.Escape(m.Stopped)
	}
	return "no"
}
