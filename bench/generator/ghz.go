package generator

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// ghz drives gRPC. --async makes it an open loop: its workers do not wait for answers. Its
// templates, which would be a third of its CPU time, are off, since the payloads need none. It
// asks the service for the method's types by reflection, on an extra connection, which it closes
// before the load begins.
var ghz = Tool{name: record.Ghz, stack: contract.GRPC, command: ghzCommand, read: ghzRead}

// ghzPayloads is the file of all requests, in the command's folder.
const ghzPayloads = "payloads.json"

func ghzCommand(dir string, j Job) ([]string, error) {
	data := []byte("[" + strings.Join(j.Payloads, ",") + "]")
	if err := os.WriteFile(filepath.Join(dir, ghzPayloads), data, 0o644); err != nil {
		return nil, err
	}
	return []string{
		"--insecure", "--async",
		"--call", strings.TrimPrefix(j.Method, "/"),
		"--data-file", ghzPayloads, "--disable-template-functions", "--disable-template-data",
		"--rps", wholeRate(j.Rate),
		"--total", strconv.FormatInt(j.Requests, 10),
		"--concurrency", strconv.Itoa(ghzWorkers(j.Connections)),
		"--connections", strconv.Itoa(j.Connections),
		"--timeout", duration(j.TimeoutSeconds),
		"--format", "json",
		j.Address,
	}, nil
}

// ghzWorkers returns about 50, the default of ghz, and a multiple of the connections: each
// worker sends on one connection only, and all workers take turns.
func ghzWorkers(connections int) int {
	const least = 50
	return connections * ((least + connections - 1) / connections)
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
	f := count(report.Count, "OK", "code ", report.StatusCodes)
	f.Seconds = report.Total.Seconds()
	at := make(map[float64]time.Duration)
	for _, d := range report.Distribution {
		at[d.Percentage] = d.Latency
	}
	f.Latency = quantiles(f, report.Fastest, report.Average, report.Slowest, at)
	return f, nil
}
