package gobench

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
)

// aRun returns a run of one block: REST, then gRPC, for which the generator was late.
func aRun() *record.Run {
	run := &record.Run{Manifest: record.Manifest{Run: "r\n1", Complete: true}}
	m := &run.Manifest
	m.Build.Version, m.Build.Go = "v0.1.0", "1.26"
	m.Machine.OS, m.Machine.Arch, m.Machine.CPU, m.Machine.CPUs = "linux", "amd64", "Two\nlines", 2
	m.Plan.Name, m.Plan.Stacks, m.Plan.Operations = "a/b", []string{"rest", "grpc"}, []record.Operation{{Name: "GetBook"}}
	m.Arms = record.Arms(m.Plan)
	mean, p99 := 1.5e-3, 2.123456789123e-3
	for _, arm := range []string{"grpc", "rest"} {
		var t record.Trial
		t.Tool, t.Arm, t.Operation, t.Valid, t.Completed = record.Wiretax, arm, "GetBook", true, 7
		t.Response.Mean, t.Response.P99, t.LateTail = &mean, &p99, arm == "grpc"
		run.Trials = append(run.Trials, t)
	}
	return run
}

func TestExport(t *testing.T) {
	text, err := Export([]*record.Run{aRun()})
	if err != nil {
		t.Fatal(err)
	}
	const want = "wiretax-build: v0.1.0\ngo-version: 1.26\ngoos: linux\ngoarch: amd64\ncpu: Two lines\nkernel: \ncpus: 2\nclient: native\n" +
		"# run r 1: 2 of 2 trials\n" +
		"BenchmarkLoad/plan=a_b/op=GetBook/stack=rest\t7\t1500000 ns/op\t2123456.79 p99-ns\n" +
		"BenchmarkLoad/plan=a_b/op=GetBook/stack=grpc\t7\t1500000 ns/op\t2123456.79 p99-ns\n"
	if got := string(text); !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "Unit ns/op better=lower\n") {
		t.Errorf("Export() = %s\nwant it to end with\n%s", got, want)
	}
	run := aRun()
	run.Trials[0].Valid, run.Trials[1].Valid = false, false
	if text, err := Export([]*record.Run{run}); err == nil {
		t.Errorf("Export() of no valid trial = %s, want an error", text)
	}
}

// A sweep stands in the order of its values, whatever the order in which they were measured.
func TestExportOfSweep(t *testing.T) {
	run := aRun()
	m := &run.Manifest
	m.Plan.Operations = []record.Operation{{Name: "GetBook"}, {Name: "ListBooks"}}
	m.Plan.AA, m.Plan.Vary.Connections = "rest", []int{1, 4, 16}
	m.Arms = record.Arms(m.Plan)
	trial := run.Trials[1]
	trial.Operation, trial.Arm = record.EmptyRequest, "grpc"
	run.Trials = []record.Trial{trial}
	var want string
	for _, a := range m.Arms {
		trial.Operation, trial.Arm = a.Comparison, a.Name
		run.Trials = append([]record.Trial{trial}, run.Trials...)
		want += "/op=" + a.Comparison + "/stack=" + a.Name + "\n"
	}
	want += "/op=" + record.EmptyRequest + "/stack=grpc\n"
	text, err := Export([]*record.Run{run})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "BenchmarkLoad/plan=a_b"); ok {
			name, _, _ := strings.Cut(rest, "\t")
			got += name + "\n"
		}
	}
	if got != want {
		t.Errorf("Export() has the order\n%swant\n%s", got, want)
	}
}

func TestDiffers(t *testing.T) {
	m := &aRun().Manifest
	config := map[string]string{BuildKey: "v0.1.0", "go-version": "1.26", "goos": "linux", "goarch": "amd64", "cpus": "2"}
	if key, want, differs := (&Output{Config: config}).Differs(m); differs {
		t.Errorf("Differs() = %s, %s, want none", key, want)
	}
	config["cpu"] = "Another"
	if key, want, differs := (&Output{Config: config}).Differs(m); !differs || key != "cpu" || want != "Two\nlines" {
		t.Errorf("Differs() = %q, %q, %v, want the CPU", key, want, differs)
	}
}
