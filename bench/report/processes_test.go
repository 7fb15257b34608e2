package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

// A process that was not measured in one block has no figure, nor has the sum; the others
// have, and what a stack does not pass is no footnote.
func TestUnmeasuredProcess(t *testing.T) {
	r, err := judged.Judge(reporttest.Gateway().InMemory())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, cell := range operationOf(r, r.Plan.Operations[0]).ByProcess {
		if cell.Stack == contract.NodeToREST || cell.Stack == "grpc" {
			got = append(got, cell.Stack+" "+cell.Measure+" "+cell.Missing)
		}
	}
	want := []string{
		"grpc service_cpu ", "grpc client_cpu ", "grpc cpu_of_all ", "grpc service_bytes_sent ", "grpc service_bytes_received ",
		"node-rest gateway_cpu ", "node-rest service_cpu not measured in 1 of 8 blocks", "node-rest client_cpu ", "node-rest cpu_of_all not measured in 1 of 8 blocks",
		"node-rest gateway_bytes_sent ", "node-rest gateway_bytes_received ", "node-rest service_bytes_sent ", "node-rest service_bytes_received ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the cells by process are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
