package plan

import (
	"fmt"

	"github.com/goccy/go-yaml"
)

// Encode writes a complete plan as YAML that [Parse] reads as the same plan. It leaves out what
// follows from the pairs and what is not set.
func Encode(p Plan) ([]byte, error) {
	if p.OfPairs() {
		p.Operations, p.Stacks = nil, nil
	}
	text, err := yaml.MarshalWithOptions(p, yaml.OmitEmpty(), yaml.OmitZero())
	if err != nil {
		return nil, fmt.Errorf("encode plan %s: %w", p.Name, err)
	}
	if p.OfPairs() && len(p.Headline) == 0 {
		text = append(text, "headline: []\n"...) // left out, it would have the default
	}
	return text, nil
}
