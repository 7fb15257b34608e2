package process

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/wiretax/wiretax/serving"
)

// tellsMemory reports whether every process is one of ours that shows its memory.
func (c Chain) tellsMemory() bool {
	for _, s := range c {
		if s.Admin == "" {
			return false
		}
	}
	return len(c) > 0
}

// ReadMemory lets every process collect its garbage and returns what is left, of all together. It
// is nil if one of them does not tell, as a stranger's does not.
func (c Chain) ReadMemory(ctx context.Context) (*serving.Memory, error) {
	if !c.tellsMemory() {
		return nil, nil
	}
	var all serving.Memory
	for _, s := range c {
		var one serving.Memory
		err := s.ask(ctx, http.MethodPost, serving.MemoryPath, func(text io.Reader) error {
			return json.NewDecoder(text).Decode(&one)
		})
		if err != nil {
			return nil, fmt.Errorf("read the memory of %s: %w", s.Name, err)
		}
		all = all.Plus(one)
	}
	return &all, nil
}

// closingLimit is how long processes may take to notice that connections are closed.
const closingLimit = 2 * time.Second

// ReadMemoryClosed is [Chain.ReadMemory] after the client has closed its connections: it waits
// until some goroutines have ended since the reading before, and two readings have as many.
func (c Chain) ReadMemoryClosed(ctx context.Context, before *serving.Memory) (*serving.Memory, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, closingLimit, fmt.Errorf("its connections were not closed within %v", closingLimit))
	defer cancel()
	last := before
	for {
		now, err := c.ReadMemory(ctx)
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, err
		}
		if now.Goroutines < before.Goroutines && now.Goroutines == last.Goroutines {
			return now, nil
		}
		last = now
	}
}
