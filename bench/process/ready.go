package process

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wiretax/wiretax/serving"
)

// StartLimit is how long a service may take to load its catalog and be ready.
const StartLimit = 30 * time.Second

// awaitReady waits for the ready line, the first of lines, and takes from it the addresses and the ledger.
func (s *Service) awaitReady(ctx context.Context, lines <-chan string) error {
	limit := time.NewTimer(StartLimit)
	defer limit.Stop()
	select {
	case line := <-lines:
		var ready serving.Ready
		if err := json.Unmarshal([]byte(line), &ready); err != nil || ready.Listen == "" {
			return fmt.Errorf("start %s: it announced %q instead of its address", s.Name, line)
		}
		s.Address, s.Admin, s.Ledger = ready.Listen, ready.Admin, ready.Ledger
		return nil
	case <-s.ended.Done():
		return context.Cause(s.ended)
	case <-limit.C:
		return fmt.Errorf("start %s: it was not ready within %v", s.Name, StartLimit)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mostReady is how long a ready line may be, in bytes.
const mostReady = 64 << 10

// lineWriter sends the first line that is written to it, and drops the others.
type lineWriter struct {
	text  []byte
	first chan<- string
}

// Write implements [io.Writer].
func (w *lineWriter) Write(p []byte) (int, error) {
	if w.first == nil {
		return len(p), nil
	}
	w.text = append(w.text, p...)
	if line, _, found := bytes.Cut(w.text, []byte("\n")); found || len(w.text) > mostReady {
		w.first <- string(line)
		w.first, w.text = nil, nil
	}
	return len(p), nil
}
