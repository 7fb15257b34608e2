package bench_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// stacks are all that can carry an operation.
var stacks = gobench.Stacks()

// workload is what callers ask for, on any stack.
type workload struct {
	operation string
	items     int
}

// writes reports whether the requests change what the service answers from then on.
func (w workload) writes() bool { return w.operation == "UploadBookRatings" }

// carriers returns the stacks that carry the workload.
func (w workload) carriers() []string {
	return slices.DeleteFunc(slices.Clone(stacks), func(stack string) bool { return !plan.Carries(w.operation, stack) })
}

// callCase is a workload on a stack, asked by a number of callers, each of whom waits for the
// answer.
type callCase struct {
	workload
	stack   string
	callers int
}

func (c callCase) name() string {
	name := fmt.Sprintf("stack=%s/op=%s/items=%d", c.stack, c.operation, c.items)
	switch {
	case !contract.OperationNamed(c.operation).Streams():
		name += fmt.Sprintf("/callers=%d", c.callers)
	case c.operation == "RealtimeRecommendations":
		name += "/streams=1"
	}
	return name
}

// config returns a client of the case at an address: a connection for each caller, which
// HTTP/1.1 needs, on all stacks alike.
func (c callCase) config(address string, requests []catalog.Request) catalog.Config {
	return catalog.Config{Address: address, Operation: c.operation, Requests: requests, Connections: c.callers}
}

func callCases() []callCase {
	return casesOf([]workload{{"GetBook", 1}, {"Recommend", 10}, {"Recommend", 100}, {"RatingHistory", 30}}, 1, 16)
}

func streamCases() []callCase {
	return casesOf([]workload{{"ListBooks", 1000}, {"UploadBookRatings", 1000}, {"RealtimeRecommendations", 3}}, 1)
}

func casesOf(workloads []workload, callers ...int) (all []callCase) {
	for _, w := range workloads {
		for _, n := range callers {
			for _, stack := range w.carriers() {
				all = append(all, callCase{w, stack, n})
			}
		}
	}
	return all
}

// shuffled puts cases into the random order that -shuffle asks for. The testing package
// itself shuffles whole benchmarks only.
func shuffled[C any](cases []C) []C {
	how := flag.Lookup("test.shuffle").Value.String()
	if how == "off" {
		return cases
	}
	seed, err := strconv.ParseInt(how, 10, 64)
	if err != nil { // it is "on"
		seed = rand.Int64()
	}
	random := rand.New(rand.NewPCG(uint64(seed), uint64(len(cases))))
	random.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	return cases
}
