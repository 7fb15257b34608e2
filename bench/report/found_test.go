package report

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/contract"
)

func TestFound(t *testing.T) {
	void := func(arms ...string) func(*record.Trial) {
		return func(t *record.Trial) {
			for _, arm := range arms {
				if t.Arm == arm {
					t.Valid, t.Reasons = false, []string{"it rained"}
				}
			}
		}
	}
	for _, test := range []struct {
		name     string
		change   func(*record.Trial)
		headline []string
		want     Found
	}{
		{"all valid", nil, []string{contract.WireBytes, contract.ServerCPU}, Found{Any: true, Judged: true}},
		{"a plan that judges nothing", nil, nil, Found{Any: true, Judged: true}},
		{"one metric of those judged", func(t *record.Trial) { t.ServerCPUSeconds = nil }, []string{contract.WireBytes, contract.ServerCPU}, Found{Any: true, Judged: true}},
		{"none of those judged", func(t *record.Trial) { t.ServerCPUSeconds = nil }, []string{contract.ServerCPU}, Found{Any: true, Why: "not measured"}},
		{"no valid trial of one arm", void("grpc"), []string{contract.WireBytes}, Found{Why: "no valid trial of gRPC: it rained"}},
		{"no valid trial", void("grpc", "rest", "rest-aa"), []string{contract.WireBytes}, Found{Why: "no valid trial of REST: it rained"}},
		{"no valid trial, nothing judged", void("grpc", "rest", "rest-aa"), nil, Found{Why: "no valid trial of REST: it rained"}},
		{"never both in a block", func(t *record.Trial) {
			t.Valid = (t.Arm == "grpc") == (t.Block%2 == 0)
		}, []string{contract.WireBytes}, Found{Why: "never both valid in a block"}},
	} {
		l := reporttest.Quick()
		l.Change, l.Manifest.Plan.Headline = test.change, test.headline
		if got := compose(t, l.Run(t)).Found(); got != test.want {
			t.Errorf("%s: Found() = %+v, want %+v", test.name, got, test.want)
		}
	}
}
