package instrument

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

// vegeta drives REST. Its workers are unlimited, which makes it an open loop.
var vegeta = Tool{name: record.Vegeta, stack: "rest", command: vegetaCommand, read: vegetaRead}

// vegetaResults is the file that the attack leaves and the report reads.
const vegetaResults = "results.gob"

func vegetaCommand(dir string, j Job) ([]string, error) {
	targets := make([]string, len(j.Paths))
	for i, path := range j.Paths {
		targets[i] = "GET http://" + j.Address + path
	}
	file := filepath.Join(dir, "targets.txt")
	if err := writeLines(file, targets); err != nil {
		return nil, err
	}
	return []string{
		"attack",
		"-targets", file,
		"-rate", strconv.FormatFloat(j.Rate, 'f', 0, 64) + "/1s",
		"-duration", fmt.Sprintf("%gs", float64(j.Requests)/j.Rate),
		"-connections", strconv.Itoa(j.Connections),
		"-max-connections", strconv.Itoa(j.Connections),
		"-http2=false",
		"-timeout", fmt.Sprintf("%gs", j.TimeoutSeconds),
		"-output", filepath.Join(dir, vegetaResults),
	}, nil
}

func vegetaRead(ctx context.Context, path, dir string, _ []byte) (Figures, error) {
	out, err := exec.CommandContext(ctx, path, "report", "-type", "json", filepath.Join(dir, vegetaResults)).Output()
	if err != nil {
		return Figures{}, err
	}
	var report struct {
		Latencies struct {
			Mean time.Duration `json:"mean"`
			P50  time.Duration `json:"50th"`
			P90  time.Duration `json:"90th"`
			P95  time.Duration `json:"95th"`
			P99  time.Duration `json:"99th"`
			Max  time.Duration `json:"max"`
			Min  time.Duration `json:"min"`
		} `json:"latencies"`
		Duration    time.Duration    `json:"duration"`
		Requests    int64            `json:"requests"`
		StatusCodes map[string]int64 `json:"status_codes"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return Figures{}, err
	}
	f := Figures{
		Sent: report.Requests, Completed: report.StatusCodes["200"], Failures: make(map[string]int64),
		Seconds: report.Duration.Seconds(),
	}
	for code, n := range report.StatusCodes {
		if code != "200" {
			f.Failures["status "+code] = n
		}
	}
	l := report.Latencies
	f.Latency = quantiles(f.Completed, l.Min, l.Mean, l.Max, map[float64]time.Duration{
		50: l.P50, 90: l.P90, 95: l.P95, 99: l.P99,
	})
	return f, nil
}
