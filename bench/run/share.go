package run

import (
	"encoding/gob"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/serving"
)

// share is what a worker gets: the part of a block that one client process measures.
type share struct {
	Plan                   plan.Plan
	BookIDs                []int32
	ServerCPUs, ClientCPUs meter.CPUs
	// SharedCPUs and IdleBusyCPUs are as in the manifest.
	SharedCPUs   bool
	IdleBusyCPUs float64
	// Certificate is the file of the certificate that services present; empty: none does.
	Certificate string
	// Part is the folder to be made for the trials and their histograms.
	Part  string
	Block int
	// Slice is the least length of a slice.
	Slice time.Duration
	// Arms are measured together, in slices that alternate.
	Arms []sharedArm
	// Wants are the right answers of arms.
	Wants [][]catalog.Want
}

// sharedArm is an arm with the processes that serve it.
type sharedArm struct {
	// Arm counts through the arms of the plan and then those of the empty request.
	Arm      int
	Position int
	Rate     float64
	Served   []process.Handle
	// Wants is an index into those of the share; -1: nothing is known of the answers.
	Wants int
}

// outcome is what a worker returns beside the part of the run folder.
type outcome struct {
	// Rows are those of the ledger of each arm's client and service, Remedies what to do about trials
	// that are not valid.
	Rows     [][]serving.Row
	Remedies []string
	// Failed is the error of each arm that came to no measurement.
	Failed []string
}

func encode(w io.Writer, v any) error { return gob.NewEncoder(w).Encode(v) }

func decode(r io.Reader, v any) error { return gob.NewDecoder(r).Decode(v) }

// everyArm returns the arms of the plan and then those of the empty request.
func (r *runner) everyArm() []*arm { return slices.Concat(r.arms, r.emptyRequests) }

// share returns what the worker of these tasks gets.
func (r *runner) share(m *together, slice time.Duration) share {
	s := share{
		Plan: r.Plan, BookIDs: r.BookIDs, ServerCPUs: m.at.server, ClientCPUs: m.at.client,
		SharedCPUs: r.manifest.Machine.SharedCPUs, IdleBusyCPUs: r.manifest.IdleBusyCPUs,
		Certificate: r.certificate.file, Part: m.part, Block: m.tasks[0].block, Slice: slice,
	}
	known := make(map[subject]int)
	for i, t := range m.tasks {
		if m.served[i] == nil {
			continue
		}
		a := sharedArm{
			Arm: slices.Index(r.everyArm(), t.arm), Position: t.position,
			Rate: t.arm.Operation.Rate.PerSecond, Served: m.served[i].Handles(), Wants: -1,
		}
		if c, ok := t.arm.subject.(*catalogSubject); ok {
			if _, shared := known[c]; !shared {
				known[c] = len(s.Wants)
				s.Wants = append(s.Wants, c.wants)
			}
			a.Wants = known[c]
		}
		s.Arms = append(s.Arms, a)
	}
	return s
}

// workerOf returns a runner for a share, in the worker's process, and its tasks with the processes that
// serve them.
func workerOf(s share) (r *runner, tasks []task, served []process.Chain, err error) {
	r = &runner{Config: Config{Plan: s.Plan, BookIDs: s.BookIDs, ServerCPUs: s.ServerCPUs, ClientCPUs: s.ClientCPUs}}
	r.manifest.Machine.SharedCPUs, r.manifest.IdleBusyCPUs = s.SharedCPUs, s.IdleBusyCPUs
	if s.Certificate != "" {
		if r.certificate, err = readCertificate(s.Certificate); err != nil {
			return nil, nil, nil, err
		}
	}
	r.makeArms()
	for _, shared := range s.Arms {
		if shared.Arm < len(r.arms) {
			r.arms[shared.Arm].Operation.Rate.PerSecond = shared.Rate
		}
	}
	r.addEmptyRequests()
	all := r.everyArm()
	for _, shared := range s.Arms {
		if shared.Arm < 0 || shared.Arm >= len(all) || shared.Wants >= len(s.Wants) {
			return nil, nil, nil, fmt.Errorf("arm %d is not one of the plan", shared.Arm)
		}
		a := all[shared.Arm]
		a.Operation.Rate.PerSecond = shared.Rate
		if c, ok := a.subject.(*catalogSubject); ok {
			c.requests = catalog.Requests(r.Plan.Seed, a.Operation, r.BookIDs)
			if shared.Wants >= 0 {
				c.wants = s.Wants[shared.Wants]
			}
		}
		tasks = append(tasks, task{block: s.Block, position: shared.Position, arm: a, tool: record.Wiretax})
		served = append(served, process.Attach(shared.Served))
	}
	return r, tasks, served, nil
}
