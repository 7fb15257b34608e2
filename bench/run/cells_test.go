package run

import (
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

func testRunner(seed uint64) *runner {
	return &runner{
		Config: Config{Plan: plan.Plan{
			Operations: []plan.Operation{{Name: "GetBook", Operation: "GetBook", Rate: 5}, {Name: "Recommend", Operation: "Recommend", Rate: 7}},
			Stacks:     []string{"rest", "grpc"}, AA: "rest",
			Blocks: 20, ToolBlocks: 2, Tools: []string{"ghz", "vegeta"}, Seed: seed,
		}},
		tools: map[string]string{"ghz": "ghz", "vegeta": ""}, // vegeta was not found
	}
}

func TestEveryBlockHoldsEveryArmOnce(t *testing.T) {
	cells := testRunner(1).cells()
	ids := make(map[string]bool)
	perBlock := make(map[int]map[string]int)
	last := 0
	for _, c := range cells {
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
		perBlock[c.block][c.operation.Name+" "+c.arm+" "+c.tool]++
		if c.position != len(perBlock[c.block]) {
			t.Errorf("%s has position %d, want %d", c.id(), c.position, len(perBlock[c.block]))
		}
	}
	for block, arms := range perBlock {
		want := 6 // 2 operations on rest, grpc and rest-aa
		if block <= 2 {
			want += 2 // ghz for both
		}
		if block <= 3 {
			want += 2 // the floors of both stacks
		}
		if len(arms) != want {
			t.Errorf("block %d holds %v, want %d arms", block, arms, want)
		}
	}
	if len(perBlock) != 20 {
		t.Errorf("%d blocks, want 20", len(perBlock))
	}
}

func TestOrderIsRandomAndRepeatable(t *testing.T) {
	first, again, other := testRunner(1).cells(), testRunner(1).cells(), testRunner(2).cells()
	if !slices.Equal(first, again) {
		t.Error("the same seed gave another order")
	}
	if slices.Equal(first, other) {
		t.Error("another seed gave the same order")
	}
	// Every arm has to come first in some block, or the order is not random.
	leaders := make(map[string]bool)
	for _, c := range first {
		if c.position == 1 {
			leaders[c.arm] = true
		}
	}
	for _, arm := range []string{"rest", "grpc", "rest" + secondArm} {
		if !leaders[arm] {
			t.Errorf("%s leads no block of 20", arm)
		}
	}
	if first[0].tool != record.Wiretax && first[0].tool != record.Ghz {
		t.Errorf("tool = %q", first[0].tool)
	}
}

func TestBlocksHoldWhatTravels(t *testing.T) {
	r := testRunner(1)
	r.Plan.Stacks, r.Plan.Tools = []string{"rest", "rest-ndjson", "grpc"}, nil
	r.Plan.Operations = []plan.Operation{
		{Name: "ListBooks", Operation: "ListBooks"}, {Name: "talk", Operation: "RealtimeRecommendations", Streams: 40},
	}
	var got []string
	for _, c := range r.block(9) {
		got = append(got, c.operation.Name+" "+c.arm)
	}
	want := []string{
		"ListBooks rest", "ListBooks rest-ndjson", "ListBooks grpc", "ListBooks rest-aa",
		"talk rest", "talk grpc", "talk rest-aa",
	}
	if !slices.Equal(got, want) {
		t.Errorf("block(9) = %q, want %q", got, want)
	}
	for _, tt := range []struct {
		operation plan.Operation
		stack     string
		want      int
	}{
		{r.Plan.Operations[0], "rest", 16}, {r.Plan.Operations[1], "rest-twin", 40},
		{r.Plan.Operations[1], "grpc", 16}, {r.floor(), "rest", 16},
	} {
		r.Plan.Connections = 16
		if got := r.blank(cell{operation: tt.operation, stack: tt.stack}).ConnectionsPlanned; got != tt.want {
			t.Errorf("%s on %s plans %d connections, want %d", tt.operation.Name, tt.stack, got, tt.want)
		}
	}
}

func TestFloorsRunAtTheHighestRate(t *testing.T) {
	if f := testRunner(1).floor(); f.Name != record.Floor || f.Rate != 7 {
		t.Errorf("floor() = %+v, want the rate 7", f)
	}
}
