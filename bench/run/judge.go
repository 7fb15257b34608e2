package run

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
	"github.com/wiretax/wiretax/contract"
)

// judge adds the reasons for which the trial may not count, and warnings. others is how much of a CPU
// went to processes that are not part of the run. It returns what to do about the reasons.
func judge(t *record.Trial, ours bool, result *load.Result, machine window.Surroundings, others float64, clientCPUs int) (remedies []string) {
	reasons, remedies := window.Judge(&t.Window, result, clientCPUs, machine, window.FailedHow(&t.Window))
	t.Reasons = append(t.Reasons, reasons...)
	warning := func(format string, args ...any) { t.Warnings = append(t.Warnings, fmt.Sprintf(format, args...)) }
	if t.Requests == 0 {
		return remedies
	}
	// HTTP/1.1 cannot reuse a connection after giving up on an answer. Our own services close no
	// other connections; those that strangers' services close are part of what they cost.
	redials := t.ConnectionsOpened - int64(t.ConnectionsPlanned)
	unexplained := redials < 0 || redials > t.Errors.ByKind[contract.Timeout]
	if unexplained && (ours || redials < 0) {
		t.Reasons = append(t.Reasons, fmt.Sprintf("%d connections were opened instead of %d", t.ConnectionsOpened, t.ConnectionsPlanned))
	} else if unexplained {
		warning("%d connections were opened instead of %d", t.ConnectionsOpened, t.ConnectionsPlanned)
	}
	if t.StealShare > window.MostStealShare {
		warning("the hypervisor took more than %.1f %% of the CPU time", window.MostStealShare*100)
	}
	if others > window.MostOthersShare {
		warning("other processes used %.0f %% of a CPU", others*100)
	}
	return remedies
}

// othersShare returns how much of a CPU went to processes that are not part of the run, in the window of
// a trial that is one stretch.
func othersShare(t *record.Trial) float64 {
	for _, cpu := range []*float64{t.SystemCPUSeconds, t.ServerCPUSeconds, t.ClientCPUSeconds, t.PacerCPUSeconds} {
		if cpu == nil {
			return 0
		}
	}
	others := *t.SystemCPUSeconds - *t.ServerCPUSeconds - *t.ClientCPUSeconds - *t.PacerCPUSeconds
	share, _ := t.CPUShare(&others, 1)
	return share
}
