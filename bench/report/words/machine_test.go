package words

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/contract"
)

func TestCannotShow(t *testing.T) {
	const ours, there = "http://127.0.0.1:8080/v1/books/1", "https://example.test/v1/books/1"
	for _, test := range []struct {
		name    string
		machine record.Machine
		cpus    string // of the trial's service
		target  string
		want    string
	}{
		{"a small guest", record.Machine{CPUs: 2, ServerCPUs: "1", Virtual: "KVM"}, "1", ours,
			"What this machine cannot show: many CPUs at work (a service has 1 of 2); a network card (all traffic is over loopback); a CPU at a known frequency (virtual machine, KVM)."},
		{"one CPU", record.Machine{CPUs: 1, ServerCPUs: "0", SharedCPUs: true, Virtual: contract.NotVirtual}, "0", "127.0.0.1:50051",
			"What this machine cannot show: many CPUs at work (a service has 1 of 1, which it shares with its client); a network card (all traffic is over loopback)."},
		{"a large machine", record.Machine{CPUs: 64, ServerCPUs: "8-31", Virtual: contract.UnknownVirtual}, "8-31", "http://[::1]:8080/",
			"What this machine cannot show: a network card (all traffic is over loopback)."},
		{"a service elsewhere", record.Machine{CPUs: 2, ServerCPUs: "1", Virtual: contract.NotVirtual}, "", there, ""},
		{"an earlier run", record.Machine{CPUs: 2, ServerCPUs: "1"}, "1", "",
			"What this machine cannot show: many CPUs at work (a service has 1 of 2); a network card (all traffic is over loopback)."},
	} {
		r := &judged.Run{Record: &record.Run{
			Manifest: record.Manifest{Machine: test.machine},
			Trials:   []record.Trial{{ServerCPUs: test.cpus, Window: record.Window{Target: test.target}}},
		}}
		if got := CannotShow(r); got != test.want {
			t.Errorf("%s: CannotShow() = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for target, want := range map[string]bool{
		"": true, "127.0.0.1:50051": true, "localhost:8080": true, "http://localhost": true, "grpc://[::1]:50051/a.B/C": true,
		"http://10.0.0.1:8080/": false, "https://localhost.example.test/": false, "example.test:443": false,
	} {
		if got := loopback(target); got != want {
			t.Errorf("loopback(%q) = %v, want %v", target, got, want)
		}
	}
}

func TestWordsOfAMachine(t *testing.T) {
	for _, test := range []struct {
		machine                  record.Machine
		virtual, container, idle string
	}{
		{record.Machine{}, "not known whether it is a virtual machine", "no sign of a container", "not known"},
		{record.Machine{Virtual: contract.UnknownVirtual, IdleGovernor: "menu"}, "not known whether it is a virtual machine", "no sign of a container", "not known"},
		{record.Machine{Virtual: contract.NotVirtual, IdleDriver: "intel_idle", IdleGovernor: "menu"}, "no virtual machine", "no sign of a container", "driver intel_idle, governor menu"},
		{record.Machine{Virtual: "Xen", Container: "Podman", IdleDriver: "none", IdleGovernor: "menu"}, "virtual machine, Xen", "in a container, Podman", "no idle driver: the kernel halts an idle CPU"},
		{record.Machine{IdleDriver: "acpi_idle"}, "not known whether it is a virtual machine", "no sign of a container", "driver acpi_idle"},
	} {
		if virtual, container, idle := Virtual(&test.machine), Container(&test.machine), Idle(&test.machine); virtual != test.virtual || container != test.container || idle != test.idle {
			t.Errorf("%+v: %q, %q, %q, want %q, %q, %q", test.machine, virtual, container, idle, test.virtual, test.container, test.idle)
		}
	}
}
