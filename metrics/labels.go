package metrics

import "github.com/wiretax/wiretax/contract"

// Operations are the values of the label operation, besides [OtherOperation]. StreamOperations
// are those that are about more than one item.
var Operations, StreamOperations = operationNames()

func operationNames() (all, streams []string) {
	for _, op := range contract.Operations() {
		all = append(all, op.Name)
		if op.Streams() {
			streams = append(streams, op.Name)
		}
	}
	return all, streams
}

// Outcomes are what becomes of an uploaded rating.
var Outcomes = []string{Accepted, Rejected, Repeated}

// OtherOperation labels requests for something that is not an operation: a wrong path, an
// unknown method, a health check.
const OtherOperation = "other"

// Codes are the outcomes that a service can give, in gRPC's words, which both services use.
var Codes = []string{
	"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
	"PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "UNIMPLEMENTED",
	"INTERNAL", "UNAVAILABLE",
}

// UnknownCode replaces every code that is not among Codes.
const UnknownCode = "UNKNOWN"

// Quantiles are the quantiles of response time and lag that the harness shows.
var Quantiles = []string{"0.5", "0.9", "0.95", "0.99", "0.999"}

// The names of all labels.
const (
	LabelStack     = "stack"
	LabelOperation = "operation"
	LabelCode      = "code"
	LabelDirection = "direction"
	LabelTool      = "tool"
	LabelQuantile  = "quantile"
	LabelRole      = "role"
	LabelValid     = "valid"
	LabelOutcome   = "outcome"
)

// Values of the labels direction and role, and of tool for the project's own engine.
const (
	Sent     = "sent"
	Received = "received"
	Server   = "server"
	Client   = "client"
	OwnTool  = "wiretax"
)

// Values of the label outcome. Repeated ratings counted before, when the same upload was
// first sent.
const (
	Accepted = "accepted"
	Rejected = "rejected"
	Repeated = "repeated"
)
