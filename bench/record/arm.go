package record

import (
	"cmp"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// Arm is one of those that a run compares: an operation on a stack under settings. It says
// itself what the stack and the operation are, so that a report needs no table of them: a
// later program may know others.
type Arm struct {
	// Comparison is shared by the arms that are compared with each other; it is the
	// Operation of their trials. The first arm is the baseline of the others.
	Comparison string `json:"comparison"`
	// Name is unique in the comparison; it is the Arm of its trials.
	Name string `json:"arm"`
	// Control says that the arm repeats another one of its stack: the A/A control.
	Control bool `json:"control,omitempty"`

	// Stack is its short name, and Title what reports call it. Encoding and Transport are
	// how messages are carried, Gateway the program between client and service, or empty. Of a
	// stranger's service only the first two are known.
	Stack     string `json:"stack"`
	Title     string `json:"title"`
	Encoding  string `json:"encoding,omitempty"`
	Transport string `json:"transport,omitempty"`
	Gateway   string `json:"gateway,omitempty"`
	// Stranger says that the service is not ours, so that nobody knows what it does.
	Stranger bool `json:"stranger,omitempty"`

	// Operation is the catalog's or the shop's, Kind which of its sides streams, and
	// Services those of the shop that a request passes. Of a stranger's all are empty.
	Operation string   `json:"operation,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Services  []string `json:"services,omitempty"`
	// Rate is the offered one a second; the others are as in [plan.Operation].
	Rate    float64 `json:"rate"`
	Items   int     `json:"items,omitempty"`
	Streams int     `json:"streams,omitempty"`
	Work    string  `json:"work,omitempty"`
	Calls   string  `json:"calls,omitempty"`

	// Axis is what varies between the comparisons of a sweep, Value its value here. Empty:
	// nothing varies.
	Axis  string `json:"axis,omitempty"`
	Value string `json:"value,omitempty"`

	Connections int    `json:"connections"`
	TLS         bool   `json:"tls,omitempty"`
	Compression string `json:"compression,omitempty"`
	Profile     string `json:"profile,omitempty"`
}

// Arms are those of a plan, as a manifest lists them.
func Arms(p Plan) []Arm {
	var arms []Arm
	a, b := p.TargetNames()
	sides := map[string]string{"a": cmp.Or(a, "A"), "b": cmp.Or(b, "B")}
	for _, arm := range p.Arms() {
		op, stack, known := arm.Operation, arm.Contract(), contract.OperationNamed(arm.Operation.Operation)
		listed := Arm{
			Comparison: op.Name, Name: arm.Name, Control: arm.Control,
			Stack: arm.Stack, Title: arm.Stack,
			Encoding: string(stack.Encoding), Transport: string(stack.Transport), Gateway: string(stack.Gateway),
			Stranger:  arm.Target != nil,
			Operation: op.Operation, Services: known.Services,
			Rate: op.Rate, Items: op.Items, Streams: op.Streams, Work: op.Work, Calls: op.Calls,
			Axis: arm.Axis, Value: arm.Value,
			Connections: arm.Settings.Connections, TLS: arm.Settings.TLS,
			Compression: arm.Settings.Compression, Profile: arm.Settings.Profile,
		}
		switch {
		case listed.Stranger:
			listed.Title = sides[arm.Stack]
		case stack.Name == arm.Stack: // and no twin, which keeps its name
			listed.Title = stack.Title
		}
		if known.Name != "" {
			listed.Kind = known.Kind.String()
		}
		arms = append(arms, listed)
	}
	return arms
}

// Unary says whether request and answer are one message each, as far as is known.
func (a *Arm) Unary() bool { return a.Kind == "" || a.Kind == contract.Unary.String() }

// Comparisons are the arms by comparison, in their order.
func Comparisons(arms []Arm) [][]Arm {
	var groups [][]Arm
	for _, arm := range arms {
		i := slices.IndexFunc(groups, func(group []Arm) bool { return group[0].Comparison == arm.Comparison })
		if i < 0 {
			groups, i = append(groups, nil), len(groups)
		}
		groups[i] = append(groups[i], arm)
	}
	return groups
}

// olderArms are those of a plan in a folder that does not list them. In the oldest plans an
// operation has its name only.
func olderArms(p Plan) []Arm {
	p.Operations = slices.Clone(p.Operations)
	for i := range p.Operations {
		if op := &p.Operations[i]; len(p.Pairs) == 0 {
			op.Operation = cmp.Or(op.Operation, op.Name)
		}
	}
	return Arms(p)
}
