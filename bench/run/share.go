package run

import (
	"encoding/gob"
	"io"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/process"
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
	// Unrecorded says why the trials could not be recorded, as on a full disk; empty if they were.
	Unrecorded string
}

func encode(w io.Writer, v any) error { return gob.NewEncoder(w).Encode(v) }

func decode(r io.Reader, v any) error { return gob.NewDecoder(r).Decode(v) }

// share returns what the worker of the tasks gets.
func (m *together) share(slice time.Duration) share {
	s := share{
		Plan: m.Plan, BookIDs: m.BookIDs, ServerCPUs: m.at.server, ClientCPUs: m.at.client,
		SharedCPUs: m.manifest.Machine.SharedCPUs, IdleBusyCPUs: m.manifest.IdleBusyCPUs,
		Certificate: m.certificate.file, Part: m.part, Block: m.tasks[0].block, Slice: slice,
	}
	known := make(map[subject]int)
	for i, t := range m.tasks {
		if m.served[i] == nil {
			continue
		}
		a := sharedArm{
			Arm: slices.Index(m.everyArm(), t.arm), Position: t.position,
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
