package instrument

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
)

// ghz drives gRPC. --async makes it an open loop. Its templates, which would be a third
// of its CPU time, are off, since the payloads need none.
var ghz = Tool{name: record.Ghz, stack: "grpc", command: ghzCommand, read: ghzRead}

func ghzCommand(dir string, j Job) ([]string, error) {
	data := filepath.Join(dir, "payloads.json")
	if err := os.WriteFile(data, []byte("["+strings.Join(j.Payloads, ",")+"]"), 0o644); err != nil {
		return nil, err
	}
	return []string{
		"--insecure", "--async",
		"--call", strings.TrimPrefix(j.Method, "/"),
		"--data-file", data, "--disable-template-functions", "--disable-template-data",
		"--rps", strconv.FormatFloat(j.Rate, 'f', 0, 64),
		"--total", strconv.FormatInt(j.Requests, 10),
		"--concurrency", strconv.Itoa(max(50, j.Connections)),
		"--connections", strconv.Itoa(j.Connections),
		"--timeout", fmt.Sprintf("%gs", j.TimeoutSeconds),
		"--format", "json",
		j.Address,
	}, nil
}

func ghzRead(_ context.Context, _, _ string, stdout []byte) (Figures, error) {
	var report struct {
		Count   int64         `json:"count"`
		Total   time.Duration `json:"total"`
		Average time.Duration `json:"average"`
		Fastest time.Duration `json:"fastest"`
		Slowest time.Duration `json:"slowest"`

		StatusCodes  map[string]int64 `json:"statusCodeDistribution"`
		Distribution []struct {
			Percentage float64       `json:"percentage"`
			Latency    time.Duration `json:"latency"`
		} `json:"latencyDistribution"`
	}
	if err := json.Unmarshal(stdout, &report); err != nil {
		return Figures{}, err
	}
	f := Figures{
		Sent: report.Count, Completed: report.StatusCodes["OK"], Failures: make(map[string]int64),
		Seconds: report.Total.Seconds(),
	}
	for code, n := range report.StatusCodes {
		if code != "OK" {
			f.Failures["code "+code] = n
		}
	}
	at := make(map[float64]time.Duration)
	for _, d := range report.Distribution {
		at[d.Percentage] = d.Latency
	}
	f.Latency = quantiles(f.Completed, report.Fastest, report.Average, report.Slowest, at)
	return f, nil
}

// quantiles takes what a tool printed, and leaves out what has too few samples.
func quantiles(count int64, fastest, mean, slowest time.Duration, at map[float64]time.Duration) record.Quantiles {
	q := record.Quantiles{Count: count}
	if count == 0 {
		return q
	}
	seconds := func(d time.Duration) *float64 { s := d.Seconds(); return &s }
	quantile := func(percentage float64) *float64 {
		d, ok := at[percentage]
		if !ok || count < record.MinSamples(percentage/100) {
			return nil
		}
		return seconds(d)
	}
	q.Min, q.Mean, q.Max = seconds(fastest), seconds(mean), seconds(slowest)
	q.P50, q.P90, q.P95, q.P99 = quantile(50), quantile(90), quantile(95), quantile(99)
	return q
}
