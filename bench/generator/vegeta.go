package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// vegeta drives REST. Its workers are unlimited, which makes it an open loop. It takes a
// duration, not a number of requests, and stops when that is over: if it is late, it does
// not send the last few requests.
var vegeta = Tool{name: record.Vegeta, stack: contract.REST, command: vegetaCommand, read: vegetaRead}

// The files in the command's folder: the requests, and the results that the attack writes
// for the report.
const (
	vegetaTargets = "targets.txt"
	vegetaResults = "results.gob"
)

func vegetaCommand(dir string, j Job) ([]string, error) {
	var targets strings.Builder
	for _, path := range j.Paths {
		fmt.Fprintf(&targets, "GET http://%s%s\n", j.Address, path)
	}
	if err := os.WriteFile(filepath.Join(dir, vegetaTargets), []byte(targets.String()), 0o644); err != nil {
		return nil, err
	}
	connections := strconv.Itoa(j.Connections)
	return []string{
		"attack",
		"-targets", vegetaTargets,
		"-rate", wholeRate(j.Rate) + "/1s",
		"-duration", duration(float64(j.Requests) / j.Rate),
		"-connections", connections, "-max-connections", connections,
		"-http2=false",
		"-timeout", duration(j.TimeoutSeconds),
		// Answers are read to their end, but not kept with the results, which would fill the
		// disk.
		"-max-body", "0",
		"-output", vegetaResults,
	}, nil
}

func vegetaRead(ctx context.Context, path, dir string, _ []byte) (Figures, error) {
	cmd := exec.CommandContext(ctx, path, "report", "-type", "json", vegetaResults)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return Figures{}, fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
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
		// Duration lies between the first and the last request, Wait between the last
		// request and the last answer.
		Duration    time.Duration    `json:"duration"`
		Wait        time.Duration    `json:"wait"`
		Requests    int64            `json:"requests"`
		StatusCodes map[string]int64 `json:"status_codes"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return Figures{}, err
	}
	f := count(report.Requests, "200", "status ", report.StatusCodes)
	if n := f.Failures["status 0"]; n > 0 {
		delete(f.Failures, "status 0")
		f.Failures["no answer"] = n
	}
	f.Seconds = (report.Duration + report.Wait).Seconds()
	l := report.Latencies
	f.Latency = quantiles(f, l.Min, l.Mean, l.Max, map[float64]time.Duration{
		50: l.P50, 90: l.P90, 95: l.P95, 99: l.P99,
	})
	return f, nil
}
