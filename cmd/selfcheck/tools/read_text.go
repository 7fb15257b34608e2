package tools

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Wrk, ab, h2load and hey print texts for people.

// numbers returns the numbers of a line's groups, and false if no line is like that.
func numbers(text []byte, line *regexp.Regexp) (found []float64, ok bool) {
	match := line.FindSubmatch(text)
	if match == nil {
		return nil, false
	}
	for _, group := range match[1:] {
		v, err := strconv.ParseFloat(string(group), 64)
		if err != nil {
			return nil, false
		}
		found = append(found, v)
	}
	return found, true
}

// errNoLine is the error of a text that lacks a line.
var errNoLine = errors.New("it lacks the line")

var (
	wrkRequests = regexp.MustCompile(`(?m)^ *(\d+) requests in ([\d.]+)(ms|s|m|h),`)
	wrkBad      = regexp.MustCompile(`(?m)^ *Non-2xx or 3xx responses: (\d+)$`)
	wrkSockets  = regexp.MustCompile(`(?m)^ *Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$`)
)

// readWrk subtracts the wrong answers from the requests, which include them.
func readWrk(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	match := wrkRequests.FindSubmatch(stdout)
	if match == nil {
		return outcome{}, fmt.Errorf("%w of requests", errNoLine)
	}
	n, err1 := strconv.ParseInt(string(match[1]), 10, 64)
	length, err2 := strconv.ParseFloat(string(match[2]), 64)
	if err := errors.Join(err1, err2); err != nil {
		return outcome{}, err
	}
	o := outcome{completed: n, seconds: length * map[string]float64{"ms": 1e-3, "s": 1, "m": 60, "h": 3600}[string(match[3])]}
	if bad, ok := numbers(stdout, wrkBad); ok {
		o.completed, o.failed = n-int64(bad[0]), int64(bad[0])
	}
	if broken, ok := numbers(stdout, wrkSockets); ok {
		for _, n := range broken {
			o.failed += int64(n)
		}
	}
	return o, nil
}

var (
	abComplete = regexp.MustCompile(`(?m)^Complete requests: +(\d+)$`)
	abFailed   = regexp.MustCompile(`(?m)^Failed requests: +(\d+)$`)
	abBad      = regexp.MustCompile(`(?m)^Non-2xx responses: +(\d+)$`)
	abSeconds  = regexp.MustCompile(`(?m)^Time taken for tests: +([\d.]+) seconds$`)
)

// readAB subtracts what failed from the complete requests, which include it.
func readAB(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	complete, ok1 := numbers(stdout, abComplete)
	failed, ok2 := numbers(stdout, abFailed)
	seconds, ok3 := numbers(stdout, abSeconds)
	if !ok1 || !ok2 || !ok3 {
		return outcome{}, fmt.Errorf("%w of complete or failed requests, or of the time", errNoLine)
	}
	o := outcome{failed: int64(failed[0]), seconds: seconds[0]}
	if bad, ok := numbers(stdout, abBad); ok {
		o.failed += int64(bad[0])
	}
	o.completed = int64(complete[0]) - o.failed
	return o, nil
}

var (
	h2loadRequests = regexp.MustCompile(`(?m)^requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, \d+ errored, (\d+) timeout$`)
	h2loadRate     = regexp.MustCompile(`(?m)^finished in [\w.]+, ([\d.]+) req/s`)
)

// readH2load computes the time from the rate, which is printed with more digits. H2load does not
// see a status of gRPC, which is in trailers.
func readH2load(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	requests, ok1 := numbers(stdout, h2loadRequests)
	rate, ok2 := numbers(stdout, h2loadRate)
	if !ok1 || !ok2 {
		return outcome{}, fmt.Errorf("%w of requests, or of their rate", errNoLine)
	}
	o := outcome{completed: int64(requests[1]), failed: int64(requests[2] + requests[3])}
	if rate[0] > 0 {
		o.seconds = requests[0] / rate[0]
	}
	return o, nil
}

var (
	heyTotal  = regexp.MustCompile(`(?m)^ *Total:\s+([\d.]+) secs$`)
	heyStatus = regexp.MustCompile(`(?m)^ *\[(\d+)\]\s+(\d+) responses$`)
	heyError  = regexp.MustCompile(`(?m)^ *\[(\d+)\]\s+(Get|Post) `)
)

func readHey(_ context.Context, _ string, _ *job, stdout []byte) (outcome, error) {
	total, ok := numbers(stdout, heyTotal)
	if !ok {
		return outcome{}, fmt.Errorf("%w of the total time", errNoLine)
	}
	o := outcome{seconds: total[0]}
	for _, match := range heyStatus.FindAllSubmatch(stdout, -1) {
		n, err := strconv.ParseInt(string(match[2]), 10, 64)
		if err != nil {
			return outcome{}, err
		}
		if string(match[1]) == "200" {
			o.completed += n
		} else {
			o.failed += n
		}
	}
	for _, match := range heyError.FindAllSubmatch(stdout, -1) {
		n, err := strconv.ParseInt(string(match[1]), 10, 64)
		if err != nil {
			return outcome{}, err
		}
		o.failed += n
	}
	return o, nil
}
