package words

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/contract"
)

// manyCPUs is how many a service has if a run shows how it does on many.
const manyCPUs = 8

// CannotShow says in one line what the machine of a run cannot show; empty if there is nothing.
func CannotShow(r *judged.Run) string {
	m := &r.Record.Manifest.Machine
	var limits []string
	if n := judged.ServerCPUs(r); n > 0 && n < manyCPUs {
		shared := ""
		if m.SharedCPUs {
			shared = ", which it shares with its client"
		}
		limits = append(limits, fmt.Sprintf("many CPUs at work (a service has %d of %d%s)", n, m.CPUs, shared))
	}
	if len(r.Record.Trials) > 0 && !slices.ContainsFunc(r.Record.Trials, func(t record.Trial) bool { return !loopback(t.Target) }) {
		limits = append(limits, "a network card (all traffic is over loopback)")
	}
	if isVirtual(m) {
		limits = append(limits, "a CPU at a known frequency ("+Virtual(m)+")")
	}
	if len(limits) == 0 {
		return ""
	}
	return "What this machine cannot show: " + strings.Join(limits, "; ") + "."
}

// loopback reports whether a target, a URL or an address, is on this machine. An empty target is:
// earlier runs did not record it, and had no other.
func loopback(target string) bool {
	if _, rest, found := strings.Cut(target, "://"); found {
		target = rest
	}
	target, _, _ = strings.Cut(target, "/")
	if host, _, err := net.SplitHostPort(target); err == nil {
		target = host
	}
	return target == "" || target == "localhost" || net.ParseIP(strings.Trim(target, "[]")).IsLoopback()
}

func isVirtual(m *record.Machine) bool {
	return !slices.Contains([]string{"", contract.NotVirtual, contract.UnknownVirtual}, m.Virtual)
}

// Virtual says whether the machine is virtual.
func Virtual(m *record.Machine) string {
	switch {
	case isVirtual(m):
		return "virtual machine, " + m.Virtual
	case m.Virtual == contract.NotVirtual:
		return "no virtual machine"
	}
	return "not known whether it is a virtual machine"
}

// Container says whether the run was in a container.
func Container(m *record.Machine) string {
	if m.Container == "" {
		return "no sign of a container"
	}
	return "in a container, " + m.Container
}

// Idle says what the kernel does with a CPU that has nothing to do.
func Idle(m *record.Machine) string {
	switch m.IdleDriver {
	case "":
		return "not known"
	case "none":
		return "no idle driver: the kernel halts an idle CPU"
	}
	text := "driver " + m.IdleDriver
	if m.IdleGovernor != "" {
		text += ", governor " + m.IdleGovernor
	}
	return text
}

// RoundTrip says how long a raw round trip took.
func RoundTrip(t *record.RoundTrip) string {
	return fmt.Sprintf("%s (%d B there, %s B back)", page.Seconds.Together(&t.Seconds)[0], t.RequestBytes, page.Thousands(int64(t.AnswerBytes)))
}
