package window

import (
	"strings"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/meter"
)

// The figures of the machine say why a generator was late.
func TestCauses(t *testing.T) {
	quiet := Surroundings{cpus: 2, client: 0.1, others: 0.05}
	for _, test := range []struct {
		name         string
		change       func(*Surroundings)
		text, remedy string // parts
	}{
		{"a neighbour", func(s *Surroundings) { s.others = 0.97 }, "other processes used 97 % of a CPU", "end what else runs"},
		{"the hypervisor", func(s *Surroundings) { s.stolen = 0.2 }, "the hypervisor took 10.0 % of the CPU time", "nobody shares"},
		{"a neighbour, and the hypervisor a little", func(s *Surroundings) { s.others, s.stolen = 0.9, 0.02 }, "other processes used 90 %", "end what else runs"},
		{"the rate", func(s *Surroundings) { s.client = 0.95 }, "the client used 95 % of its CPU, so the rate is too high", "lower the rate"},
		{"one CPU", func(s *Surroundings) { s.Shared = true }, "service and client share one CPU", "two CPUs"},
		{"waiting", func(s *Surroundings) { s.waiting = 0.42 }, "processes waited for a CPU in 42 % of the time", "end what else runs"},
		{"a busy machine with a service unknown", func(s *Surroundings) { s.service, s.others, s.busy = true, 1.85, 1.95 }, "other processes, the service among them, used 185 % of a CPU, of 2 CPUs", "end what else runs"},
		{"a service unknown on an idle machine", func(s *Surroundings) { s.service, s.others, s.busy = true, 0.5, 0.6 }, "no cause is visible: the client used 10 % of its CPU, others 50 % of one", "again"},
	} {
		s := quiet
		test.change(&s)
		why := s.lateness()
		if !strings.Contains(why.text, test.text) || !strings.Contains(why.remedy, test.remedy) {
			t.Errorf("%s: %+v, want %q and %q", test.name, why, test.text, test.remedy)
		}
		trial, result := validTrial()
		trial.Lag.P90, trial.Lag.P99, trial.AchievedRPS, result.Behind = number(0.2), number(0.3), 900, true
		reasons, remedies := Judge(&trial.Window, &result, 1, s, "")
		if len(reasons) != 1 || len(remedies) != 1 || strings.Count(reasons[0], "; ") != 2 || !strings.HasSuffix(reasons[0], ": "+why.text) {
			t.Errorf("%s: reasons %q, remedies %q, want one of three parts with its cause", test.name, reasons, remedies)
		}
	}
}

func TestServiceThatDoesNotKeepUp(t *testing.T) {
	trial, result := validTrial()
	trial.AchievedRPS = 500
	reasons, remedies := Judge(&trial.Window, &result, 1, Surroundings{cpus: 2, others: 1}, "")
	if len(reasons) != 1 || !strings.HasSuffix(reasons[0], ": the service did not keep up") || len(remedies) != 1 {
		t.Errorf("reasons %q, remedies %q, want the service's", reasons, remedies)
	}
}

func TestSurroundings(t *testing.T) {
	at := func(busy, stolen, total, pressure time.Duration) Readings {
		return Readings{System: meter.System{Busy: busy, Stolen: stolen, Total: total}, Pressure: &pressure}
	}
	trial, _ := validTrial()
	trial.ElapsedSeconds, trial.PacerCPUSeconds = 2, number(0.1) // of the client 0.4 s, the server 0.3 s
	before, after := at(time.Second, 0, 10*time.Second, 0), at(3*time.Second, time.Second/2, 14*time.Second, time.Second)
	got := Around(&trial.Window, trial.ServerCPUSeconds, before, after, 1)
	want := Surroundings{cpus: 2, stolen: 0.25, others: 0.6, client: 0.2, waiting: 0.5}
	near := func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }
	if !near(got.cpus, want.cpus) || !near(got.stolen, want.stolen) || !near(got.others, want.others) || !near(got.client, want.client) || !near(got.waiting, want.waiting) || got.service {
		t.Errorf("Around() = %+v, want %+v", got, want)
	}
	if got = Around(&trial.Window, nil, before, after, 1); !near(got.others, 0.75) || !got.service {
		t.Errorf("Around() without the service's CPU time = %+v, want others of 0.75", got)
	}
	if got = Around(&trial.Window, nil, Readings{}, Readings{}, 1); got.waiting != 0 || got.cpus != 0 {
		t.Errorf("Around() of nothing = %+v", got)
	}
}

func TestOftenest(t *testing.T) {
	for want, remedies := range map[string][]string{"": nil, "a": {"a", "b"}, "b": {"a", "b", "b"}} {
		if got := Oftenest(remedies); got != want {
			t.Errorf("Oftenest(%q) = %q, want %q", remedies, got, want)
		}
	}
}
