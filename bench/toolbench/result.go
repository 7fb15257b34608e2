// Package toolbench holds what a measurement of load generators beside each other found: the file
// that `selfcheck tools` writes, the report reads, and both show by the same tables.
package toolbench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/terminal"
)

// Result is a measurement of several tools on one machine. Its figures are in seconds and bytes.
type Result struct {
	// Name is the name of its file, without the folder; it is not part of the file.
	Name string `json:"-"`
	// Build is the version of wiretax.
	Build   string         `json:"build"`
	Machine record.Machine `json:"machine"`
	// Tools are the versions of the tools that took part, in the tables' order; Missing are those
	// that are not installed.
	Tools   []record.Module `json:"tools"`
	Missing []string        `json:"missing"`
	// Blocks is how often each tool was measured, WindowSeconds for how long each time. Seed
	// decided the order within the blocks.
	Blocks        int     `json:"blocks"`
	WindowSeconds float64 `json:"window_seconds"`
	Seed          uint64  `json:"seed"`
	// InFlight is how many requests every closed loop has in flight.
	InFlight int `json:"in_flight"`
	// StealShare is the share of the machine's time that the hypervisor gave to others.
	StealShare float64 `json:"steal_share"`
	// Complete is false if the measurement was interrupted.
	Complete bool `json:"complete"`

	Groups   []Group  `json:"cpu"`
	Rates    []Rate   `json:"rates"`
	Lags     []Lag    `json:"lags"`
	Memories []Memory `json:"memory"`
}

// Work is what tools do: which protocol they speak, to which server, over how many connections.
type Work struct {
	Protocol    string `json:"protocol"`
	Server      string `json:"server"`
	Connections int    `json:"connections"`
}

// Group are the costs of tools that did the same work, in a closed loop.
type Group struct {
	Work
	// Reference is the tool that the others are compared with.
	Reference string `json:"reference"`
	Costs     []Cost `json:"costs"`
}

// Cost is what one tool of a group took, block by block.
type Cost struct {
	Tool string `json:"tool"`
	// Samples are in the order of blocks. A block in which the tool failed has none.
	Samples []Sample `json:"samples"`
	// Faults say how it failed.
	Faults []string `json:"faults,omitempty"`
}

// Sample is one window of a closed loop.
type Sample struct {
	Block int `json:"block"`
	// CPUSeconds is user and system time of the tool's whole life.
	CPUSeconds float64 `json:"cpu_seconds"`
	// Seconds is how long the tool says that it sent.
	Seconds   float64 `json:"seconds"`
	Completed int64   `json:"completed"`
	Failed    int64   `json:"failed"`
}

// Rate is the search for the highest rate of an open loop that a tool holds honestly.
type Rate struct {
	Work
	Tool string `json:"tool"`
	// Capacity is that of the server per second, found by a closed loop; 0 if it was not looked for.
	Capacity float64 `json:"capacity_rps,omitempty"`
	Steps    []Step  `json:"steps"`
	// Fault says why there are no steps, or no further ones.
	Fault string `json:"fault,omitempty"`
}

// Step is one rate.
type Step struct {
	Offered  float64 `json:"offered_rps"`
	Achieved float64 `json:"achieved_rps"`
	// Attempts is how often the rate was tried; the last attempt counts.
	Attempts int `json:"attempts"`
	// Honest says that the figures at this rate count; Why says why they do not.
	Honest bool   `json:"honest"`
	Why    string `json:"why,omitempty"`
}

// Lag is how late a tool sends at one rate, block by block.
type Lag struct {
	Work
	Tool    string      `json:"tool"`
	Offered float64     `json:"offered_rps"`
	Samples []LagSample `json:"samples"`
	Faults  []string    `json:"faults,omitempty"`
}

// LagSample is one window.
type LagSample struct {
	Block int     `json:"block"`
	P50   float64 `json:"p50_seconds"`
	P99   float64 `json:"p99_seconds"`
}

// Memory is what a tool held while it sent many requests.
type Memory struct {
	Work
	Tool      string `json:"tool"`
	Completed int64  `json:"completed"`
	PeakBytes int64  `json:"peak_bytes"`
	// Readings are in the order of time.
	Readings []Reading `json:"readings"`
	Fault    string    `json:"fault,omitempty"`
}

// Reading is how much the tool held at a time since it started.
type Reading struct {
	AtSeconds float64 `json:"at_seconds"`
	Bytes     int64   `json:"bytes"`
}

// Open reads a file that selfcheck tools wrote.
func Open(path string) (*Result, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open tools: there is no %s; make bench-tools writes results/tools.json", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open tools: %w", err)
	}
	r := &Result{Name: filepath.Base(path)}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("read tools %s: %w", terminal.Line(r.Name), err)
	}
	if r.Build == "" {
		return nil, fmt.Errorf("read tools: %s does not say by its key build what was measured; name a file that make bench-tools wrote", terminal.Line(r.Name))
	}
	return r, nil
}

// Write writes the file, and makes its folder if it is missing.
func (r *Result) Write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write tools: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write tools: %w", err)
	}
	if err := record.Replace(path, append(text, '\n')); err != nil {
		return fmt.Errorf("write tools: %w", err)
	}
	return nil
}

// Differs returns the name of the first field that shows that the tools were measured by another
// build or on another machine than a run, with both values. It returns false if both are the same.
func (r *Result) Differs(m *record.Manifest) (field, own, run string, differs bool) {
	for _, f := range []struct{ name, own, run string }{
		{"build version", r.Build, m.Build.Version},
		{"machine cpu", r.Machine.CPU, m.Machine.CPU},
		{"machine cpus", fmt.Sprint(r.Machine.CPUs), fmt.Sprint(m.Machine.CPUs)},
		{"machine kernel", r.Machine.Kernel, m.Machine.Kernel},
	} {
		if f.own != f.run {
			return f.name, f.own, f.run, true
		}
	}
	return "", "", "", false
}
