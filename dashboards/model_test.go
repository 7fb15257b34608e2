package dashboards_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// board is the part of the committed dashboard that the tests read: the file that Grafana gets,
// not the builders that made it.
type board struct {
	UID, Title string
	Templating struct {
		List []struct{ Name, Type, Query string }
	}
	Panels []panel
}

type panel struct {
	ID                       int
	Type, Title, Description string
	Repeat                   string
	Datasource               datasource
	GridPos                  struct{ X, Y, W, H int }
	Targets                  []target
	FieldConfig              struct {
		Defaults  struct{ Unit string }
		Overrides []struct {
			Matcher    struct{ ID, Options string }
			Properties []struct {
				ID    string
				Value any
			}
		}
	}
}

// colour returns the fixed colour that overrides give the series of that name, or nil.
func (p panel) colour(t *testing.T, series string) any {
	t.Helper()
	var found any
	for _, o := range p.FieldConfig.Overrides {
		pattern, err := regexp.Compile(strings.Trim(o.Matcher.Options, "/"))
		if err != nil || o.Matcher.ID != "byRegexp" {
			t.Fatalf("%s: override by %s %q: %v", p.Title, o.Matcher.ID, o.Matcher.Options, err)
		}
		for _, property := range o.Properties {
			if property.ID == "color" && pattern.MatchString(series) {
				found = property.Value.(map[string]any)["fixedColor"]
			}
		}
	}
	return found
}

type target struct {
	RefID, Expr, LegendFormat string
	Instant, Range            bool
	Datasource                datasource
}

type datasource struct{ Type, UID string }

func readBoard(t *testing.T) board {
	t.Helper()
	text, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	var b board
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatalf("%s: %v", committed, err)
	}
	return b
}

// plotted returns the panels that show data, which rows do not.
func (b board) plotted() []panel {
	var all []panel
	for _, p := range b.Panels {
		if p.Type != "row" {
			all = append(all, p)
		}
	}
	return all
}

// Values that replace Grafana's variables in queries to Prometheus itself.
var substitutes = strings.NewReplacer(
	"$operation", ".+", // what Grafana sends for All
	"$__range", "5m",
	"$__rate_interval", "20s",
)

// promQL returns the expression as Grafana would send it.
func (q target) promQL() string { return substitutes.Replace(q.Expr) }
