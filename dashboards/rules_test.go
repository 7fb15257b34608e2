package dashboards_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/metrics"
)

func TestBoardHasStableIdentity(t *testing.T) {
	b := readBoard(t)
	if b.UID != "wiretax" || b.Title != "wiretax" {
		t.Errorf("uid %q, title %q, want both wiretax: links and bookmarks hold the uid", b.UID, b.Title)
	}
	var names []string
	for _, v := range b.Templating.List {
		names = append(names, v.Name)
	}
	if want := []string{"datasource", "operation"}; !slices.Equal(names, want) {
		t.Errorf("variables %q, want %q", names, want)
	}
}

// TestPanelRules checks that every panel has what a reader needs in order to trust it.
func TestPanelRules(t *testing.T) {
	ids, titles := map[int]string{}, map[string]bool{}
	for _, p := range readBoard(t).Panels {
		if p.Title == "" || titles[p.Title] {
			t.Errorf("panel %d: title %q, want one of its own", p.ID, p.Title)
		}
		titles[p.Title] = true
		if other, taken := ids[p.ID]; taken || p.ID == 0 {
			t.Errorf("%s: id %d, taken by %q", p.Title, p.ID, other)
		}
		ids[p.ID] = p.Title
		if p.Type == "row" {
			continue
		}
		if len(p.Description) < 40 || !strings.HasSuffix(p.Description, ".") {
			t.Errorf("%s: description %q, want sentences that say what is plotted and how to read it", p.Title, p.Description)
		}
		if p.FieldConfig.Defaults.Unit == "" {
			t.Errorf("%s: no unit", p.Title)
		}
		if named := strings.Contains(p.Title, "$operation"); named != (p.Repeat == "operation") {
			t.Errorf("%s: repeated over %q; a panel is repeated over the operation if its title names it", p.Title, p.Repeat)
		}
		checkTargets(t, p)
	}
}

func checkTargets(t *testing.T, p panel) {
	t.Helper()
	chosen := datasource{"prometheus", "${datasource}"}
	if p.Datasource != chosen {
		t.Errorf("%s: data source %v, want %v", p.Title, p.Datasource, chosen)
	}
	if len(p.Targets) == 0 {
		t.Errorf("%s: no query", p.Title)
	}
	refs := map[string]bool{}
	for _, q := range p.Targets {
		if q.RefID == "" || refs[q.RefID] {
			t.Errorf("%s: refId %q, want one of its own", p.Title, q.RefID)
		}
		refs[q.RefID] = true
		if q.Datasource != chosen {
			t.Errorf("%s %s: data source %v, want %v", p.Title, q.RefID, q.Datasource, chosen)
		}
		if q.Instant == q.Range {
			t.Errorf("%s %s: instant %v, range %v, want one of them", p.Title, q.RefID, q.Instant, q.Range)
		}
		if !strings.HasPrefix(q.LegendFormat, "{{stack}}") {
			t.Errorf("%s %s: legend %q, want the stack first, by which series are coloured", p.Title, q.RefID, q.LegendFormat)
		}
	}
}

// TestStacksKeepTheirColour looks at every stack of every built-in plan: a colour of its
// own, the same in all panels.
func TestStacksKeepTheirColour(t *testing.T) {
	holder := map[any]string{}
	for _, name := range plan.Names() {
		p, err := plan.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, stack := range p.Stacks {
			var colour any
			for _, panel := range readBoard(t).plotted() {
				got := panel.colour(t, stack+" GetBook p99")
				if got == nil || colour != nil && got != colour {
					t.Errorf("%s: colour of %s is %v, elsewhere %v", panel.Title, stack, got, colour)
				}
				colour = got
			}
			if other, taken := holder[colour]; taken && other != stack {
				t.Errorf("%s and %s are both %v", stack, other, colour)
			}
			holder[colour] = stack
		}
	}
}

func TestPanelsDoNotOverlap(t *testing.T) {
	const width = 24
	holder := map[[2]int]string{}
	for _, p := range readBoard(t).Panels {
		at := p.GridPos
		if at.W <= 0 || at.H <= 0 || at.X < 0 || at.Y < 0 || at.X+at.W > width {
			t.Errorf("%s: position %+v leaves the grid of %d columns", p.Title, at, width)
			continue
		}
		for x := at.X; x < at.X+at.W; x++ {
			for y := at.Y; y < at.Y+at.H; y++ {
				if other, taken := holder[[2]int{x, y}]; taken {
					t.Fatalf("%s and %s overlap in column %d, line %d", p.Title, other, x, y)
				}
				holder[[2]int{x, y}] = p.Title
			}
		}
	}
}

// TestQueriesUseDeclaredMetrics compares the names in queries with what the services and the
// harness export, in both directions: every metric in a query is exported, and every
// exported metric is in a query.
func TestQueriesUseDeclaredMetrics(t *testing.T) {
	exported := exportedMetrics(t)
	seen := map[string]bool{}
	for _, p := range readBoard(t).plotted() {
		for _, q := range p.Targets {
			names := metricNames(q.Expr)
			if len(names) == 0 {
				t.Errorf("%s %s: no metric in %s", p.Title, q.RefID, q.Expr)
			}
			for _, name := range names {
				name = strings.TrimSuffix(name, "_bucket")
				if !exported[name] {
					t.Errorf("%s %s: nobody exports %q", p.Title, q.RefID, name)
				}
				seen[name] = true
			}
		}
	}
	for name := range exported {
		if strings.HasPrefix(name, "wiretax_") && !seen[name] {
			t.Errorf("no panel shows %s", name)
		}
	}
}

// exportedMetrics returns the metrics of a service and of the harness.
func exportedMetrics(t *testing.T) map[string]bool {
	t.Helper()
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics.NewService(reg, "grpc")
	metrics.NewLoad(reg).Observe(sampleTrial("grpc", "GetBook", "wiretax"))
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range families {
		names[f.GetName()] = true
	}
	return names
}

var (
	// notMetrics is what a query holds beside metric names, functions and numbers.
	notMetrics = regexp.MustCompile(`"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(by|on|group_left)\s*\([^)]*\)|\bor\b`)
	identifier = regexp.MustCompile(`[a-zA-Z_:][\w:]*\b\s*\(?`)
)

// metricNames finds the metrics of a query: identifiers that are not called.
func metricNames(expr string) []string {
	var names []string
	for _, found := range identifier.FindAllString(notMetrics.ReplaceAllString(expr, " "), -1) {
		name := strings.TrimSpace(found)
		if !strings.HasSuffix(name, "(") {
			names = append(names, name)
		}
	}
	return names
}

func TestMetricNames(t *testing.T) {
	for _, c := range []struct {
		expr string
		want []string
	}{
		{`up`, []string{"up"}},
		{`sum by (stack) (rate(a_total{b="c"}[5m])) > 0`, []string{"a_total"}},
		{`a or b * 0`, []string{"a", "b"}},
		{`a * on (job) group_left (stack) group by (job) (b)`, []string{"a", "b"}},
		{`histogram_quantile(0.5, rate(h_bucket[$__rate_interval]))`, []string{"h_bucket"}},
	} {
		if got := metricNames(c.expr); !slices.Equal(got, c.want) {
			t.Errorf("metricNames(%q) = %q, want %q", c.expr, got, c.want)
		}
	}
}
