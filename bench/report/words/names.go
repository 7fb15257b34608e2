package words

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// Operation is what a comparison is called: the plan's own operation, with the values of what varies,
// such as "GetBook at 10 % of capacity, lean client".
func Operation(r *judged.Run, comparison string) string {
	arm := r.Of(record.Operation{Name: comparison})
	if arm.Axis == "" || arm.Planned == "" {
		return comparison
	}
	return Named(arm.Planned, append([]record.Value{{Key: arm.Axis, Text: arm.Value}}, arm.Conditions...)...)
}

// SeriesName is what a series is called: its operation, with the values that stay the same.
func SeriesName(s *judged.Series) string { return Named(s.Operation, s.Conditions...) }

// Named is an operation with values of what varies.
func Named(operation string, values ...record.Value) string {
	for _, v := range values {
		if v.Key == "rate" {
			operation += " at " + Value(v)
		} else {
			operation += ", " + Value(v)
		}
	}
	return operation
}

// Without are the values without those of a key.
func Without(values []record.Value, key string) []record.Value {
	return slices.DeleteFunc(slices.Clone(values), func(v record.Value) bool { return v.Key == key })
}

// Value is what a value of what varies is called.
func Value(v record.Value) string {
	switch n, err := strconv.Atoi(v.Text); {
	case v.Key == "rate" && strings.HasSuffix(v.Text, "%"):
		return Load(v.Text) + " of capacity"
	case v.Key == "rate":
		return v.Text + "/s"
	case v.Key == "work" && v.Text == "none":
		return "no handler cost"
	case v.Key == "work":
		return "handler cost " + v.Text
	case err == nil && v.Key == "items":
		return page.Count(n, "item")
	case err == nil && v.Key == "connections":
		return page.Count(n, "connection")
	case v.Key == "tls" && v.Text == "on":
		return "TLS"
	case v.Key == "tls":
		return "no TLS"
	case v.Key == "compression" && v.Text == "none":
		return "no compression"
	case v.Key == "compression":
		return v.Text
	}
	return v.Text + " " + v.Key
}

// Load is the value of a rate as a table or a short sentence has it: "10 %" or "2500/s".
func Load(text string) string {
	if share, ok := strings.CutSuffix(text, "%"); ok {
		return share + " %"
	}
	return text + "/s"
}
