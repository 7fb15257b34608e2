package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// FuzzCompose bends trials as a stranger's file may, and checks what never may be seen.
func FuzzCompose(f *testing.F) {
	for _, factor := range []float64{0, -1, 1e-300, 1e-9, .1, 1, 10, 1e9, 1e300} {
		f.Add(uint8(3), factor, 1.0, uint16(0), true)
		f.Add(uint8(2), 1.0, factor, uint16(0x5555), false)
		f.Add(uint8(1), factor, factor, uint16(0xffff), true)
		f.Add(uint8(pairsBit|5), factor, 1.0, uint16(0x0410), true)
		f.Add(uint8(streamsBit|4), factor, 1.0, uint16(0x0022), true)
		f.Add(uint8(workBit|4), 1.0, factor, uint16(0x0480), true)
		f.Add(uint8(gatewayBit|4), factor, 1.0, uint16(0x1240), true)
		f.Add(uint8(chainBit|3), factor, factor, uint16(0x1340), true)
	}
	f.Fuzz(func(t *testing.T, blocks uint8, scale, other float64, bits uint16, complete bool) {
		if !page.Finite(scale) || !page.Finite(other) {
			t.Skip("JSON has no such numbers")
		}
		l := &reporttest.Lab{Manifest: reporttest.Manifest("quick", int(blocks%8), "GetBook", "Recommend"), Noise: .02}
		for bit, other := range map[uint8]func() *reporttest.Lab{pairsBit: reporttest.Shop, streamsBit: reporttest.Streams, workBit: reporttest.Work, gatewayBit: reporttest.Gateway, chainBit: reporttest.Chain} {
			if blocks&^7 == bit {
				l = other()
				l.Manifest.Plan.Blocks = int(blocks % 8)
			}
		}
		l.Manifest.Complete = complete
		run := &record.Run{Manifest: l.Manifest}
		for i, trial := range l.Trials() {
			bend(&trial, i, scale, other, bits)
			run.Trials = append(run.Trials, trial)
		}
		r, err := Compose([]*record.Run{run}, nil, nil)
		if err != nil {
			return
		}
		for _, bad := range []string{"NaN", "Inf", "%!"} {
			if strings.Contains(string(r.Markdown), bad) {
				t.Errorf("RESULTS.md holds %q", bad)
			}
		}
		for name, content := range r.Files {
			if strings.HasSuffix(name, ".svg") {
				reporttest.CheckPicture(t, content)
			} else if !json.Valid(content) {
				t.Errorf("%s is not JSON", name)
			}
		}
		if got := len(r.Answer()); got != 5 {
			t.Errorf("Answer() has %d lines, want 5", got)
		}
	})
}

// The bits that ask for runs of strangers' services, of streams, of handler costs, of gateways
// and of a chain.
const pairsBit, streamsBit, workBit, gatewayBit, chainBit = 0x80, 0x40, 0x20, 0x10, 0x08

func bend(t *record.Trial, i int, scale, other float64, bits uint16) {
	bit := func(n int) bool { return bits>>((n+i)%16)&1 == 1 }
	if t.Arm == "a" || t.Arm == "grpc" {
		*t.ServerCPUSeconds *= scale
		*t.Response.P50 *= scale
		t.MessageBytesReceived *= scale
	}
	if t.Arm == "rest-aa" {
		*t.ClientCPUSeconds *= other
		*t.Response.P90 *= other
	}
	if bit(4) && bit(10) {
		t.Wait.P99, t.SliceMeans = &other, []float64{scale, other}
		for len(t.SliceMeans) < 50 {
			t.SliceMeans = append(t.SliceMeans, 1)
		}
	}
	if bit(0) && bit(3) {
		t.Valid, t.Reasons = false, []string{"a | reason\n<b>"}
	}
	if bit(1) && bit(5) {
		t.Response.P50, t.BytesSent, t.FirstItem.P50, t.Items = nil, nil, nil, 0
	}
	if bit(6) && bit(9) && len(t.Processes) > 0 {
		t.Processes[0] = record.Process{Name: "a | process\n<b>", CPUSeconds: &other}
		t.Hops[0].BytesSent, t.Hops[0].BytesReceived = scale, other
	}
	if bit(8) && bit(12) {
		t.Processes, t.Hops = nil, append(t.Hops, record.Hop{From: "nobody", BytesSent: scale})
	}
	if bit(2) && bit(7) {
		t.Completed, t.DurationSeconds, t.ServerCPUs = 0, 0, "?"
	}
}
