package report

import (
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/runtest"
	"github.com/wiretax/wiretax/contract"
)

// chainSection is what a run of the chain fills.
func chainSection(t *testing.T, l *runtest.Lab) (section string, picture []byte) {
	t.Helper()
	r := compose(t, l.InMemory())
	text := string(r.Markdown)
	section, _, _ = strings.Cut(text[strings.Index(text, "\n## Chain"):], "\n## Plan")
	picture = r.Files[resultsDir+"chain-chain.svg"]
	checkPicture(t, picture)
	return section, picture
}

func TestSmallChains(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*runtest.Lab)
		has     []string
		hasNot  []string
	}{
		{"sound", func(l *runtest.Lab) { l.Change = nil }, []string{"so the claim is *held*.", "- **one batch**, 1 line to 100 lines: p50 latency "}, []string{"not measured", "no figure"}},
		{"one block", func(l *runtest.Lab) { l.Manifest.Plan.Blocks, l.Change = 1, nil }, []string{"so the claim is *not judged*.", "p50 latency not judged, from "}, []string{"grows"}},
		{"one hop", func(l *runtest.Lab) { l.Manifest.Plan.Operations, l.Change = l.Manifest.Plan.Operations[:1], nil }, []string{"compounds the gain in latency."}, []string{"### By lines", "the claim is", "- **"}},
		{"orders only", func(l *runtest.Lab) { l.Manifest.Plan.Operations, l.Change = l.Manifest.Plan.Operations[3:5], nil }, []string{"- **serial calls**, 10 lines to 100 lines: "}, []string{"the claim is"}},
		{"no gRPC", func(l *runtest.Lab) {
			l.Change = func(t *record.Trial) {
				if t.Stack == "grpc" {
					t.ID = ""
				}
			}
		}, []string{"p50 latency not judged (no trial of gRPC)", "the claim is *not judged*."}, []string{"grows"}},
		{"stopped", func(l *runtest.Lab) { l.Manifest.Complete = false }, []string{"the claim is *not judged*."}, []string{"grows"}},
	} {
		l := runtest.Chain()
		c.prepare(l)
		section, _ := chainSection(t, l)
		checkWords(t, c.name, section, c.has, c.hasNot)
	}
}

// The picture shows every ratio of its tables, and says the same to who cannot see it.
func TestChainPicture(t *testing.T) {
	l := runtest.Chain()
	section, picture := chainSection(t, l)
	r, err := judged.Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	drawn, alone := strings.Count(string(picture), `<circle class="point`), 0
	for _, s := range judged.AlongTheChain(r) {
		for i, p := range s.Pairs {
			for _, key := range chainMetrics {
				f := p.Figure(key)
				text := point(&s, i) + " " + short(f)
				if !f.Missing.Any() {
					alone++
				}
				if !strings.Contains(string(picture), text) || !strings.Contains(section, text) {
					t.Errorf("%s of %s: picture or section lacks %q", key, p.Op.Name, text)
				}
			}
		}
	}
	if rules, want := strings.Count(string(picture), `<line class="rule"`), 2*(12-4)-1; rules != want {
		t.Errorf("the picture has %d lines from one figure to the next, want %d", rules, want)
	}
	if legend := 2; drawn != alone+legend || alone != 2*12-1 {
		t.Errorf("the picture has %d points for %d figures, want one each, of %d, and %d in its legend", drawn, alone, 2*12-1, legend)
	}
}

// Many lines, odd words and no figure at all keep their place.
func TestChainPictureKeepsItsPlace(t *testing.T) {
	l := runtest.Chain()
	l.Manifest.Plan.Blocks = 3
	for i := range 30 {
		l.Manifest.Plan.Operations = append(l.Manifest.Plan.Operations, record.Operation{
			Name: "Order" + strconv.Itoa(i), Operation: contract.GetOrder, Items: i, Rate: 5, Calls: strings.Repeat("very ", i%9) + "odd & <b>\x1b[2J",
		})
	}
	for _, change := range []func(*record.Trial){nil, func(t *record.Trial) { t.Valid = false }, func(t *record.Trial) {
		if t.Arm == "grpc" {
			*t.Response.P50 *= []float64{1e-9, 1, 1e9}[t.Block%3]
		}
	}} {
		l.Change = change
		if _, picture := chainSection(t, l); strings.ContainsRune(string(picture), '\x1b') {
			t.Error("the picture holds a control character")
		}
	}
}
