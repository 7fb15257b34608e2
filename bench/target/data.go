package target

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/plan"
)

// dataOf reads the requests of a target as they were written: one, or one for each line of
// a JSONL file. There is at least one.
func dataOf(t plan.Target, rpc bool) ([][]byte, error) {
	switch t.Order {
	case "", "sequence", "shuffle":
	default:
		return nil, fmt.Errorf("order: unknown %q; use sequence or shuffle", t.Order)
	}
	file, isFile := strings.CutPrefix(t.Data, "@")
	text := []byte(t.Data)
	if isFile {
		var err error
		if text, err = os.ReadFile(file); err != nil {
			return nil, fmt.Errorf("data: %w", err)
		}
	}
	if isFile && strings.HasSuffix(file, ".jsonl") {
		return lines(file, text)
	}
	if rpc {
		if len(bytes.TrimSpace(text)) == 0 {
			text = []byte("{}")
		}
		if !json.Valid(text) {
			return nil, fmt.Errorf("data: %s is not JSON; write the request as JSON, or @FILE", inspect.Quote(text))
		}
	}
	return [][]byte{text}, nil
}

// lines are the requests of a JSONL file.
func lines(file string, text []byte) ([][]byte, error) {
	var all [][]byte
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if !json.Valid(line) {
			return nil, fmt.Errorf("data: line %d of %s is not JSON: %s", number, file, inspect.Quote(line))
		}
		all = append(all, line)
	}
	if all == nil {
		return nil, fmt.Errorf("data: %s holds no request; write one a line", file)
	}
	return all, nil
}

// shuffle brings requests into an order that the seed alone decides.
func shuffle(requests [][]byte, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(len(requests))))
	random.Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
}
