package tools

import (
	"context"

	"github.com/wiretax/wiretax/bench/toolbench"
)

// measureMemory has the lean client send many requests to the responder.
func (b *bench) measureMemory(ctx context.Context) {
	for p := range protocols {
		if !b.chosen(protocol(p)) || ctx.Err() != nil {
			continue
		}
		j := job{protocol: protocol(p), connections: protocols[p].connections[0], requests: b.requests}
		for _, t := range b.installed(&j, lean) {
			m := b.memoryOf(ctx, t, j)
			if ctx.Err() != nil {
				return
			}
			b.result.Memories = append(b.result.Memories, m)
			if m.Fault != "" {
				b.progress(m.Work, t.name, "%s", m.Fault)
				continue
			}
			b.progress(m.Work, t.name, "%d requests, peak %.1f MB", m.Completed, float64(m.PeakBytes)/1e6)
		}
	}
}

func (b *bench) memoryOf(ctx context.Context, t *tool, j job) toolbench.Memory {
	m := toolbench.Memory{Work: work(j.protocol, answerer, j.connections), Tool: t.name}
	s, err := b.serve(ctx, answerer, j.protocol)
	if err != nil {
		m.Fault = err.Error()
		return m
	}
	defer s.Stop()
	j.address = s.address
	o, f, err := b.run(ctx, t, j, b.sample)
	for _, r := range f.Memory.Readings {
		m.Readings = append(m.Readings, toolbench.Reading{AtSeconds: r.At.Seconds(), Bytes: r.RSS})
	}
	m.Completed, m.PeakBytes = o.completed, f.Memory.Peak
	if err != nil {
		m.Fault = err.Error()
		return m
	}
	m.PeakBytes = max(m.PeakBytes, o.load.PeakRSSBytes) // its own reading comes last
	return m
}
