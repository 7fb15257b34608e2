package plan

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBuiltInPlans(t *testing.T) {
	recommend, getBook := Operation{Name: "Recommend", Operation: "Recommend", Items: 10}, Operation{Name: "GetBook", Operation: "GetBook"}
	history := Operation{Name: "RatingHistory", Operation: "RatingHistory", Items: 30}
	realtime := func(streams int) Operation {
		return Operation{Name: "Realtime-" + strconv.Itoa(streams), Operation: "RealtimeRecommendations", Rate: PerSecond(1500), Items: 3, Streams: streams}
	}
	working := func(name, work string, rate float64) Operation {
		return Operation{Name: name, Operation: "GetBook", Work: work, Rate: PerSecond(rate)}
	}
	order := func(name string, lines int, calls string, rate float64) Operation {
		return Operation{Name: name, Operation: "GetOrder", Items: lines, Calls: calls, Rate: PerSecond(rate)}
	}
	at := func(rate float64, list ...Operation) []Operation {
		for i := range list {
			list[i].Rate = PerSecond(rate)
		}
		return list
	}
	headline := []string{"message_bytes", "wire_bytes", "server_cpu", "client_cpu", "response_p50"}
	lightAndBusy := []Rate{{Share: .1}, {Share: .5}}
	whole := Vary{Rate: lightAndBusy, Client: []string{"lean", "native"}, Profile: []string{"default", "tuned"}}
	// What all have in common are the defaults.
	base := Plan{
		Stacks: []string{"rest", "grpc"}, AA: "rest", Seed: 1, Arrivals: "poisson", Windows: "sliced", Connections: 16,
		Compression: "none", Profile: "default", Client: "native", Timeout: 2, Tools: []string{"ghz", "vegeta"}, ToolBlocks: 1,
	}
	tests := map[string]func(*Plan){
		"smoke": func(p *Plan) {
			p.Operations, p.Client = []Operation{recommend, getBook}, "lean"
			p.Vary.Rate = lightAndBusy
			p.Blocks, p.Warmup, p.Window = 2, 0.1, 0.25
		},
		"quick": func(p *Plan) {
			p.Operations, p.Headline, p.Client = []Operation{recommend, getBook}, headline, ""
			p.Vary, p.Combinations = Vary{Rate: lightAndBusy, Client: []string{"lean", "native"}}, "judged"
			p.Blocks, p.Warmup, p.Window = 6, 0.25, 0.6
		},
		"streams": func(p *Plan) {
			p.Stacks, p.Tools, p.ToolBlocks = []string{"rest", "rest-ndjson", "grpc"}, nil, 0
			p.Operations = []Operation{
				{Name: "ListBooks", Operation: "ListBooks", Rate: PerSecond(15), Items: 1000},
				{Name: "UploadBookRatings", Operation: "UploadBookRatings", Rate: PerSecond(50), Items: 1000},
				realtime(1), realtime(10), realtime(100), realtime(1000),
			}
			p.Headline = []string{"request_bytes", "wire_bytes", "server_cpu", "client_cpu", "response_p50", "first_item_p50"}
			p.Blocks, p.Warmup, p.Window = 6, 0.5, 3
		},
		"work": func(p *Plan) {
			p.Tools, p.ToolBlocks = nil, 0
			p.Operations = []Operation{
				working("GetBook", "", 2500), working("GetBook-cpu-50us", "cpu=50us", 2000), working("GetBook-cpu-200us", "cpu=200us", 1000),
				working("GetBook-cpu-1ms", "cpu=1ms", 300), working("GetBook-wait-2ms", "wait=2ms", 2500),
			}
			p.Headline = []string{"server_cpu", "client_cpu", "response_p50", "response_p99"}
			p.Blocks, p.Warmup, p.Window = 6, 0.5, 2
		},
		"gateway": func(p *Plan) {
			p.Stacks, p.Tools, p.ToolBlocks = []string{"rest", "grpc", "node-grpc", "node-rest", "go-grpc"}, nil, 0
			p.Operations = at(250, recommend)
			p.Headline = []string{"wire_bytes", "server_cpu", "client_cpu", "response_p50", "response_p99"}
			p.Blocks, p.Warmup, p.Window = 6, 3, 5
		},
		"chain": func(p *Plan) {
			p.Tools, p.ToolBlocks = nil, 0
			p.Operations = []Operation{
				{Name: "GetStock", Operation: "GetStock", Rate: PerSecond(1500)}, {Name: "GetProduct", Operation: "GetProduct", Rate: PerSecond(1000)},
				order("GetOrder", 1, "serial", 700),
				order("GetOrder-10-serial", 10, "serial", 100), order("GetOrder-10-parallel", 10, "parallel", 100), order("GetOrder-10-batch", 10, "batch", 500),
				order("GetOrder-100-serial", 100, "serial", 10), order("GetOrder-100-parallel", 100, "parallel", 10), order("GetOrder-100-batch", 100, "batch", 150),
			}
			p.Headline = []string{"wire_bytes", "server_cpu", "client_cpu", "response_p50"}
			p.Blocks, p.Warmup, p.Window = 6, 0.3, 1.5
		},
		"load-curve": func(p *Plan) {
			p.Operations, p.Client, p.Tools, p.ToolBlocks = []Operation{getBook, recommend}, "lean", nil, 0
			p.Vary.Rate = []Rate{{Share: .05}, {Share: .1}, {Share: .2}, {Share: .3}, {Share: .5}, {Share: .7}, {Share: .8}, {Share: .9}}
			p.Headline = []string{"server_cpu", "response_p50", "response_p99"}
			p.Blocks, p.Warmup, p.Window = 6, 0.25, 0.9
		},
		"standard": func(p *Plan) {
			p.Operations, p.Headline, p.Client, p.Profile = []Operation{recommend, getBook, history}, append(headline[:5:5], "response_p90"), "", ""
			p.Vary = whole
			p.Blocks, p.Warmup, p.Window, p.ToolBlocks = 10, 0.25, 0.9, 3
		},
		"full": func(p *Plan) {
			p.Operations, p.Headline, p.Client, p.Profile = []Operation{recommend, getBook, history}, append(headline[:5:5], "response_p90", "response_p99"), "", ""
			p.Vary = whole
			p.Blocks, p.Warmup, p.Window, p.ToolBlocks = 30, 0.5, 2.5, 5
		},
	}
	for _, name := range Names() {
		want := base
		want.Name = name
		tests[name](&want)
		got, err := Load(name)
		if err != nil {
			t.Errorf("Load(%q) = %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Load(%q) (-want +got):\n%s", name, diff)
		}
	}
	files, err := builtIn.ReadDir("plans")
	if err != nil || len(files) != len(Names()) {
		t.Errorf("%d plans are embedded (%v), Names() has %v", len(files), err, Names())
	}
}
