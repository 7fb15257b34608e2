package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// The grid is 24 units wide; a panel takes a third, a half or all of it.
const (
	third, half, whole = 8, 12, 24
	panelHeight        = 8
	// maxOperations is how many operations are shown next to each other.
	maxOperations = 3
)

// text describes a panel. Unit is one of Grafana's units; the data is in
// base units.
type text struct{ title, description, unit string }

// query is one expression and the name of its series.
type query struct{ expr, legend string }

// source returns the Prometheus that the viewer chose.
func source() common.DataSourceRef {
	return common.DataSourceRef{Type: cog.ToPtr("prometheus"), Uid: cog.ToPtr("${" + variableDatasource + "}")}
}

// trend draws lines over time. A line runs level from one trial to the next, since the
// value of a trial holds until another replaces it; nothing lies between two trials.
func trend(t text, queries []query, styles ...override) *timeseries.PanelBuilder {
	b := timeseries.NewPanelBuilder().
		Title(t.title).Description(t.description).Unit(t.unit).
		Datasource(source()).Height(panelHeight).Span(third).
		Min(0).LineWidth(2).FillOpacity(0).
		LineInterpolation(common.LineInterpolationStepAfter).
		ShowPoints(common.VisibilityModeNever).
		Legend(common.NewVizLegendOptionsBuilder().
			ShowLegend(true).
			DisplayMode(common.LegendDisplayModeTable).
			Placement(common.LegendPlacementBottom).
			Calcs([]string{"lastNotNull"}).
			SortBy("Name").SortDesc(false)).
		Tooltip(common.NewVizTooltipOptionsBuilder().
			Mode(common.TooltipDisplayModeMulti).
			Sort(common.SortOrderDescending))
	for _, target := range targets(queries, false) {
		b.WithTarget(target)
	}
	for _, o := range append(stackOverrides(), styles...) {
		b.OverrideByRegexp(o.pattern, o.properties)
	}
	return b
}

// continuous draws lines over time for values that change at any time, not trial by trial.
func continuous(t text, queries []query, styles ...override) *timeseries.PanelBuilder {
	return trend(t, queries, styles...).LineInterpolation(common.LineInterpolationLinear)
}

// bars draws the latest values as horizontal bars from zero. A bar shows an earlier trial if the
// latest lacks the figure; trends show a gap there.
func bars(t text, queries []query) *bargauge.PanelBuilder {
	b := bargauge.NewPanelBuilder().
		Title(t.title).Description(t.description + " Each bar is of the latest valid trial in the range on view that has the figure.").Unit(t.unit).
		Datasource(source()).Height(panelHeight).Span(third).
		Min(0).
		Orientation(common.VizOrientationHorizontal).
		DisplayMode(common.BarGaugeDisplayModeBasic).
		ValueMode(common.BarGaugeValueModeText).
		NamePlacement(common.BarGaugeNamePlacementLeft).
		ReduceOptions(common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}))
	for _, target := range targets(queries, true) {
		b.WithTarget(target)
	}
	for _, o := range stackOverrides() {
		b.OverrideByRegexp(o.pattern, o.properties)
	}
	return b
}

// targets names the queries A, B, C and so on. An instant query yields one value a
// series, the one at the end of the range on view.
func targets(queries []query, instant bool) []cog.Builder[variants.Dataquery] {
	var all []cog.Builder[variants.Dataquery]
	for i, q := range queries {
		b := prometheus.NewDataqueryBuilder().
			RefId(string(rune('A' + i))).
			Datasource(source()).
			EditorMode(prometheus.QueryEditorModeCode).
			Expr(q.expr).LegendFormat(q.legend)
		if instant {
			b.Instant()
		} else {
			b.Range()
		}
		all = append(all, b)
	}
	return all
}

// repeatable is what [perOperation] needs of a panel builder B.
type repeatable[B any] interface {
	Span(uint32) B
	Repeat(string) B
	RepeatDirection(dashboard.PanelRepeatDirection) B
	MaxPerRow(float64) B
}

// perOperation repeats a panel for each chosen operation, next to each other. Its title and its
// queries use the operation's variable.
func perOperation[B repeatable[B]](b B) B {
	return b.Span(whole).Repeat(variableOperation).
		RepeatDirection(dashboard.PanelRepeatDirectionH).MaxPerRow(maxOperations)
}

// limit draws a dashed red line at a value.
func limit(b *timeseries.PanelBuilder, value float64) *timeseries.PanelBuilder {
	return b.
		Thresholds(dashboard.NewThresholdsConfigBuilder().
			Mode(dashboard.ThresholdsModeAbsolute).
			Steps([]dashboard.Threshold{{Color: "transparent"}, {Value: &value, Color: "red"}})).
		ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().
			Mode(common.GraphThresholdsStyleModeDashed))
}
