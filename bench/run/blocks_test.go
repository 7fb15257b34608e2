package run

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

func testRunner(seed uint64) *runner {
	r := &runner{
		Config: Config{Plan: plan.Plan{
			Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: plan.PerSecond(5)}, {Name: "Recommend", Operation: "Recommend", Rate: plan.PerSecond(7)}},
			Stacks:     []string{"rest", "grpc"}, AA: "rest",
			Blocks: 20, ToolBlocks: 2, Tools: []string{"ghz", "vegeta"}, Seed: seed,
		}},
		tools: map[string]string{"ghz": "ghz", "vegeta": ""}, // vegeta was not found
	}
	r.makeArms()
	r.addEmptyRequests()
	return r
}

func TestEveryBlockHoldsEveryArmOnce(t *testing.T) {
	tasks := tasksOf(testRunner(1).turns())
	ids := make(map[string]bool)
	perBlock := make(map[int]map[string]int)
	last := 0
	for _, c := range tasks {
		if ids[c.id()] {
			t.Errorf("id %s stands twice", c.id())
		}
		ids[c.id()] = true
		if c.block < last {
			t.Errorf("%s comes after block %d", c.id(), last)
		}
		if last = c.block; perBlock[c.block] == nil {
			perBlock[c.block] = make(map[string]int)
		}
		perBlock[c.block][c.arm.Operation.Name+c.arm.beside+" "+c.arm.Name+" "+c.tool]++
		if c.position != len(perBlock[c.block]) {
			t.Errorf("%s has position %d, want %d", c.id(), c.position, len(perBlock[c.block]))
		}
	}
	for block, arms := range perBlock {
		want := 6 + 4 // 2 operations on rest, grpc and rest-aa; the empty request beside each on both stacks
		if block <= 2 {
			want += 2 // ghz for both
		}
		if len(arms) != want {
			t.Errorf("block %d holds %v, want %d arms", block, arms, want)
		}
	}
	if len(perBlock) != 20 {
		t.Errorf("%d blocks, want 20", len(perBlock))
	}
}

// ids name the trials of a run in their order.
func ids(r *runner) (list []string) {
	for _, t := range tasksOf(r.turns()) {
		list = append(list, t.id())
	}
	return list
}

func TestOrderIsRandomAndRepeatable(t *testing.T) {
	first, second, other := ids(testRunner(1)), ids(testRunner(1)), ids(testRunner(2))
	if !slices.Equal(first, second) {
		t.Error("the same seed gave another order")
	}
	if slices.Equal(first, other) {
		t.Error("another seed gave the same order")
	}
	// Every arm must come first in some block; otherwise the order is not random.
	leaders := make(map[string]bool)
	for _, c := range tasksOf(testRunner(1).turns()) {
		if c.position == 1 {
			leaders[c.arm.Name] = true
		}
	}
	for _, arm := range []string{"rest", "grpc", "rest-aa"} {
		if !leaders[arm] {
			t.Errorf("%s leads no block of 20", arm)
		}
	}
}

// armsOf returns the arms of a block as the tests compare them.
func armsOf(r *runner, block int) (list []string) {
	for _, c := range tasksOf(r.block(block)) {
		list = append(list, c.arm.Operation.Name+" "+c.arm.Name)
	}
	return list
}

func TestBlocksHoldWhatStacksCarry(t *testing.T) {
	r := &runner{Config: Config{Plan: plan.Plan{
		Stacks: []string{"rest", "rest-ndjson", "grpc-twin"}, AA: "rest", Blocks: 20, Connections: 16,
		Operations: []plan.Operation{
			{Name: "ListBooks", Operation: "ListBooks"}, {Name: "talk", Operation: "RealtimeRecommendations", Streams: 40},
		},
	}}}
	r.makeArms()
	r.addEmptyRequests()
	want := []string{
		"ListBooks rest", "ListBooks rest-ndjson", "ListBooks grpc-twin", "ListBooks rest-aa",
		"talk rest", "talk grpc-twin", "talk rest-aa",
	}
	if got := armsOf(r, 9); !slices.Equal(got, want) {
		t.Errorf("block 9 holds %q, want %q", got, want)
	}
	planned := map[string]int{"talk rest": 40, "talk rest-aa": 40}
	for _, c := range tasksOf(r.block(1)) {
		name := c.arm.Operation.Name + " " + c.arm.Name
		if got, want := r.blank(c).ConnectionsPlanned, cmp.Or(planned[name], 16); got != want {
			t.Errorf("%s plans %d connections, want %d", name, got, want)
		}
	}
}

// Every value of an axis has a comparison with its settings.
func TestBlocksOfASweep(t *testing.T) {
	r := &runner{Config: Config{Plan: plan.Plan{
		Stacks: []string{"rest", "grpc"}, AA: "grpc", Blocks: 20, Vary: plan.Vary{Connections: []int{1, 4}},
		Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: plan.PerSecond(5)}},
	}}}
	r.makeArms()
	r.addEmptyRequests()
	want := []string{
		"GetBook-connections-1 rest", "GetBook-connections-1 grpc", "GetBook-connections-1 grpc-aa", "empty-request rest", "empty-request grpc",
		"GetBook-connections-4 rest", "GetBook-connections-4 grpc", "GetBook-connections-4 grpc-aa", "empty-request rest", "empty-request grpc",
	}
	if got := armsOf(r, 1); !slices.Equal(got, want) {
		t.Errorf("block 1 holds %q, want %q", got, want)
	}
	for i, c := range tasksOf(r.block(1)) {
		want := 1
		if i >= 5 {
			want = 4
		}
		if trial := r.blank(c); trial.ConnectionsPlanned != want {
			t.Errorf("%s plans %d connections, want %d", trial.ID, trial.ConnectionsPlanned, want)
		}
	}
}

// The empty request is asked for in the same rounds as an operation, at its highest rate.
func TestEmptyRequestsBesideTheHighestRate(t *testing.T) {
	for name, vary := range map[string]plan.Vary{
		"GetBook":              {},
		"GetBook-rate-50pct":   {Rate: []plan.Rate{{Share: 0.1}, {Share: 0.5}}},
		"GetBook-rate-5-x":     {Rate: []plan.Rate{plan.PerSecond(5), plan.PerSecond(3)}, Client: []string{"native", "lean"}},
		"GetBook-rate-5-tuned": {Rate: []plan.Rate{plan.PerSecond(5)}, Profile: []string{"default", "tuned"}},
	} {
		r := &runner{Config: Config{Plan: plan.Plan{
			Stacks: []string{"rest", "grpc"}, AA: "rest", Vary: vary,
			Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: plan.PerSecond(5)}},
		}}}
		r.makeArms()
		r.addEmptyRequests()
		if len(r.emptyRequests) != 2 {
			t.Fatalf("%s: %d empty requests, want one for each stack", name, len(r.emptyRequests))
		}
		for _, a := range r.emptyRequests {
			if a.Operation.Name != record.EmptyRequest || !strings.HasPrefix(a.beside, strings.TrimSuffix(strings.TrimSuffix(name, "-x"), "-tuned")) || a.Settings.Profile == "tuned" {
				t.Errorf("%s: %s beside %s, want it beside the highest rate", name, a.Name, a.beside)
			}
		}
		groups := 0
		for _, turn := range r.block(1) {
			if slices.ContainsFunc(turn.tasks, func(t task) bool { return t.arm.beside != "" }) {
				groups++
			}
		}
		if groups == 0 {
			t.Errorf("%s: no turn has an empty request", name)
		}
	}
}

// Where the client alone varies, the lean one asks for nothing.
func TestEmptyRequestsOfBothClients(t *testing.T) {
	r := &runner{Config: Config{Plan: plan.Plan{
		Stacks: []string{"rest", "grpc"}, Connections: 16, Vary: plan.Vary{Client: []string{"native", "lean"}},
		Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: plan.PerSecond(5)}},
	}}}
	r.makeArms()
	r.addEmptyRequests()
	if len(r.emptyRequests) != 2 {
		t.Fatalf("%d empty requests, want one for each stack", len(r.emptyRequests))
	}
	for _, a := range r.emptyRequests {
		if a.Settings.Client != "lean" || a.settings.Client != "lean" {
			t.Errorf("the %s client asks for nothing on %s", a.Settings.Client, a.Stack)
		}
	}
}

// There are no empty requests if they are impossible.
func TestWithoutEmptyRequests(t *testing.T) {
	for name, p := range map[string]plan.Plan{
		"pairs":    {Stacks: []string{"b", "a"}, Pairs: []plan.Pair{{Name: "p"}}, Operations: []plan.Operation{{Name: "p", Rate: plan.PerSecond(5)}}},
		"the shop": {Stacks: []string{"rest", "grpc"}, Operations: []plan.Operation{{Name: "GetStock", Operation: "GetStock", Rate: plan.PerSecond(5)}}},
	} {
		r := &runner{Config: Config{Plan: p}}
		r.makeArms()
		r.addEmptyRequests()
		if len(r.emptyRequests) > 0 {
			t.Errorf("%s: %d empty requests, want none", name, len(r.emptyRequests))
		}
	}
}

// The arms of a comparison have one turn together where a window has enough slices, else one each.
func TestTurns(t *testing.T) {
	for _, test := range []struct {
		rate, window float64
		windows      string
		slice        time.Duration // 0: whole windows
	}{
		{2500, 0.6, "", 50 * time.Millisecond},
		{2500, 0.2, "", 50 * time.Millisecond},
		{2500, 0.19, "", 0},
		{1000, 0.6, "", 100 * time.Millisecond},
		{10, 15, "", 0},
		{10, 40, "", 10 * time.Second},
		{2500, 0.6, plan.WholeWindows, 0},
	} {
		r := &runner{Config: Config{Plan: plan.Plan{
			Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: plan.PerSecond(test.rate)}},
			Stacks:     []string{"rest", "grpc"}, AA: "rest", Blocks: 1, Window: test.window, Windows: test.windows,
		}}}
		r.makeArms()
		turns := r.block(1)
		if test.slice == 0 {
			if len(turns) != 3 || turns[0].slice != 0 {
				t.Errorf("%+v: %d turns, the first with slices of %v, want 3 whole windows", test, len(turns), turns[0].slice)
			}
			continue
		}
		if len(turns) != 1 || len(turns[0].tasks) != 3 || turns[0].slice != test.slice {
			t.Errorf("%+v: %d turns, the first of %d tasks with slices of %v, want one of 3", test, len(turns), len(turns[0].tasks), turns[0].slice)
		}
	}
}

// Services and client change places in every other block, where each has as many CPUs.
func TestPlacement(t *testing.T) {
	r := &runner{Config: Config{ServerCPUs: meter.CPUs{3}, ClientCPUs: meter.CPUs{0}}}
	for block, want := range map[int]string{1: "3", 2: "0", 3: "3"} {
		if got := r.placement(block); got.server.String() != want || got.client.String() == want {
			t.Errorf("block %d: services on %v and the client on %v, want services on %s", block, got.server, got.client, want)
		}
	}
	r.ClientCPUs = meter.CPUs{0, 1}
	if got := r.placement(2); got.server.String() != "3" {
		t.Errorf("unequal numbers of CPUs: services on %v, want them to stay", got.server)
	}
}
