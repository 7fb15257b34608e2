package report

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/section"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/contract"
)

func TestUnlikeCodings(t *testing.T) {
	gzip := func(stack string, share int64) func(*record.Trial) {
		return func(t *record.Trial) {
			t.Codings = map[string]int64{}
			if t.Stack == stack && share > 0 {
				t.Codings["gzip"] = t.Completed / share
			}
		}
	}
	for _, test := range []struct {
		name   string
		change func(*record.Trial)
		ledger string // row
		unlike string // of GetBook
	}{
		{"nobody counted", nil, "", ""},
		{"none", gzip("none", 0), "| answers came | as they are | as they are |", ""},
		{"both", func(t *record.Trial) { t.Codings = map[string]int64{"gzip": t.Completed} }, "| answers came | gzip | gzip |", ""},
		{"gRPC alone", gzip("grpc", 1), "| answers came | as they are | gzip |", "answers came in unlike codings: REST as they are, gRPC gzip"},
		{"REST in part", gzip("rest", 2), "| answers came | gzip (50 %) and as they are | as they are |", "answers came in unlike codings: REST gzip (50 %) and as they are, gRPC as they are"},
		{"both in part, unlike parts", func(t *record.Trial) {
			t.Codings = map[string]int64{"gzip": t.Completed / map[string]int64{"rest": 2, "grpc": 10}[t.Stack]}
		}, "| answers came | gzip (50 %) and as they are | gzip (10 %) and as they are |", "answers came in unlike codings: REST gzip (50 %) and as they are, gRPC gzip (10 %) and as they are"},
		{"both in part", func(t *record.Trial) { t.Codings = map[string]int64{"gzip": t.Completed / 2, "br": t.Completed / 2} }, "| answers came | br (50 %) and gzip (50 %) | br (50 %) and gzip (50 %) |", ""},
		{"REST hardly ever", func(t *record.Trial) {
			if gzip("none", 0)(t); t.Stack == "rest" {
				t.Codings["gzip"] = 1
			}
		}, "| answers came | gzip (", ""},
		{"REST undeclared", func(t *record.Trial) {
			if t.Codings = map[string]int64{}; t.Stack == "rest" {
				t.Codings[record.Undeclared+"gzip"] = t.Completed
			}
		}, "| answers came | undeclared gzip | as they are |", "answers came in unlike codings: REST undeclared gzip, gRPC as they are"},
		{"REST in some blocks", func(t *record.Trial) {
			if gzip("none", 0)(t); t.Stack == "rest" && t.Block > 3 {
				t.Codings["gzip"] = t.Completed
			}
		}, "| answers came | gzip (70 %) and as they are | as they are |", "answers came in unlike codings: REST gzip (70 %) and as they are, gRPC as they are"},
	} {
		r := analysed(t, func(trial *record.Trial) {
			if test.change != nil {
				test.change(trial)
			}
		})
		markdown := string(compose(t, r.Record).Markdown)
		if strings.Contains(markdown, "answers came |") != (test.ledger != "") || !strings.Contains(markdown, test.ledger) {
			t.Errorf("%s: the ledger lacks %q", test.name, test.ledger)
		}
		if got := strings.Contains(markdown, "- GetBook: "+test.unlike); test.unlike != "" && !got {
			t.Errorf("%s: RESULTS.md does not warn of %q", test.name, test.unlike)
		}
		if got := strings.Contains(markdown, "unlike codings"); got != (test.unlike != "") {
			t.Errorf("%s: RESULTS.md speaks of unlike codings: %v", test.name, got)
		}
		for name, text := range map[string]string{
			"the answer": strings.Join(section.Answer(r), "\n"), "the table": terminalTable(r), "figures.json": string(compose(t, r.Record).Files["docs/results/figures.json"]),
		} {
			want := strings.TrimPrefix(test.unlike, "answers came in unlike codings: ")
			text = strings.Join(strings.Fields(text), " ")
			if test.unlike == "" && strings.Contains(text, "unlike") || !strings.Contains(text, want) {
				t.Errorf("%s: %s lacks %q:\n%s", test.name, name, want, text)
			}
		}
		f := r.Between(r.Plan.Operations[1], "rest", "grpc").Figure(contract.MessageBytes)
		if judged := f.Verdict != stat.NoVerdict; judged == (test.unlike != "") {
			t.Errorf("%s: the verdict on message bytes is %q", test.name, words.Verdict(f, "gRPC"))
		}
		if cpu := r.Between(r.Plan.Operations[1], "rest", "grpc").Figure(contract.ServerCPU); cpu.Verdict == stat.NoVerdict || (cpu.Unlike != nil) != (test.unlike != "") {
			t.Errorf("%s: server CPU has verdict %q and unlike codings %v", test.name, cpu.Verdict, cpu.Unlike)
		}
	}
}

// TestUnknownMessages has answers in a coding that is not decoded.
func TestUnknownMessages(t *testing.T) {
	r := analysed(t, func(t *record.Trial) {
		if t.Codings = map[string]int64{}; t.Stack == "rest" {
			t.Codings["br"], t.MessageBytesReceived = t.Completed, 0
		}
	})
	markdown := string(compose(t, r.Record).Markdown)
	if want := "- GetBook, REST: answers came br, of which only gzip is decoded"; !strings.Contains(markdown, want) {
		t.Errorf("RESULTS.md lacks %q", want)
	}
	if f := r.Between(r.Plan.Operations[1], "rest", "grpc").Figure(contract.MessageBytes); !f.Missing.Any() {
		t.Errorf("message bytes of answers that are not decoded are %v, want none", f.A)
	}
}
