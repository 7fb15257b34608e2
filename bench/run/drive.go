package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"time"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/target"
)

// checkEvery is how many requests of a window have one fully checked. It is odd, so that it
// meets every request of the sequence, whose length is a power of two.
const checkEvery = 101

// drive measures a trial with our own engine: all connections are opened, a warm-up checks
// every answer, everything in flight ends, and then the window is measured from a clean
// edge to a clean edge.
func (r *runner) drive(ctx context.Context, c cell, s *service, trial *record.Trial) (h *record.Histograms, err error) {
	counters := &counters{service: s}
	client, err := r.connect(ctx, c, s, counters.closing)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	counters.client = client
	trial.Client = target.Describe(c.stack)

	warmupArrivals, warmup, err := r.phase(c, r.Plan.Warmup, 0, 1)
	if err != nil {
		return nil, err
	}
	warm, err := load.Open(ctx, client, warmupArrivals, warmup)
	if err != nil {
		return nil, err
	}
	if failed := warm.Requests - warm.Completed; failed > 0 {
		trial.Reasons = append(trial.Reasons, fmt.Sprintf("%d of %d requests of the warm-up failed", failed, warm.Requests))
	}
	arrivals, window, err := r.phase(c, r.Plan.Window, 1, checkEvery)
	if err != nil {
		return nil, err
	}
	r.checkSchedule(c, trial)
	opened := client.Opened()
	runtime.GC() // so that every window begins with the same heap
	before, err := counters.read()
	if err != nil {
		return nil, err
	}
	h = &record.Histograms{}
	window.Interval = h.Keep
	result, err := load.Open(ctx, client, arrivals, window)
	if err != nil {
		return nil, err
	}
	// A service that has died has no counters any more; what the client saw still counts.
	if after, err := counters.read(); err == nil {
		fillCosts(trial, before, after, result.PacerCPU)
	}
	trial.ConnectionsOpened = int64(r.Plan.Connections) + client.Opened() - opened
	fillTimes(trial, &result)
	judge(trial, &result, r.ClientCPUs, r.ServerCPUs)
	return h, nil
}

// connectLimit is how long a service may take to answer on all connections: a frozen one
// takes them and says nothing.
const connectLimit = 10 * time.Second

// connect opens the connections of a trial's client, which checks every answer.
func (r *runner) connect(ctx context.Context, c cell, s *service, beforeClose func(*net.TCPConn)) (target.Client, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, connectLimit, fmt.Errorf("%s service did not answer within %v", c.stack, connectLimit))
	defer cancel()
	work := r.work[c.operation.Name]
	client, err := target.New(ctx, c.stack, target.Config{
		Address: s.address, Operation: c.operation.Name, Requests: work.requests,
		Connections: r.Plan.Connections, BeforeClose: beforeClose, Want: work.wants[c.stack],
	})
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return client, err
}

// phase makes the phase of a trial. Its number keeps the seeds of warm-up and window apart;
// all arms of a block have the same arrivals and the same requests.
func (r *runner) phase(c cell, length float64, number, check uint64) (*pace.Schedule, load.Phase, error) {
	schedule, err := r.schedule(c, length, number)
	return schedule, load.Phase{
		Duration: seconds(length),
		Timeout:  seconds(r.Plan.Timeout),
		// Far apart, and a multiple of the number of requests.
		FirstSeq:   number << 40,
		CheckEvery: check,
	}, err
}

func (r *runner) schedule(c cell, length float64, number uint64) (*pace.Schedule, error) {
	seed := (r.Plan.Seed+uint64(c.block))<<1 | number
	return pace.New(r.Plan.Arrivals, c.operation.Rate, seconds(length), seed)
}

// checkSchedule compares the window's Poisson gaps with the exponential distribution. A
// seed that fails is still the same for every arm, so it is only a warning.
func (r *runner) checkSchedule(c cell, trial *record.Trial) {
	if r.Plan.Arrivals != "poisson" {
		return
	}
	schedule, err := r.schedule(c, r.Plan.Window, 1)
	if err != nil {
		return
	}
	var ok bool
	if trial.ScheduleD, ok = pace.CheckPoisson(schedule, c.operation.Rate); !ok {
		trial.Warnings = append(trial.Warnings, fmt.Sprintf("arrivals of this seed are not Poisson at the 1 %% level (KS distance %.4f)", trial.ScheduleD))
	}
}

func fillTimes(t *record.Trial, result *load.Result) {
	t.Requests, t.Completed = result.Requests, result.Completed
	t.OfferedRPS = float64(result.Requests) / t.DurationSeconds
	t.AchievedRPS = float64(result.CompletedInTime) / t.DurationSeconds
	t.ElapsedSeconds = result.Elapsed.Seconds()
	for kind, n := range result.Failures {
		t.Errors.ByKind[kind] = n
		t.Errors.Total += n
	}
	times := result.Times
	t.Response, t.Service = record.Summarize(times.Response), record.Summarize(times.Service)
	t.Lag, t.Wait = record.Summarize(times.Lag), record.Summarize(times.Wait)
	t.SliceMeans = result.SliceMeans
	t.MeanInFlight = result.MeanInFlight
	t.Checked = result.Checked
	if result.Completed > 0 {
		t.MessageBytesSent = float64(result.RequestBytes) / float64(result.Completed)
		t.MessageBytesReceived = float64(result.AnswerBytes) / float64(result.Completed)
	}
}
