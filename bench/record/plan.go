package record

import "github.com/wiretax/wiretax/bench/plan"

// Plan and Operation stand in the manifest as they were carried out.
type (
	Plan      = plan.Plan
	Operation = plan.Operation
)
