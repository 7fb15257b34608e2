package plan

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Rate is an offered load: requests per second, or a share of capacity, from which a run takes the
// requests per second when it has measured the capacity.
type Rate struct {
	// PerSecond is 0 as long as it is to be taken from the share.
	PerSecond float64
	// Share of the capacity of the weakest arm of a group, 0.1 for 10 %. 0: the plan has a number.
	Share float64
}

// PerSecond returns a rate that is a number.
func PerSecond(n float64) Rate { return Rate{PerSecond: n} }

// Of returns the rate that is the share of a capacity: a whole number, as the outside generators
// take it.
func (r Rate) Of(capacity float64) Rate {
	r.PerSecond = max(1, math.Round(r.Share*capacity))
	return r
}

// IsZero reports whether there is no rate.
func (r Rate) IsZero() bool { return r == Rate{} }

// String returns the rate as plans have it: "2500" or "10%".
func (r Rate) String() string {
	if r.Share != 0 {
		return decimal(r.Share*100) + "%"
	}
	return decimal(r.PerSecond)
}

// ParseRate reads what [Rate.String] writes. Whether the number makes sense is for the caller.
func ParseRate(text string) (Rate, error) {
	number, isShare := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil:
		return Rate{}, fmt.Errorf("%q is not a rate; use a number, or a share of capacity such as 10%%", text)
	case isShare:
		return Rate{Share: value / 100}, nil
	}
	return Rate{PerSecond: value}, nil
}

// UnmarshalYAML implements a YAML decoder's interface.
func (r *Rate) UnmarshalYAML(decode func(any) error) (err error) {
	var text string
	if err = decode(&text); err == nil {
		*r, err = ParseRate(text)
	}
	return err
}

// MarshalYAML implements a YAML encoder's interface.
func (r Rate) MarshalYAML() (any, error) { return r.value(), nil }

// MarshalJSON implements [json.Marshaler].
func (r Rate) MarshalJSON() ([]byte, error) { return json.Marshal(r.value()) }

func (r Rate) value() any {
	if r.Share != 0 {
		return r.String()
	}
	return r.PerSecond
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *Rate) UnmarshalJSON(text []byte) (err error) {
	var share string
	if json.Unmarshal(text, &share) != nil {
		return json.Unmarshal(text, &r.PerSecond)
	}
	*r, err = ParseRate(share)
	return err
}

// takesShares reports whether a rate of the plan is a share of capacity.
func takesShares(p *Plan) bool {
	return slices.ContainsFunc(p.Arms(), func(a Arm) bool { return a.Operation.Rate.Share != 0 })
}

// validateShares rejects shares of a capacity that the run must not look for: to do so takes a
// service to its limit.
func validateShares(p *Plan) error {
	if p.Saturate || !takesShares(p) {
		return nil
	}
	for i, pair := range p.Pairs {
		for _, one := range []struct {
			key string
			Target
		}{{"a", pair.A}, {"b", pair.B}} {
			if one.Start == "" {
				return Errorf("pairs[%d].%s.start: missing; a rate that is a share of capacity takes the service to its limit: start it, use a number, or allow that with %s", i, one.key, Key("saturate"))
			}
		}
	}
	return nil
}
