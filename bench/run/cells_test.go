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
			Operations: []plan.Operation{{Name: "GetBook"}, {Name: "Recommend"}},
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
