package single

import (
	"slices"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Auto stands for the lean client where it can drive the target, and else for the native one.
const Auto = "auto"

// choice is the client that drives a target, one of [contract.Clients], and why.
type choice struct{ client, reason string }

// choose decides which client drives a target. Asked is one of [contract.Clients] or [Auto]. The
// lean client is an error if it is asked for and cannot drive the target.
func choose(asked string, call *anycall.Call) (choice, error) {
	err := call.Lean()
	switch {
	case asked == contract.LeanClient && err != nil:
		return choice{}, plan.Errorf("client: lean cannot drive %s: %v; use %s native", call.URL(), err, plan.Key("client"))
	case slices.Contains(contract.Clients(), asked):
		return choice{asked, "asked for by --client"}, nil
	case err != nil:
		return choice{contract.NativeClient, "lean cannot drive the target: " + err.Error()}, nil
	}
	return choice{contract.LeanClient, "it can drive the target"}, nil
}
