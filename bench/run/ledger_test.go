package run

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

func TestServiceRowsAreThoseOfTheStack(t *testing.T) {
	told := serving.Ledger{
		{Aspect: "service", Does: "all"},
		{Aspect: "encoding", When: string(contract.JSON), Does: "JSON"},
		{Aspect: "encoding", When: string(contract.Protobuf), Does: "protobuf"},
		{Aspect: "transport", When: string(contract.HTTP2), Does: "h2"},
		{Aspect: "ListBooks", When: string(contract.JSON), Does: "pages"},
		{Aspect: "UploadBookRatings", Does: "whole"},
	}
	for _, tt := range []struct{ stack, operation, want string }{
		{"rest", "GetBook", "service: all, encoding: JSON"},
		{"rest-h2", "ListBooks", "service: all, encoding: JSON, transport: h2, ListBooks: pages"},
		{"rest-h2-pb", "UploadBookRatings", "service: all, encoding: protobuf, transport: h2, UploadBookRatings: whole"},
	} {
		var got []string
		for _, row := range serviceRows(told, contract.StackNamed(tt.stack), tt.operation) {
			got = append(got, row.Aspect+": "+row.Does)
		}
		if text := strings.Join(got, ", "); text != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.operation, tt.stack, text, tt.want)
		}
	}
}

// tellingArm returns an arm whose rows are pairs of an aspect and what is done.
func tellingArm(operation, stack string, rows ...string) *arm {
	a := &arm{Arm: plan.Arm{Operation: plan.Operation{Name: operation}, Stack: stack, Name: stack}}
	for i := 0; i < len(rows); i += 2 {
		a.rows = append(a.rows, serving.Row{Aspect: rows[i], Does: rows[i+1]})
	}
	return a
}

func TestJoinRows(t *testing.T) {
	got := joinRows([]*arm{
		tellingArm("GetBook", "rest", "service", "gin", "process", "one", "client: checks", "id"),
		tellingArm("GetBook", "grpc", "service", "grpc-go", "windows", "BDP", "process", "one", "client: checks", "id"),
		tellingArm("GetBook", "rest"), // has not told yet
		tellingArm("ListBooks", "rest", "service", "gin", "ListBooks", "pages", "client: checks", "count"),
		tellingArm("ListBooks", "grpc", "service", "grpc-go", "ListBooks", "a stream", "client: checks", "id"),
	})
	want := []record.LedgerEntry{
		{Aspect: "service", Stacks: map[string]string{"rest": "gin", "grpc": "grpc-go"}},
		{Aspect: "ListBooks", Stacks: map[string]string{"rest": "pages", "grpc": "a stream"}},
		{Aspect: "windows", Stacks: map[string]string{"grpc": "BDP"}},
		{Aspect: "process", Stacks: map[string]string{"rest": "one", "grpc": "one"}},
		{Aspect: "client: checks", Stacks: map[string]string{"rest": "GetBook: id; ListBooks: count", "grpc": "id"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("joinRows() (-want +got):\n%s", diff)
	}
}

// In a grid it is said which key decides, not which of the combinations do what.
func TestRowsOfAGrid(t *testing.T) {
	at := func(operation, client, profile string, rows ...string) *arm {
		a := tellingArm(operation+"-client-"+client+"-profile-"+profile, "rest", rows...)
		a.Planned, a.Axis, a.Value = operation, "rate", "10%"
		a.Conditions = []plan.Value{{Key: "client", Text: client}, {Key: "profile", Text: profile}}
		return a
	}
	got := joinRows([]*arm{
		at("GetBook", "lean", "default", "buffers", "4 KiB", "answers", "a book", "client: reads", "bytes", "mixed", "x"),
		at("GetBook", "lean", "tuned", "buffers", "64 KiB", "answers", "a book", "client: reads", "bytes", "mixed", "y"),
		at("GetBook", "native", "default", "buffers", "4 KiB", "answers", "a book", "client: reads", "JSON", "mixed", "y"),
		at("ListBooks", "native", "tuned", "buffers", "64 KiB", "answers", "a list", "client: reads", "JSON", "mixed", "x"),
	})
	want := []record.LedgerEntry{
		{Aspect: "buffers", Stacks: map[string]string{"rest": "profile default: 4 KiB; profile tuned: 64 KiB"}},
		{Aspect: "answers", Stacks: map[string]string{"rest": "GetBook: a book; ListBooks: a list"}},
		{Aspect: "client: reads", Stacks: map[string]string{"rest": "client lean: bytes; client native: JSON"}},
		{Aspect: "mixed", Stacks: map[string]string{"rest": "GetBook-client-lean-profile-default, ListBooks-client-native-profile-tuned: x; GetBook-client-lean-profile-tuned, GetBook-client-native-profile-default: y"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("joinRows() (-want +got):\n%s", diff)
	}
}

// ledgerOf returns what a run's manifest says of a stack in one aspect.
func ledgerOf(run *record.Run, aspect, stack string) string {
	for _, entry := range run.Manifest.Ledger {
		if entry.Aspect == aspect {
			return entry.Stacks[stack]
		}
	}
	return ""
}

func TestWhyStopped(t *testing.T) {
	for err, want := range map[error]string{
		context.Canceled: "interrupted",
		fmt.Errorf("measure: %w", context.Canceled):   "interrupted",
		errors.New("give up after 3 trials in a row"): "give up after 3 trials in a row",
	} {
		if got := whyStopped(err); got != want {
			t.Errorf("whyStopped(%v) = %q, want %q", err, got, want)
		}
	}
}
