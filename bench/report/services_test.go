package report

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/runtest"
)

func analysedShop(t *testing.T, change func(*record.Manifest)) *judged.Run {
	t.Helper()
	l := runtest.Shop()
	if change != nil {
		change(&l.Manifest)
	}
	r, err := judged.Judge(l.Run(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Nothing of our own two services may show in a report on others.
func TestPairsReadAsStrangers(t *testing.T) {
	run := runtest.Shop().Run(t)
	r := compose(t, run)
	picture := r.Files[resultsDir+"ratios-"+run.Manifest.Plan.Name+".svg"]
	if picture == nil {
		t.Error("there is no picture of pairs")
	}
	for name, content := range map[string][]byte{"RESULTS.md": r.Markdown, "the picture": picture} {
		text := string(content)
		for _, strange := range []string{"REST", "gRPC over", "catalog", "articles", "stack", "Not here yet", "make loadtest", "CATALOG", "secret", "/home/me"} {
			if strings.Contains(strings.ReplaceAll(text, "RESULTS.md", ""), strange) {
				t.Errorf("%s of pairs holds %q", name, strange)
			}
		}
	}
	for _, line := range r.Answer() {
		if regexp.MustCompile(`REST|gRPC`).MatchString(line) {
			t.Errorf("the answer names our stacks: %s", line)
		}
	}
}

// What the plan rules out is no member of Holm's family: server CPU without a process.
func TestUnmeasuredCPUIsNoFamilyMember(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*record.Manifest)
		family float64 // judged metrics of both pairs
		judged [2]bool // server CPU of cart and of search
	}{
		{"of one pair", nil, 9, [2]bool{true, false}},
		{"of both", func(m *record.Manifest) { m.Plan.Pairs[0].B.PID = 0 }, 8, [2]bool{false, false}},
		// Here the plan promised it: the family keeps its size though nothing was measured.
		{"promised", func(m *record.Manifest) { m.Plan.Pairs[1].B.PID = 1 }, 10, [2]bool{true, true}},
	} {
		r := analysedShop(t, c.change)
		var least float64 = 1
		var p float64
		for i := range r.Pairs {
			if got := r.Pairs[i].Figure(judged.ServerCPU).Headline; got != c.judged[i] {
				t.Errorf("%s: server CPU of %s judged: %v, want %v", c.name, r.Pairs[i].Op.Name, got, c.judged[i])
			}
			for j := range r.Pairs[i].Figures {
				// Of the smallest p that is not 0, Holm makes p times the family's size
				// less the number of smaller ones.
				if f := &r.Pairs[i].Figures[j]; f.Headline && f.P > 0 && f.P < least {
					least, p = f.P, f.Adjusted
				}
			}
		}
		zeros := 0.0
		for i := range r.Pairs {
			for j := range r.Pairs[i].Figures {
				if f := &r.Pairs[i].Figures[j]; f.Headline && f.P == 0 {
					zeros++
				}
			}
		}
		if got := p/least + zeros; got < c.family-1e-6 || got > c.family+1e-6 {
			t.Errorf("%s: Holm's family has %.2f members, want %v", c.name, got, c.family)
		}
	}
}

func TestOneSidedFigures(t *testing.T) {
	r := analysedShop(t, nil)
	cart, search := &r.Pairs[0], &r.Pairs[1]
	if f := search.Figure(judged.ServerCPU); why(f.Missing) != "not measured on B" || f.AloneA != nil || f.AloneB == nil || *f.AloneB < 500e-6 {
		t.Errorf("server CPU of search: %q with %v and %v, want A's alone", why(f.Missing), f.AloneA, f.AloneB)
	}
	if f := cart.Figure(judged.RequestBytes); why(f.Missing) != "no bytes on B" || f.AloneB == nil || math.Abs(*f.AloneB-9) > 1e-9 {
		t.Errorf("request bytes of cart: %q with %v, want A's alone", why(f.Missing), f.AloneB)
	}
	if f := cart.Figure(judged.MessageBytes); f.Missing.Any() || f.N != 8 {
		t.Errorf("message bytes without a checked answer: %q, n = %d, want a figure", why(f.Missing), f.N)
	}
}

func TestServiceRows(t *testing.T) {
	for _, c := range []struct {
		name        string
		target      plan.Target
		field, want func(service) string
	}{
		{"http", plan.Target{URL: "http://h/x"}, func(s service) string { return s.protocol + s.method + s.data + s.expected + s.process + s.headers },
			func(service) string { return "HTTP/1.1`GET`–status 200 to 299runs elsewhere–" }},
		{"http with data", plan.Target{URL: "http://h/x", Data: "abc"}, func(s service) string { return s.method + s.data },
			func(service) string { return "`POST`3.00 B" }},
		{"grpcs", plan.Target{URL: "grpcs://h/p.S/M", PID: 3}, func(s service) string { return s.protocol + s.method + s.data + s.expected + s.process },
			func(service) string { return "gRPC over TLSunary call`{}`status OKprocess 3, which ran already" }},
		{"a file", plan.Target{URL: "http://h/x", Data: "@C:\\me\\body.bin"}, func(s service) string { return s.data }, func(service) string { return "from `body.bin`" }},
		{"many requests", plan.Target{URL: "grpc://h/p.S/M", Data: "@r.jsonl"}, func(s service) string { return s.data }, func(service) string { return "lines of `r.jsonl`, in order" }},
		{"no files", plan.Target{URL: "grpc://h/p.S/M"}, func(s service) string { return s.schema }, func(service) string { return "gRPC reflection" }},
		{"a protoset", plan.Target{URL: "grpc://h/p.S/M", Protoset: "/home/me/shop.binpb"}, func(s service) string { return s.schema }, func(service) string { return "protoset `shop.binpb`" }},
		{"a .proto file", plan.Target{URL: "grpcs://h/p.S/M", Proto: []string{"/home/me/shop.proto"}}, func(s service) string { return s.schema }, func(service) string { return "`shop.proto`" }},
		{".proto files with imports", plan.Target{URL: "grpc://h/p.S/M", Proto: []string{"a.proto", "x/b|.proto"}, ProtoPath: []string{"/home/me/proto/"}}, func(s service) string { return s.schema },
			func(service) string { return "`a.proto`, `b\\|.proto`, imports from `proto`" }},
		{"HTTP has no schema", plan.Target{URL: "http://h/x"}, func(s service) string { return s.schema }, func(service) string { return "" }},
		{"control characters", plan.Target{URL: "http://h/\x1b[2J`|x"}, func(s service) string { return s.url }, func(service) string { return "`http://h/�[2J'\\|x`" }},
		{"no URL", plan.Target{URL: "http://me:hidden@h\x00/a@b"}, func(s service) string { return s.url }, func(service) string { return "`http://me:xxxxx@h�/a@b`" }},
		{"an at in the path", plan.Target{URL: "http://h:80/a:b@c"}, func(s service) string { return s.url }, func(service) string { return "`http://h:80/a:b@c`" }},
		{"a password", plan.Target{URL: "http://me:hidden@h/"}, func(s service) string { return s.url }, func(service) string { return "`http://me:xxxxx@h/`" }},
	} {
		r := &judged.Run{Plan: &record.Plan{Pairs: []plan.Pair{{Name: "p", A: c.target}}}}
		s := services(r)[0]
		if got, want := c.field(s), c.want(s); got != want {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}

func TestPairsDoNotMixWithTheCatalog(t *testing.T) {
	_, err := Compose([]*record.Run{runtest.Shop().Run(t), runtest.Quick().Run(t)}, nil)
	if err == nil || !strings.Contains(err.Error(), "make a report of each") {
		t.Errorf("Compose of both kinds: %v, want a refusal", err)
	}
}

// Only a plan that is in the run folder is named as a file there.
func TestReproductionNamesWhatThereIs(t *testing.T) {
	mine := &runtest.Lab{Manifest: runtest.Manifest("mine", 3, "GetBook"), Noise: .02}
	for _, c := range []struct {
		lab        *runtest.Lab
		kept, made string
	}{
		{runtest.Shop(), "\nwiretax versus results/20261123-020000-shop/plan.yaml\n", "`manifest.json` under `plan`"},
		{mine, "\nmake loadtest PLAN=results/20261123-020000-mine/plan.yaml\n", "`manifest.json` in the run folder"},
	} {
		run := c.lab.Run(t)
		if text := string(compose(t, run).Markdown); !strings.Contains(text, c.kept) || strings.Contains(text, c.made) {
			t.Errorf("RESULTS.md lacks %q, or sends people to the manifest for a plan", c.kept)
		}
		if err := os.Remove(filepath.Join(run.Dir, run.PlanFile())); err != nil {
			t.Fatal(err)
		}
		if text := string(compose(t, run).Markdown); strings.Contains(text, c.kept) || !strings.Contains(text, c.made) {
			t.Errorf("RESULTS.md of a run without a plan's file names one, or lacks %q", c.made)
		}
	}
}

// The report promises that the manifest's plan is a plan again.
func TestManifestPlanIsAPlan(t *testing.T) {
	want := runtest.Shop().Manifest.Plan
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := plan.Parse(text)
	if err != nil {
		t.Fatalf("plan.Parse(%s) = %v", text, err)
	}
	again, err := json.Marshal(got)
	if err != nil || string(again) != string(text) {
		t.Errorf("the plan reads back as %s, want %s", again, text)
	}
}
