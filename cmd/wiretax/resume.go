package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/run"
)

// addResumeFlag adds the flag that names the folder of a run that goes on. with says what else it takes.
func addResumeFlag(flags *pflag.FlagSet, folder *string, with string) {
	flags.StringVar(folder, "resume", "", "folder of a run that was stopped: go on at its next block, "+with+", with the same build on the same machine")
}

// reopen opens the folder of --resume, which then is not made in that of --out. It returns nil without the
// flag.
func reopen(flags *pflag.FlagSet, folder string, out *string) (*record.Reopened, error) {
	if !flags.Changed("resume") {
		return nil, nil
	}
	if flags.Changed("out") {
		return nil, badInput{errors.New("--resume goes on in the folder that it names; leave out --out")}
	}
	stopped, err := record.Reopen(folder)
	if err != nil {
		return nil, badInput{err}
	}
	*out = ""
	return stopped, nil
}

// loadPlan returns the plan of that name or, for a run that goes on, that of its folder.
func loadPlan(name string, stopped *record.Reopened) (p plan.Plan, err error) {
	if stopped == nil {
		if p, err = plan.Load(name); err == nil && p.OfPairs() {
			err = fmt.Errorf("plan %s has pairs; wiretax versus carries it out", name)
		}
		return p, err
	}
	if p = stopped.Manifest.Plan; p.OfPairs() {
		return p, fmt.Errorf("resume %s: the run is of pairs; use wiretax versus with the same arguments as before and --resume", stopped.Dir)
	}
	if p, err = plan.Complete(p); err != nil {
		err = fmt.Errorf("resume %s: plan of the manifest: %w", stopped.Dir, err)
	}
	return p, err
}

// goOn has a run go on in the folder of one that was stopped, if there is one.
func goOn(c *run.Config, stopped *record.Reopened) {
	if stopped != nil {
		c.Resume, c.Dir = stopped, stopped.Dir
	}
}

// howToResume says what a person types to go on with a run.
func howToResume(c run.Config) string {
	flag := "--resume " + page.Shell(c.Dir)
	if c.Plan.OfPairs() {
		return "the same command with `" + flag + "` instead of --out goes on at the next block"
	}
	words := []string{"wiretax run", flag}
	for _, arg := range c.ServeArgs {
		words = append(words, page.Shell(arg))
	}
	return "`" + strings.Join(words, " ") + "` goes on at the next block"
}
