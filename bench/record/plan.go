package record

import "github.com/wiretax/wiretax/bench/plan"

// Streams says whether an operation of the catalog is a stream of messages.
func Streams(operation string) bool { return plan.Streams(operation) }

// NotKept stands in a plan for what may be a secret.
const NotKept = plan.NotKept

// Plan and Operation stand in the manifest as they were carried out.
type (
	Plan      = plan.Plan
	Operation = plan.Operation
)
