package record

import (
	"strings"
	"testing"
	"time"
)

func TestDifferences(t *testing.T) {
	then := Manifest{
		Build: Build{
			Version: "v1", Go: "go1.26", Modules: []Module{{Path: "grpc", Version: "v1.80"}, {Path: "gin", Version: "v1.12"}},
			Tools: []Module{{Path: "ghz", Version: "v0.1"}},
		},
		Machine: Machine{Kernel: "6.1", CPU: "Example", CPUs: 2, ServerCPUs: "1", ClientCPUs: "0"},
		Catalog: Catalog{Name: "embedded", Digest: "sha256:00"},
		Plan:    Plan{Name: "p", Seed: 1},
	}
	for _, test := range []struct {
		want   string // "" is no difference
		change func(m *Manifest)
	}{
		{"", func(m *Manifest) { m.Run, m.Started = "other", time.Now() }},
		{"", func(m *Manifest) { m.Plan.Headline = []string{} }},
		{"wiretax is v2, was v1", func(m *Manifest) { m.Build.Version = "v2" }},
		{"Go is go1.27, was go1.26", func(m *Manifest) { m.Build.Go = "go1.27" }},
		{"grpc is v1.81, was v1.80; new is v3, was absent; gin is absent, was v1.12", func(m *Manifest) {
			m.Build.Modules = []Module{{Path: "grpc", Version: "v1.81"}, {Path: "new", Version: "v3"}}
		}},
		{"ghz is absent, was v0.1", func(m *Manifest) { m.Build.Tools = nil }},
		{"machine.kernel is 6.2, was 6.1; machine.cpus is 4, was 2", func(m *Manifest) { m.Machine.Kernel, m.Machine.CPUs = "6.2", 4 }},
		{"machine.cpu is Other, was Example", func(m *Manifest) { m.Machine.CPU = "Other" }},
		{"machine.server_cpus is 0, was 1; machine.client_cpus is 1, was 0", func(m *Manifest) { m.Machine.ServerCPUs, m.Machine.ClientCPUs = "0", "1" }},
		{"the catalog is books.csv sha256:11, was embedded sha256:00", func(m *Manifest) { m.Catalog = Catalog{Name: "books.csv", Digest: "sha256:11"} }},
		{"the plan has another seed, window_seconds", func(m *Manifest) { m.Plan.Seed, m.Plan.Window = 2, 3 }},
	} {
		now := then
		test.change(&now)
		if got := strings.Join(Differences(&now, &then), "; "); got != test.want {
			t.Errorf("Differences() = %q, want %q", got, test.want)
		}
	}
}
