package words

import (
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/contract"
)

// Settings are said where the load is, the usual ones are not.
func TestSettingsAreSaid(t *testing.T) {
	usual := record.Plan{Blocks: 1, Arrivals: "poisson", Connections: 16, Compression: "none", Profile: "default"}
	set := usual
	set.TLS, set.Compression, set.Profile = true, "gzip", "matched"
	lean := usual
	lean.Client = contract.LeanClient
	varied := usual
	varied.Connections, varied.Vary.Connections = 0, []int{4, 8}
	for _, c := range []struct {
		plan record.Plan
		op   record.Operation
		want string
	}{
		{usual, record.Operation{Name: "x", Operation: "GetBook", Rate: record.Rate{PerSecond: 5}}, "At 5/s: Poisson arrivals, 16 connections."},
		{set, record.Operation{Name: "x", Operation: "GetBook", Rate: record.Rate{PerSecond: 5}, Work: "cpu=1ms"}, "At 5/s: Poisson arrivals, 16 connections, TLS, compression gzip, profile matched, handler cost cpu=1ms."},
		{lean, record.Operation{Name: "x", Operation: "GetBook", Rate: record.Rate{PerSecond: 5}}, "At 5/s: Poisson arrivals, 16 connections, client lean. The lean client drove this; its CPU time is wiretax's own, which no application pays."},
		{usual, record.Operation{Name: "x", Operation: contract.UploadBookRatings, Rate: record.Rate{PerSecond: 5}, Items: 9}, "At 5/s: Poisson arrivals, 16 connections, 9 items sent in a request."},
		{usual, record.Operation{Name: "x", Operation: contract.RealtimeRecommendations, Rate: record.Rate{PerSecond: 5}, Items: 1, Streams: 10}, "At 5/s: Poisson arrivals, 16 connections, 1 item asked for in a request, 10 streams open (each WebSocket on a connection of its own)."},
		{varied, record.Operation{Name: "x", Operation: "GetBook", Rate: record.Rate{PerSecond: 5}}, "At 5/s: Poisson arrivals, 4 connections."},
	} {
		c.plan.Stacks, c.plan.Operations = []string{contract.REST, contract.GRPC}, []record.Operation{c.op}
		r, err := judged.Judge(&record.Run{Manifest: record.Manifest{Plan: c.plan, Arms: record.Arms(c.plan)}})
		if err != nil {
			t.Fatal(err)
		}
		if got := UnderLoad(r, r.Plan.Operations[0]); got != c.want {
			t.Errorf("underLoad(%+v) = %q, want %q", c.op, got, c.want)
		}
	}
}

// Where the capacity of the arms was measured, a rate is said as a share of each.
func TestRateIsSaidAsAShare(t *testing.T) {
	p := record.Plan{
		Blocks: 1, Arrivals: "poisson", Connections: 16, AA: contract.REST, Stacks: []string{contract.REST, contract.GRPC},
		Operations: []record.Operation{{Name: "x", Operation: contract.GetBook, Rate: record.Rate{Share: .1}}},
	}
	arms := record.Arms(p)
	for i := range arms {
		arms[i].Rate, arms[i].CapacityRPS = 400, map[string]float64{contract.REST: 4000, contract.GRPC: 5000}[arms[i].Stack]
	}
	r, err := judged.Judge(&record.Run{Manifest: record.Manifest{Plan: p, Arms: arms}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Rate(r, r.Plan.Operations[0]), "400/s (10 % of what REST can do, 8 % of what gRPC can do)"; got != want {
		t.Errorf("Rate() = %q, want %q", got, want)
	}
}

// A sweep says the settings that stay, and which one each name says.
func TestSettingsOfSweeps(t *testing.T) {
	set := record.Plan{
		Blocks: 1, Arrivals: "poisson", Connections: 16, TLS: true, Compression: "gzip", Profile: "matched",
		Stacks: []string{contract.REST, contract.GRPC}, Operations: []record.Operation{{Name: "x", Operation: contract.GetBook, Rate: record.Rate{PerSecond: 5}}},
	}
	const more = " but for WebSockets"
	for _, c := range []struct {
		vary plan.Vary
		want string
	}{
		{plan.Vary{}, "Poisson arrivals, 16 connections but for WebSockets, TLS, compression gzip, profile matched"},
		{plan.Vary{Connections: []int{1, 4}}, "Poisson arrivals, connections as each name says but for WebSockets, TLS, compression gzip, profile matched"},
		{plan.Vary{TLS: []bool{true, false}}, "Poisson arrivals, 16 connections but for WebSockets, compression gzip, profile matched, tls as each name says"},
		{plan.Vary{Compression: []string{"gzip", "none"}}, "Poisson arrivals, 16 connections but for WebSockets, TLS, profile matched, compression as each name says"},
		{plan.Vary{Profile: []string{"matched", "default"}}, "Poisson arrivals, 16 connections but for WebSockets, TLS, compression gzip, profile as each name says"},
		{plan.Vary{Client: contract.Clients()}, "Poisson arrivals, 16 connections but for WebSockets, TLS, compression gzip, profile matched, client as each name says"},
		{plan.Vary{Rate: []plan.Rate{plan.PerSecond(5), plan.PerSecond(9)}}, "Poisson arrivals, 16 connections but for WebSockets, TLS, compression gzip, profile matched, rate as each name says"},
	} {
		p := set
		p.Vary = c.vary
		r, err := judged.Judge(&record.Run{Manifest: record.Manifest{Plan: p, Arms: record.Arms(p)}})
		if err != nil {
			t.Fatal(err)
		}
		if got := SettingsOfAll(r, more); got != c.want {
			t.Errorf("SettingsOfAll() of a sweep by %q = %q, want %q", p.Arms()[0].Axis, got, c.want)
		}
	}
}
