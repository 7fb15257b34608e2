package tools

import (
	"context"
	"encoding/json"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/record"
)

func readWiretax(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	var l record.Load
	if err := json.Unmarshal(stdout, &l); err != nil {
		return outcome{}, err
	}
	return outcome{l.Completed, l.Errors.Total, max(l.ElapsedSeconds, l.DurationSeconds), &l}, nil
}

// readGhz and readVegeta read by the readers of package generator.
func readGhz(ctx context.Context, path string, j *job, stdout []byte) (outcome, error) {
	return readGenerator(ctx, ghz, path, j, stdout)
}

func readVegeta(ctx context.Context, path string, j *job, stdout []byte) (outcome, error) {
	return readGenerator(ctx, vegeta, path, j, stdout)
}

func readGenerator(ctx context.Context, name, path string, j *job, stdout []byte) (outcome, error) {
	g, err := generator.Named(name)
	if err != nil {
		return outcome{}, err
	}
	f, err := g.Read(ctx, path, j.dir, stdout)
	if err != nil {
		return outcome{}, err
	}
	return outcome{completed: f.Completed, failed: f.Sent - f.Completed, seconds: f.Seconds}, nil
}

func readFortio(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	var report struct {
		ActualDuration int64 // nanoseconds
		RetCodes       map[string]int64
	}
	if err := json.Unmarshal(stdout, &report); err != nil {
		return outcome{}, err
	}
	o := outcome{seconds: float64(report.ActualDuration) / 1e9}
	for code, n := range report.RetCodes {
		if code == "200" {
			o.completed += n
		} else {
			o.failed += n
		}
	}
	return o, nil
}

func readK6(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	var summary struct {
		State struct {
			TestRunDurationMs float64
		}
		Metrics struct {
			Requests struct {
				Values struct{ Count int64 }
			} `json:"http_reqs"`
			Failed struct {
				// Passes counts the requests of which it is true that they failed.
				Values struct{ Passes int64 }
			} `json:"http_req_failed"`
		}
	}
	if err := json.Unmarshal(stdout, &summary); err != nil {
		return outcome{}, err
	}
	failed := summary.Metrics.Failed.Values.Passes
	return outcome{completed: summary.Metrics.Requests.Values.Count - failed, failed: failed, seconds: summary.State.TestRunDurationMs / 1e3}, nil
}
