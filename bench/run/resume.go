package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/window"
)

// takeOverManifest gives a run that goes on the manifest of its folder. It returns an error, which says what
// differs, if the build, the plan or the machine is another.
func takeOverManifest(r *runner) error {
	if r.Resume == nil {
		return nil
	}
	then := r.Resume.Manifest
	if found := record.Differences(&r.manifest, &then); len(found) > 0 {
		return fmt.Errorf("resume %s: %s; a run goes on only with the same build, plan and machine; measure anew", r.Dir, strings.Join(found, "; "))
	}
	then.Resumed = append(then.Resumed, record.Resumption{Stopped: then.Ended, Why: then.Stopped, Resumed: time.Now().UTC().Truncate(time.Millisecond)})
	then.Ended, then.Complete, then.Stopped, then.Trials = time.Time{}, false, "", 0
	r.manifest = then
	return nil
}

// takeRates sets the rates that are shares of capacity. A run that goes on has them on record: its arrivals
// stay the same.
func takeRates(ctx context.Context, r *runner) error {
	if r.Resume == nil {
		return (&prober{r, make(map[measured]record.Capacity)}).takeShares(ctx)
	}
	for i, a := range r.arms {
		if i >= len(r.manifest.Arms) {
			return fmt.Errorf("resume %s: the manifest has fewer arms than its plan; measure anew", r.Dir)
		}
		listed := r.manifest.Arms[i]
		if listed.Comparison != a.Operation.Name || listed.Name != a.Name || listed.Rate <= 0 {
			return fmt.Errorf("resume %s: the manifest has no rate of %s on %s; measure anew", r.Dir, a.Operation.Name, a.Name)
		}
		a.Operation.Rate.PerSecond = listed.Rate
	}
	return nil
}

// openFolder makes the run folder or, for a run that goes on, takes it over. It returns the turns that are
// left to carry out.
func openFolder(r *runner, turns []turn) (left []turn, err error) {
	tasks := tasksOf(turns)
	r.manifest.Planned = len(tasks)
	r.manifest.Warnings = eachOnce(r.manifest.Warnings)
	if r.Resume == nil {
		r.folder, err = record.Create(r.Dir, r.manifest)
		return turns, err
	}
	kept, err := wholeBlocks(tasks, r.Resume.Trials)
	if err != nil {
		return nil, window.Unprepared{Err: fmt.Errorf("resume %s: %w", r.Dir, err)}
	}
	if kept < len(tasks) {
		r.manifest.Resumed[len(r.manifest.Resumed)-1].Block = tasks[kept].block
	}
	if err := removeParts(r.Dir); err != nil {
		return nil, err
	}
	r.folder, err = r.Resume.Resume(kept, &r.manifest)
	return slices.DeleteFunc(turns, func(t turn) bool { return kept == len(tasks) || t.tasks[0].block < tasks[kept].block }), err
}

// wholeBlocks returns how many of the trials on record belong to blocks of which nothing is missing. The
// trials must be the first of the tasks.
func wholeBlocks(tasks []task, trials []record.Trial) (kept int, err error) {
	for i, t := range trials {
		if i >= len(tasks) {
			return 0, fmt.Errorf("trial %s is on record, and is not one of the plan; measure anew", t.ID)
		}
		if want := tasks[i].id(); t.ID != want {
			return 0, fmt.Errorf("trial %d on record is %s, and that of the plan is %s; measure anew", i+1, t.ID, want)
		}
	}
	kept = len(trials)
	for kept > 0 && kept < len(tasks) && tasks[kept].block == tasks[kept-1].block {
		kept--
	}
	return kept, nil
}

// eachOnce returns the texts without repetitions, in their order.
func eachOnce(texts []string) (unique []string) {
	for _, text := range texts {
		if !slices.Contains(unique, text) {
			unique = append(unique, text)
		}
	}
	return unique
}

// removeParts removes what workers have left in a run folder when they were killed.
func removeParts(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), partPrefix) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, entry.Name())))
		}
	}
	return err
}
