package dashboards_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/dashboards"
)

var update = flag.Bool("update", false, "rewrite the generated dashboard")

const committed = "wiretax.json"

// TestOverviewJSON compares the committed dashboard with the code.
func TestOverviewJSON(t *testing.T) {
	want, err := dashboards.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(committed, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(committed)
	if err != nil {
		t.Fatalf("%v; run go generate ./dashboards", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is stale; run go generate ./dashboards (-built +committed):\n%s", committed, diff)
	}
}
