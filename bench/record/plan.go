package record

import (
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// StackOf is the row of the stack that a name of a plan's stands for.
func StackOf(name string) contract.Stack { return plan.StackOf(name) }

// NotKept stands in a plan for what may be a secret.
const NotKept = plan.NotKept

// Plan and Operation stand in the manifest as they were carried out.
type (
	Plan      = plan.Plan
	Operation = plan.Operation
)
