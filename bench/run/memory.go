package run

import (
	"context"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/serving"
)

// closeClient closes the connections of a trial's client, and fills in what services of ours use
// with them and what they use less without them. Call it when the trial is measured: each reading
// collects the services' garbage.
//
// Connections are closed for the difference, not opened, because a service that has served them
// has paid everything else: what it sets up for its first connection, what it keeps of requests,
// and what it holds ready for as many as came at once. Resident memory would not do: it grows
// by what garbage there was, and does not shrink.
func closeClient(ctx context.Context, trial *record.Trial, served process.Chain, close func() error) error {
	if trial.Completed == 0 {
		return close()
	}
	// The first reading sets up what readings need, which would be missing in it alone.
	with, err := served.ReadMemory(ctx)
	if err == nil {
		with, err = served.ReadMemory(ctx)
	}
	if err := close(); err != nil {
		return err
	}
	if err == nil && with != nil {
		err = fillMemory(ctx, trial, served, with)
	}
	if err != nil {
		trial.Warnings = append(trial.Warnings, "the memory of the service is not known: "+err.Error())
	}
	return nil
}

// fillMemory fills in what services use, given what they used with the client's connections, which
// are closed.
func fillMemory(ctx context.Context, trial *record.Trial, served process.Chain, with *serving.Memory) error {
	trial.LiveHeapBytes = &with.LiveHeapBytes
	without, err := served.ReadMemoryClosed(ctx, with)
	if err != nil {
		return err
	}
	if less := with.Bytes() - without.Bytes(); less > 0 && trial.ConnectionsPlanned > 0 {
		each := float64(less) / float64(trial.ConnectionsPlanned)
		trial.ConnectionMemoryBytes = &each
	}
	return nil
}
