package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/wiretax/wiretax/contract"
)

// Line styles tell apart what belongs to one stack and so has one colour.
var (
	dotted = map[string]any{"fill": "dot", "dash": []int{0, 6}}
	dashed = map[string]any{"fill": "dash", "dash": []int{8, 8}}
)

// override is a rule for the series whose name matches a regular expression.
type override struct {
	pattern    string
	properties []dashboard.DynamicConfigValue
}

// stackOverrides colour every series by the stack in its name. Series names have the
// stack as a word of its own; "rest" must not colour "rest-h2".
func stackOverrides() []override {
	var all []override
	for _, s := range contract.Stacks() {
		all = append(all, override{wordPattern(s.Name), []dashboard.DynamicConfigValue{{
			Id:    "color",
			Value: map[string]any{"mode": string(dashboard.FieldColorModeIdFixed), "fixedColor": s.Colour},
		}}})
	}
	return all
}

// styled draws the series whose name has the given word with a line style.
func styled(word string, style map[string]any) override {
	return override{wordPattern(word), []dashboard.DynamicConfigValue{
		{Id: "custom.lineStyle", Value: style},
		{Id: "custom.lineWidth", Value: 1},
	}}
}

func wordPattern(word string) string { return "/(^| )" + word + "( |$)/" }
