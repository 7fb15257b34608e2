package plan

import "github.com/wiretax/wiretax/contract"

// Usual returns a plan of all defaults. For a plan with pairs it also has how long and how often
// to measure; the flags of versus have the same defaults.
func Usual(pairs bool) Plan {
	p := Plan{Seed: 1, Arrivals: contract.Poisson, Connections: contract.UsualConnections, Windows: SlicedWindows, Client: contract.NativeClient, Timeout: 2}
	if pairs {
		p.Blocks, p.Warmup, p.Window = 6, 1, 3
	} else {
		p.Compression, p.Profile = contract.NoCompression, contract.DefaultProfile
	}
	return p
}

func setDefaults(p *Plan, given keys) {
	setPairs(p)
	usual := Usual(p.OfPairs())
	setNumber(given, "seed", &p.Seed, usual.Seed)
	if !p.varies("connections") {
		setNumber(given, "connections", &p.Connections, usual.Connections)
	}
	setNumber(given, "timeout_seconds", &p.Timeout, usual.Timeout)
	setNumber(given, "blocks", &p.Blocks, usual.Blocks)
	setNumber(given, "warmup_seconds", &p.Warmup, usual.Warmup)
	setNumber(given, "window_seconds", &p.Window, usual.Window)
	setWord(&p.Arrivals, usual.Arrivals)
	setWord(&p.Windows, usual.Windows)
	if !p.varies("compression") {
		setWord(&p.Compression, usual.Compression)
	}
	if !p.varies("profile") {
		setWord(&p.Profile, usual.Profile)
	}
	if !p.varies("client") {
		setWord(&p.Client, usual.Client)
	}
	if len(p.Stacks) == 0 {
		for _, s := range contract.Stacks()[:2] {
			p.Stacks = append(p.Stacks, s.Name)
		}
	}
	setWord(&p.AA, p.Stacks[0])
	if len(p.Tools) > 0 {
		setNumber(given, "tool_blocks", &p.ToolBlocks, 1)
	}
	if p.OfPairs() {
		return
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		setWord(&op.Operation, op.Name)
		known := contract.OperationNamed(op.Operation)
		if !p.varies("items") {
			setNumber(given, operationKey(i)+".items", &op.Items, known.UsualItems)
		}
		if known.Kind == contract.BidirectionalStream {
			setNumber(given, operationKey(i)+".streams", &op.Streams, 1)
		}
		if known.Calls {
			setWord(&op.Calls, contract.Calls()[0])
		}
	}
}

// setNumber leaves a 0 that was given, for validation to reject.
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
