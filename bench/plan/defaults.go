package plan

import "slices"

// Usual is a plan of every number and word that need not be said. That of a plan with pairs,
// for which the flags of versus have the same defaults, also says for how long and how often
// is measured.
func Usual(pairs bool) Plan {
	p := Plan{Seed: 1, Arrivals: "poisson", Connections: 16, Timeout: 2}
	if pairs {
		p.Blocks, p.Warmup, p.Window = 6, 1, 3
	} else {
		p.Compression, p.Profile = "none", "default"
	}
	return p
}

// items are, of the operations that have such a number, the default and the most that the
// services take, or that a request should be about.
var items = map[string]struct{ usual, most int }{
	"Recommend":               {10, 100},
	"RatingHistory":           {30, 3650},
	"ListBooks":               {1000, 10_000},
	"UploadBookRatings":       {1000, 10_000},
	"RealtimeRecommendations": {3, 100},
	getOrder:                  {1, 100},
}

func (p *Plan) setDefaults(given keys) {
	p.setPairs()
	usual := Usual(len(p.Pairs) > 0)
	setNumber(given, "seed", &p.Seed, usual.Seed)
	setNumber(given, "connections", &p.Connections, usual.Connections)
	setNumber(given, "timeout_seconds", &p.Timeout, usual.Timeout)
	setNumber(given, "blocks", &p.Blocks, usual.Blocks)
	setNumber(given, "warmup_seconds", &p.Warmup, usual.Warmup)
	setNumber(given, "window_seconds", &p.Window, usual.Window)
	setWord(&p.Arrivals, usual.Arrivals)
	setWord(&p.Compression, usual.Compression)
	setWord(&p.Profile, usual.Profile)
	if len(p.Stacks) == 0 {
		p.Stacks = slices.Clone(defaultStacks)
	}
	setWord(&p.AA, p.Stacks[0])
	if len(p.Tools) > 0 {
		setNumber(given, "tool_blocks", &p.ToolBlocks, 1)
	}
	if len(p.Pairs) > 0 {
		return
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		setWord(&op.Operation, op.Name)
		setNumber(given, operationKey(i)+".items", &op.Items, items[op.Operation].usual)
		if op.Operation == "RealtimeRecommendations" {
			setNumber(given, operationKey(i)+".streams", &op.Streams, 1)
		}
		if op.Operation == getOrder {
			setWord(&op.Calls, calls[0])
		}
	}
}

// setNumber leaves a 0 that was given for the check to refuse.
func setNumber[T int | uint64 | float64](given keys, key string, field *T, value T) {
	if *field == 0 && !given[key] {
		*field = value
	}
}

func setWord(field *string, value string) {
	if *field == "" {
		*field = value
	}
}
