package record

import (
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// StackOf returns the row of the stack for a name in a plan.
func StackOf(name string) contract.Stack { return plan.StackOf(name) }

// NotKept replaces in a plan what may be a secret.
const NotKept = plan.NotKept

// Plan and Operation are in the manifest as they were carried out, and Value is one of what varies.
type (
	Plan      = plan.Plan
	Operation = plan.Operation
	Rate      = plan.Rate
	Value     = plan.Value
)
