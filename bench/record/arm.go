package record

import (
	"cmp"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// Arm is one of the arms that a run compares: an operation on a stack under settings. It
// describes the stack and the operation, so that a report needs no table of them, since a later
// program may know others.
type Arm struct {
	// Comparison is shared by the arms that are compared with each other; it is the
	// Operation of their trials. The first arm is the baseline of the others.
	Comparison string `json:"comparison"`
	// Name is unique in the comparison; it is the Arm of its trials.
	Name string `json:"arm"`
	// Control says that the arm is the A/A control: it repeats another arm of its stack.
	Control bool `json:"control,omitempty"`

	// Stack is its short name, and Title what reports call it. Encoding and Transport say how
	// messages are carried. Gateway is the program between client and service, or empty. For a
	// stranger's service only Stack and Title are known.
	Stack     string `json:"stack"`
	Title     string `json:"title"`
	Encoding  string `json:"encoding,omitempty"`
	Transport string `json:"transport,omitempty"`
	Gateway   string `json:"gateway,omitempty"`
	// Stranger says that the service is not ours, so that its work is not known.
	Stranger bool `json:"stranger,omitempty"`

	// Operation is the catalog's or the shop's, Kind says whether requests or answers are
	// streams, and Services are those of the shop that a request passes. All are empty for a
	// stranger's service.
	Operation string   `json:"operation,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Services  []string `json:"services,omitempty"`
	// Rate is the offered rate per second, and RateShare the share of capacity that it was taken
	// from, 0 if the plan has a number. CapacityRPS is the arm's own capacity, 0 if it was not
	// measured. The others are as in [plan.Operation].
	Rate        float64 `json:"rate"`
	RateShare   float64 `json:"rate_share,omitempty"`
	CapacityRPS float64 `json:"capacity_rps,omitempty"`

	Items   int    `json:"items,omitempty"`
	Streams int    `json:"streams,omitempty"`
	Work    string `json:"work,omitempty"`
	Calls   string `json:"calls,omitempty"`

	// Planned is the plan's own operation, where comparisons of it differ in what varies. Axis is a
	// key that varies, and Value its value here. Conditions are the values of the other keys, and
	// Series names the comparisons that differ in their value alone. All are empty if nothing
	// varies.
	Planned    string  `json:"planned,omitempty"`
	Series     string  `json:"series,omitempty"`
	Axis       string  `json:"axis,omitempty"`
	Value      string  `json:"value,omitempty"`
	Conditions []Value `json:"conditions,omitempty"`
	// Judged are the metrics that the plan judges in this comparison. Folders that do not have it,
	// not even empty, judge the whole headline.
	Judged []string `json:"judged"`
	// ByTools says that outside generators measured this comparison too. Folders of which no arm says
	// so have them beside each.
	ByTools bool `json:"by_tools,omitempty"`

	Connections int    `json:"connections"`
	TLS         bool   `json:"tls,omitempty"`
	Compression string `json:"compression,omitempty"`
	Profile     string `json:"profile,omitempty"`
	// Client is "native" or "lean". Arms of folders that do not say are native.
	Client string `json:"client,omitempty"`
}

// Arms returns the arms of a plan, as a manifest lists them. In the oldest plans an operation of
// the catalog has only a name.
func Arms(p Plan) []Arm {
	p.Operations = slices.Clone(p.Operations)
	for i := range p.Operations {
		if op := &p.Operations[i]; !p.OfPairs() {
			op.Operation = cmp.Or(op.Operation, op.Name)
		}
	}
	var arms []Arm
	a, b := p.TargetNames()
	targets := map[string]string{"a": cmp.Or(a, "A"), "b": cmp.Or(b, "B")}
	for _, arm := range p.Arms() {
		op, stack, known := arm.Operation, arm.Contract(), contract.OperationNamed(arm.Operation.Operation)
		listed := Arm{
			Comparison: op.Name, Name: arm.Name, Control: arm.Control,
			Stack: arm.Stack, Title: arm.Stack,
			Encoding: string(stack.Encoding), Transport: string(stack.Transport), Gateway: string(stack.Gateway),
			Stranger:  arm.Target != nil,
			Operation: op.Operation, Services: known.Services,
			Rate: op.Rate.PerSecond, RateShare: op.Rate.Share, Items: op.Items, Streams: op.Streams, Work: op.Work, Calls: op.Calls,
			Series: arm.Series, Axis: arm.Axis, Value: arm.Value, Conditions: arm.Conditions,
			Judged: append([]string{}, arm.Judged...), ByTools: arm.ByTools,
			Connections: arm.Settings.Connections, TLS: arm.Settings.TLS,
			Compression: arm.Settings.Compression, Profile: arm.Settings.Profile, Client: arm.Settings.Client,
		}
		if arm.Axis != "" {
			listed.Planned = arm.Planned
		}
		switch {
		case listed.Stranger:
			listed.Title = targets[arm.Stack]
		case stack.Name == arm.Stack: // a twin keeps its own name
			listed.Title = stack.Title
		}
		if known.Name != "" {
			listed.Kind = known.Kind.String()
		}
		arms = append(arms, listed)
	}
	return arms
}

// Judges reports whether the plan, with that headline, judges a metric in the arm's comparison.
func (a *Arm) Judges(headline []string, metric string) bool {
	if a.Judged != nil {
		headline = a.Judged
	}
	return slices.Contains(headline, metric)
}

// IsStream reports whether requests or answers are streams of messages.
func (a *Arm) IsStream() bool { return a.Kind != "" && a.Kind != contract.Unary.String() }

// AnswersInItems reports whether an answer is a stream of items, the first of which can be
// timed.
func (a *Arm) AnswersInItems() bool {
	return a.Kind == contract.ServerStream.String() || a.Kind == contract.BidirectionalStream.String()
}
