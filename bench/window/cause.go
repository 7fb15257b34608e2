package window

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/record"
)

// Surroundings are what the machine did in a window. They explain a late generator.
type Surroundings struct {
	// cpus is how many the machine has: busy of them ran anything, stolen were taken by the
	// hypervisor, and others ran what is not known to be part of the measurement.
	cpus, busy, stolen, others float64
	// service says that the service may be among the others: its process is not known.
	service bool
	// client is the share of its CPUs that the client used.
	client float64
	// Shared says that the service must run on the client's only CPU.
	Shared bool
	// waiting is the share of the time in which some process waited for a CPU; 0 if the kernel
	// does not say.
	waiting float64
}

// Around returns the surroundings of a window between two readings. known is the CPU time that
// the service used in it; nil if that is not known.
func Around(w *record.Window, known *float64, before, after Readings, clientCPUs int) (s Surroundings) {
	system := after.System.Minus(before.System)
	if w.ElapsedSeconds <= 0 || w.ClientCPUSeconds == nil || w.PacerCPUSeconds == nil {
		return s
	}
	s.cpus = system.Total.Seconds() / w.ElapsedSeconds
	s.busy = system.Busy.Seconds() / w.ElapsedSeconds
	s.stolen = system.Stolen.Seconds() / w.ElapsedSeconds
	s.others = system.Busy.Seconds() - *w.ClientCPUSeconds - *w.PacerCPUSeconds
	if s.service = known == nil; !s.service {
		s.others -= *known
	}
	s.others = max(0, s.others/w.ElapsedSeconds)
	s.client, _ = w.CPUShare(w.ClientCPUSeconds, clientCPUs)
	if before.Pressure != nil && after.Pressure != nil {
		s.waiting = (*after.Pressure - *before.Pressure).Seconds() / w.ElapsedSeconds
	}
	return s
}

const (
	mostBusyShare    = 0.90 // of the machine's CPUs, if the service is among the others
	mostWaitingShare = 0.10
)

// cause is the probable reason why something was late, with the figure that shows it, and
// what to do about it.
type cause struct{ text, remedy string }

const endOthers = "end what else runs on this machine, or measure when it is idle"

// lateness says why the generator was late.
func (s Surroundings) lateness() cause {
	switch {
	case s.client > mostClientShare:
		return cause{fmt.Sprintf("the client used %.0f %% of its CPU, so the rate is too high for it", s.client*100), "lower the rate, or give the client more CPUs"}
	case s.stolen > MostStealShare*s.cpus && (s.service || s.stolen >= s.others):
		return cause{fmt.Sprintf("the hypervisor took %.1f %% of the CPU time", s.stolen/s.cpus*100), "measure on a machine whose CPUs nobody shares, or at a quieter time"}
	case !s.service && s.others > MostOthersShare:
		return cause{fmt.Sprintf("other processes used %.0f %% of a CPU", s.others*100), endOthers}
	case s.service && s.cpus > 0 && s.busy+s.stolen > mostBusyShare*s.cpus:
		return cause{fmt.Sprintf("other processes, the service among them, used %.0f %% of a CPU, of %.0f CPUs", s.others*100, s.cpus), "end what else runs on this machine, or run the service on another"}
	case s.Shared:
		return cause{"service and client share one CPU", "measure on a machine with two CPUs or more"}
	case s.waiting > mostWaitingShare:
		return cause{fmt.Sprintf("processes waited for a CPU in %.0f %% of the time", s.waiting*100), endOthers}
	}
	return cause{fmt.Sprintf("no cause is visible: the client used %.0f %% of its CPU, others %.0f %% of one", s.client*100, s.others*100), "measure again, and longer"}
}

const moreConnections = "use more connections; if they do not help, the service is saturated: lower the rate"

// slowService returns the cause of a rate that was not achieved although the generator was on
// time. Whether more connections would help cannot be seen here: requests also wait for one when
// the service is saturated.
func slowService(w *record.Window) cause {
	if share, quantile, bound := w.ConnectionBound(); bound {
		return cause{
			fmt.Sprintf("requests waited for a connection or a stream, the %[1]s of the wait being %.0[2]f %% of the response time's %[1]s", quantile, share*100),
			moreConnections,
		}
	}
	return cause{"the service did not keep up", "lower the rate to what the service can do"}
}

// Oftenest returns the most frequent remedy, and of equally frequent ones the first.
func Oftenest(remedies []string) (remedy string) {
	count, most := make(map[string]int), 0
	for _, r := range remedies {
		count[r]++
		most = max(most, count[r])
	}
	for _, r := range remedies {
		if count[r] == most {
			return r
		}
	}
	return ""
}

// Of returns the surroundings for a window that was measured in them beside others: the client's share
// is that of this window.
func (s Surroundings) Of(w *record.Window, clientCPUs int) Surroundings {
	s.client, _ = w.CPUShare(w.ClientCPUSeconds, clientCPUs)
	return s
}
