// Package run carries out plans: it starts the services as child processes, drives them in
// random paired blocks, decides which trials may count, and writes the run folder.
package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// Config says what a run needs. All fields but Observe and the rest of the manifest are
// required.
type Config struct {
	Plan plan.Plan
	// Binary is the program that serves the catalog with `serve STACK` and the shop with `serve
	// order` and the like, followed by ServeArgs. It also watches what pairs start, by
	// [process.Watch].
	Binary    string
	ServeArgs []string
	// Node is what [FindNode] returned for the plan.
	Node Node
	// BookIDs are the ids of the books in the catalog.
	BookIDs []int32
	// ServerCPUs and ClientCPUs are where the services and this process run. The caller
	// has pinned this process.
	ServerCPUs, ClientCPUs meter.CPUs
	// Dir is the run folder; it must not exist yet, unless Resume has it.
	Dir string
	// Resume is the folder of a run that goes on; nil for a new one. Run releases it.
	Resume *record.Reopened
	// Manifest has Run, Started, Catalog, Machine and Build filled in; Run adds the rest.
	Manifest record.Manifest
	// Observe gets every trial when it has been recorded. It may be nil.
	Observe func(record.Trial)
	// Progress gets a line for each trial, or one line that is overwritten if Terminal is set.
	Progress io.Writer
	Terminal bool
}

// runner carries out one plan.
type runner struct {
	Config
	folder   *record.Writer
	manifest record.Manifest
	progress *progress
	tools    map[string]string // name → path of those found
	// arms are those of the plan, emptyRequests those of the empty request.
	arms, emptyRequests []*arm
	certificate         certificate
	remedies            []string // what to do about invalid trials, one remedy for each trial that has one
	failures            int      // measurements in a row that came to nothing
}

// maxFailures is how many measurements in a row may come to nothing before a run gives up.
const maxFailures = 3

// Run carries out the plan and always leaves the run folder. The error says what ended the run
// early; when ctx was done it is ctx.Err().
func Run(ctx context.Context, c Config) (err error) {
	defer c.Resume.Release()
	r := &runner{Config: c, manifest: c.Manifest}
	r.manifest.Plan = plan.WithoutSecrets(c.Plan)
	r.manifest.Arms = record.Arms(r.manifest.Plan)
	r.findTools()
	r.manifest.Build.Tools = append(r.manifest.Build.Tools, c.Node.versions...)
	slices.SortFunc(r.manifest.Build.Tools, func(a, b record.Module) int { return strings.Compare(a.Path, b.Path) })
	if err := takeOverManifest(r); err != nil {
		return window.Unprepared{Err: err}
	}
	others := process.Measure()
	defer others.End()
	var release func() error
	r.certificate, release, err = makeCertificate(c.Plan.Arms())
	if err != nil {
		return window.Unprepared{Err: err}
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	seen := others.Warning()
	if seen != "" {
		r.manifest.Warnings = append(r.manifest.Warnings, seen)
	}
	left, err := openFolder(r, r.turns())
	if err != nil {
		return err
	}
	for _, warning := range r.manifest.Warnings {
		fmt.Fprintln(c.Progress, warning)
	}
	r.progress = newProgress(c.Progress, c.Terminal, len(tasksOf(left)), r.manifest.Planned, r.expected(left))
	defer func() {
		r.manifest.Ended = time.Now().UTC()
		r.manifest.Complete = err == nil
		if err != nil {
			r.manifest.Stopped = fmt.Sprintf("%s, after %d of %d trials", whyStopped(err), r.progress.done, r.manifest.Planned)
		}
		r.progress.end()
		if remedy := window.Oftenest(r.remedies); remedy != "" {
			fmt.Fprintln(c.Progress, "what to do about invalid trials:", remedy)
		}
		if all := others.Warning(); all != seen { // more have been added; the manifest names each once
			r.manifest.Warnings = slices.DeleteFunc(r.manifest.Warnings, func(w string) bool { return w == seen })
			r.manifest.Warnings = append(r.manifest.Warnings, all)
			fmt.Fprintln(c.Progress, all)
		}
		err = also(err, r.folder.Close(r.manifest))
	}()
	return r.carryOut(ctx, left)
}

// also joins two errors in one line; either may be nil.
func also(err, other error) error {
	if err == nil || other == nil {
		return errors.Join(err, other)
	}
	return fmt.Errorf("%w; also %w", err, other)
}

// whyStopped says in words what ended a run early.
func whyStopped(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

func (r *runner) prepare(ctx context.Context) error {
	var err error
	r.manifest.IdleBusyCPUs, err = idleBusyCPUs(ctx)
	if err == nil {
		var warning string
		if r.manifest.RoundTrips, warning = timeRoundTrips(r.ServerCPUs, r.ClientCPUs); warning != "" {
			r.manifest.Warnings = append(r.manifest.Warnings, warning)
		}
		r.makeArms()
		err = r.checkClients()
	}
	if err == nil {
		err = r.checkArms(ctx)
	}
	if err == nil {
		err = takeRates(ctx, r)
	}
	if err == nil {
		r.addEmptyRequests()
		r.warnOfWhole()
	}
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return window.Unprepared{Err: err}
}

// carryOut carries out the turns in order.
func (r *runner) carryOut(ctx context.Context, turns []turn) error {
	for _, turn := range turns {
		var err error
		if turn.slice > 0 {
			err = newTogether(r, turn.tasks).carryOut(ctx, turn.slice)
		} else {
			err = r.carryOutAlone(ctx, turn.tasks)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// carryOutAlone measures each task in a whole window.
func (r *runner) carryOutAlone(ctx context.Context, tasks []task) error {
	for _, t := range tasks {
		r.progress.begin(t.id())
		trial, histograms, err := r.measure(ctx, t)
		if ctx.Err() != nil {
			return ctx.Err() // a trial that was cut short does not count
		}
		if err != nil {
			trial.Reasons = append(trial.Reasons, err.Error())
		}
		trial.Valid = len(trial.Reasons) == 0
		if err := r.folder.Add(trial, histograms); err != nil {
			return err
		}
		r.ended(trial)
		if err := r.count(err); err != nil {
			return err
		}
	}
	return nil
}

// ended shows a trial that is on record.
func (r *runner) ended(trial record.Trial) {
	r.progress.ended(trial)
	if r.Observe != nil {
		r.Observe(trial)
	}
}

// count counts the measurements in a row that came to nothing, and returns an error when there are too
// many.
func (r *runner) count(err error) error {
	if err == nil {
		r.failures = 0
		return nil
	}
	if r.failures++; r.failures < maxFailures {
		return nil
	}
	return fmt.Errorf("give up after %d measurements in a row that came to nothing: %w", r.failures, err)
}

// measure runs one trial of the task against fresh processes. An error means that nothing was
// measured.
func (r *runner) measure(ctx context.Context, t task) (record.Trial, *record.Histograms, error) {
	trial := r.blank(t)
	served, err := t.arm.subject.serve(ctx, r.ServerCPUs)
	if err != nil {
		return trial, nil, err
	}
	defer served.Stop()
	// The trial ends when one of the processes does.
	ctx, cancel := served.Within(ctx)
	defer cancel()
	trial.Target = t.arm.subject.url(served.Front())
	if !served.Ours() {
		trial.ServerCPUs = "" // or wherever its owner pinned it
	}
	var histograms *record.Histograms
	if t.tool == record.Wiretax {
		histograms, err = r.drive(ctx, t, served, &trial)
	} else {
		err = r.driveByTool(ctx, t, served.Front(), &trial)
	}
	if err != nil && context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	if gone := served.Err(); err == nil && gone != nil {
		// The cause comes before its effects.
		trial.Reasons = slices.Insert(trial.Reasons, 0, gone.Error())
	}
	return trial, histograms, err
}

// blank returns the trial of a task before it is measured.
func (r *runner) blank(t task) record.Trial {
	return record.Trial{
		ID: t.id(), Block: t.block, Position: t.position, Arm: t.arm.Name,
		Operation: t.arm.Operation.Name, Beside: t.arm.beside, Stack: t.arm.Stack, Tool: t.tool,
		Window: record.Window{
			Mode: "open", Arrivals: r.Plan.Arrivals, Seed: r.Plan.Seed, ArrivalSeed: r.arrivalSeed(t.block, window.WindowPhase),
			OfferedRPS: t.arm.Operation.Rate.PerSecond, WarmupSeconds: r.Plan.Warmup, DurationSeconds: r.Plan.Window,
			ConnectionsPlanned: catalog.PlannedConnections(t.arm.Contract().Name, t.arm.Operation.Operation, t.arm.Settings.Connections, t.arm.Operation.Streams),
			Errors:             record.Errors{ByKind: map[string]int64{}},
			Warnings:           []string{},
		},
		ServerCPUs: r.ServerCPUs.String(), ClientCPUs: r.ClientCPUs.String(),
		Reasons: []string{},
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
