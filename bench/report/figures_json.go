package report

import (
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
)

// The form of figures.json, which docs/results-json.md describes: seconds, bytes, counts and rates per
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
	// Runs are all that the figures are pooled from, if there are several; Run is the first.
	Runs []string `json:"runs,omitempty"`
	// AADiffers says that A/A differs, by half a percent or more after Holm's correction, in at least one of its rows.
	AADiffers bool `json:"aa_differs"`
	// Names are what the services a and b are called in the report, where they have names.
	Names      map[string]string `json:"names,omitempty"`
	Operations []operationJSON   `json:"operations"`
	AA         []aaJSON          `json:"aa"`
}

type operationJSON struct {
	Name string `json:"name"`
	// Title is what the report calls it, where that is another name.
	Title string `json:"title,omitempty"`
	Rate  number `json:"rate"`
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

// variedJSON is where an operation stands among the values of what varies; nil, and so without fields,
// in other runs.
type variedJSON struct {
	// Planned is the plan's own operation. Axis is what varies along a series, Value its value here, and
	// Conditions are those of the other keys.
	Planned    string         `json:"planned,omitempty"`
	Series     string         `json:"series"`
	Axis       string         `json:"axis"`
	Value      string         `json:"value"`
	Conditions []record.Value `json:"conditions,omitempty"`
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
	Missing string  `json:"missing,omitempty"`
	A       *number `json:"a,omitempty"`
	B       *number `json:"b,omitempty"`
	Ratio   *number `json:"ratio,omitempty"`
	Lo      *number `json:"lo,omitempty"`
	Hi      *number `json:"hi,omitempty"`
	N       int     `json:"n"`
	Verdict string  `json:"verdict"`
	// Blocks and runs in all that an interval of ± 5 % takes, of a figure that is inconclusive;
	// runs if several are pooled. Neither is there if it takes more than 1,000.
	NeededBlocks int     `json:"needed_blocks,omitempty"`
	NeededRuns   int     `json:"needed_runs,omitempty"`
	P            *number `json:"p,omitempty"`
	Adjusted     *number `json:"adjusted_p,omitempty"`
	Margin       number  `json:"margin"`
	// Between is the standard deviation of ln(a/b) from run to run, if several are pooled.
	Between *number  `json:"between_runs,omitempty"`
	Blocks  []number `json:"blocks,omitempty"`
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
	P         *number `json:"p"`
	Adjusted  *number `json:"adjusted_p"`
	N         int     `json:"n"`
}
