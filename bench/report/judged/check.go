package judged

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/record"
)

// mostBlocks is far beyond any plan; more is damage, and would only overflow sums.
const mostBlocks = 1_000_000

// Check refuses what no run can have recorded: a folder that was edited by hand, or damaged,
// gives no report rather than a wrong one. The error names the first arm or trial at fault.
func Check(run *record.Run) error {
	if fault := faultOfArms(&run.Manifest); fault != "" {
		return fmt.Errorf("report run %s: its manifest lists %s; the record was changed or damaged, measure again", run.Manifest.Run, fault)
	}
	name, blocks := run.Manifest.Run, run.Manifest.Plan.Blocks
	if blocks < 1 || blocks > mostBlocks {
		return fmt.Errorf("report run %s: its plan has %d blocks; a plan has at least one", name, blocks)
	}
	for i := range run.Trials {
		t := &run.Trials[i]
		fault := ""
		if t.Block < 1 || t.Block > blocks {
			fault = fmt.Sprintf("block %d of %d", t.Block, blocks)
		} else {
			fault = absurd(t)
		}
		if fault != "" {
			return fmt.Errorf("report run %s: trial %s: %s cannot be; the record was changed or damaged, measure again",
				name, t.ID, fault)
		}
	}
	return nil
}

// faultOfArms says what a manifest lists that is not a list of arms; empty where all is well.
func faultOfArms(m *record.Manifest) string {
	if len(m.Arms) == 0 && m.Format >= record.Format {
		return "no arms"
	}
	listed := make(map[[2]string]bool)
	for i, a := range m.Arms {
		name := [2]string{a.Comparison, a.Name}
		switch {
		case a.Comparison == "":
			return fmt.Sprintf("arm %d without a comparison", i+1)
		case a.Name == "":
			return fmt.Sprintf("arm %d, of %s, without a name", i+1, a.Comparison)
		case listed[name]:
			return fmt.Sprintf("arm %s of %s twice", a.Name, a.Comparison)
		}
		listed[name] = true
	}
	return ""
}

// absurd names a figure of a trial that cannot be; empty where there is none.
func absurd(t *record.Trial) string {
	kinds := int64(0)
	for _, n := range t.Errors.ByKind {
		kinds = min(kinds, n)
	}
	for _, count := range []struct {
		name  string
		value int64
	}{
		{"requests", t.Requests}, {"completed", t.Completed}, {"errors", min(t.Errors.Total, kinds)},
		{"bytes_sent", known(t.BytesSent)}, {"bytes_received", known(t.BytesReceived)},
		{"segments_out", t.SegmentsOut}, {"segments_in", t.SegmentsIn}, {"checked", t.Checked}, {"items", t.Items},
		{"connections_planned", int64(t.ConnectionsPlanned)}, {"connections_opened", t.ConnectionsOpened},
		{"peak_rss_bytes", t.PeakRSSBytes}, {"live_heap_bytes", known(t.LiveHeapBytes)},
	} {
		if count.value < 0 {
			return fmt.Sprintf("%s of %d", count.name, count.value)
		}
	}
	if t.Completed > t.Requests {
		return fmt.Sprintf("completed of %d beside %d requests", t.Completed, t.Requests)
	}
	if failed := t.Errors.Total; t.Tool == record.Wiretax && failed > t.Requests-t.Completed {
		return fmt.Sprintf("errors of %d beside %d completed of %d requests", failed, t.Completed, t.Requests)
	}
	if fault := absurdGroups(&t.Groups); fault != "" {
		return fault
	}
	if t.StealShare > 1 {
		return fmt.Sprintf("steal_share of %v", t.StealShare)
	}
	return absurdNumber(t)
}

// absurdGroups names what cannot be in groups of requests; empty where there is nothing.
func absurdGroups(g *record.RequestGroups) string {
	if g.Distinct < 0 {
		return fmt.Sprintf("distinct of %d", g.Distinct)
	}
	for _, s := range g.Sums {
		if least := min(s.Completed, s.RequestBytes, s.AnswerBytes); least < 0 {
			return fmt.Sprintf("request_groups with %d", least)
		}
	}
	return ""
}

// absurdNumber looks for what is negative, or no number.
func absurdNumber(t *record.Trial) string {
	type number struct {
		name  string
		value float64
	}
	numbers := []number{
		{"offered_rps", t.OfferedRPS}, {"achieved_rps", t.AchievedRPS},
		{"warmup_seconds", t.WarmupSeconds}, {"duration_seconds", t.DurationSeconds}, {"elapsed_seconds", t.ElapsedSeconds},
		{"server_cpu_seconds", known(t.ServerCPUSeconds)}, {"client_cpu_seconds", known(t.ClientCPUSeconds)},
		{"pacer_cpu_seconds", known(t.PacerCPUSeconds)},
		{"message_bytes_sent", t.MessageBytesSent}, {"message_bytes_received", t.MessageBytesReceived},
		{"mean_in_flight", t.MeanInFlight}, {"steal_share", t.StealShare},
		{"connection_memory_bytes", known(t.ConnectionMemoryBytes)},
	}
	for _, times := range []struct {
		name string
		q    *record.Quantiles
	}{
		{"response_seconds", &t.Response}, {"service_seconds", &t.Service},
		{"lag_seconds", &t.Lag}, {"connection_wait_seconds", &t.Wait}, {"first_item_seconds", &t.FirstItem},
	} {
		numbers = append(numbers, number{times.name + ".count", float64(times.q.Count)})
		for _, v := range []*float64{times.q.Min, times.q.Mean, times.q.P50, times.q.P90, times.q.P95, times.q.P99, times.q.P999, times.q.Max} {
			numbers = append(numbers, number{times.name, known(v)})
		}
	}
	for _, p := range t.Processes {
		numbers = append(numbers, number{"cpu_seconds of a process", known(p.CPUSeconds)})
	}
	for _, l := range t.Hops {
		numbers = append(numbers, number{"bytes_sent of a hop", l.BytesSent}, number{"bytes_received of a hop", l.BytesReceived})
	}
	for _, v := range t.SliceMeans {
		numbers = append(numbers, number{"slice_means_seconds", v})
	}
	for _, v := range t.OtherMeans() {
		numbers = append(numbers, number{"other_means_seconds", v})
	}
	for _, n := range numbers {
		if !finite(n.value) || n.value < 0 {
			return fmt.Sprintf("%s of %v", n.name, n.value)
		}
	}
	return ""
}
