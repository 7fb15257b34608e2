package dashboards

//lint:file-ignore SA1019 the newer schema needs Grafana 12 and its feature toggles; every Grafana since 11 reads the classic one

import (
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
)

// row is a titled band of panels.
type row struct {
	title  string
	panels []cog.Builder[dashboard.Panel]
}

// Overview builds the dashboard: what the harness measured, gRPC beside REST, and what
// the two services report.
func Overview() (dashboard.Dashboard, error) {
	b := dashboard.NewDashboardBuilder("wiretax").
		Uid("wiretax").
		Description("What the wire costs: one catalog, served as gRPC and as JSON REST and driven in the same way. "+
			"The harness shows the latest valid trial of each stack and operation while it runs; verdicts are in RESULTS.md only.").
		Tags([]string{"wiretax", contract.GRPC, contract.REST}).
		Time("now-15m", "now").
		Refresh("5s").
		Timezone("browser").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Editable()
	for _, v := range variables() {
		b.WithVariable(v)
	}
	for _, r := range []row{wireRow(), latencyRow(), cpuRow(), generatorsRow(), servicesRow()} {
		b.WithRow(dashboard.NewRowBuilder(r.title))
		for _, p := range r.panels {
			b.WithPanel(p)
		}
	}
	d, err := b.Build()
	if err != nil {
		return dashboard.Dashboard{}, fmt.Errorf("build the dashboard: %w", err)
	}
	number(d.Panels)
	return d, nil
}

// JSON returns the dashboard as a file that Grafana can provision or import.
func JSON() ([]byte, error) {
	d, err := Overview()
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the dashboard: %w", err)
	}
	return append(text, '\n'), nil
}

// number gives every panel an id from its position. Without ids Grafana makes up its own, and
// URLs of single panels break.
func number(panels []dashboard.PanelOrRowPanel) {
	for i := range panels {
		id := uint32(i + 1)
		if p := panels[i].Panel; p != nil {
			p.Id = &id
		}
		if r := panels[i].RowPanel; r != nil {
			r.Id = id
		}
	}
}

// variables returns the choices on top of the dashboard.
func variables() []cog.Builder[dashboard.VariableModel] {
	measured := "label_values(" + metrics.LoadTrialsTotal + ", " + metrics.LabelOperation + ")"
	return []cog.Builder[dashboard.VariableModel]{
		dashboard.NewDatasourceVariableBuilder(variableDatasource).
			Label("Prometheus").
			Type("prometheus"),
		dashboard.NewQueryVariableBuilder(variableOperation).
			Label("Operation").
			Description("Operations that the harness measured in the range on view.").
			Datasource(source()).
			Query(dashboard.StringOrMap{String: &measured}).
			Definition(measured).
			// A run may begin while the dashboard is open; its operations appear with its trials.
			Refresh(dashboard.VariableRefreshOnTimeRangeChanged).
			Sort(dashboard.VariableSortAlphabeticalAsc).
			Multi(true).
			IncludeAll(true).
			// Before any run there is no operation to choose, but services are shown.
			AllValue(".+").
			Current(dashboard.VariableOption{
				Selected: cog.ToPtr(true),
				Text:     dashboard.StringOrArrayOfString{ArrayOfString: []string{"All"}},
				Value:    dashboard.StringOrArrayOfString{ArrayOfString: []string{"$__all"}},
			}),
	}
}
