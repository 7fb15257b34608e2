package plan

import (
	"cmp"
	"errors"
	"slices"

	"github.com/wiretax/wiretax/contract"
)

// Which metric is judged at which combination of what varies is settled here, before anything is
// measured: a metric that was judged wherever it came out well would be judged by its outcome.

// The values of [Plan.Combinations].
const (
	AllCombinations    = "all"
	JudgedCombinations = "judged"
)

// judgedAt returns the metrics of the headline that are judged in the comparison of an arm:
//
//   - The server's CPU time and the times of answers, at every rate, under the client that costs
//     least: lean where the plan has it.
//   - The client's CPU time under the native client, which an application pays for, at the lowest
//     rate.
//   - Whatever else counts what a request is, such as bytes: once, since neither load nor client
//     changes it. That is at the lowest rate, under the client of the first rule.
//
// The other keys of [Vary] exclude nothing.
func judgedAt(p *Plan, arm *Arm) (metrics []string) {
	cheapest, lowest := arm.Settings.Client == cheapestClient(p), lowest(p, arm.Operation.Rate)
	for _, metric := range p.Headline {
		var judged bool
		switch metric {
		case contract.ServerCPU, contract.ResponseP50, contract.ResponseP90, contract.ResponseP99, contract.FirstItemP50:
			judged = cheapest
		case contract.ClientCPU:
			judged = arm.Settings.Client == contract.NativeClient && lowest
		default:
			judged = cheapest && lowest
		}
		if judged {
			metrics = append(metrics, metric)
		}
	}
	return metrics
}

// cheapestClient is the client of the plan that takes least from what is measured.
func cheapestClient(p *Plan) string {
	if p.Client == contract.LeanClient || slices.Contains(p.Vary.Client, contract.LeanClient) {
		return contract.LeanClient
	}
	return contract.NativeClient
}

// lowest reports whether the plan has no lower rate than this one for its operation.
func lowest(p *Plan, rate Rate) bool {
	return !p.varies("rate") || rate == slices.MinFunc(p.Vary.Rate, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Share, b.Share), cmp.Compare(a.PerSecond, b.PerSecond))
	})
}

// toolsDrive reports whether the plan's outside generators measure the comparison of an arm too.
// They are clients of their own, which cannot be set to a profile, and are shown and not judged: once
// for each operation is enough, beside the native client where the plan has it.
func toolsDrive(p *Plan, arm *Arm) bool {
	client := !p.varies("client") || arm.Settings.Client == contract.NativeClient
	profile := !p.varies("profile") || arm.Settings.Profile == contract.DefaultProfile
	return len(p.Tools) > 0 && client && profile && lowest(p, arm.Operation.Rate)
}

// validateCombinations rejects a choice that leaves nothing to measure, or nothing out.
func validateCombinations(p *Plan) error {
	switch {
	case p.Combinations != JudgedCombinations:
		return nil
	case len(p.Headline) == 0:
		return errors.New("combinations: judged leaves nothing, since the headline names no metric; name one, or leave combinations out")
	case p.Vary.IsZero():
		return errors.New("combinations: judged leaves nothing out, since nothing varies; leave it out")
	}
	return nil
}
