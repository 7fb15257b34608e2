package serving

import (
	"encoding/json"
	"net/http"
	"runtime"
	"runtime/metrics"
)

// MemoryPath is where a service of ours shows its [Memory], on its admin port, to a POST.
const MemoryPath = "/memory"

// Memory is what a process of ours uses when its garbage has been collected.
type Memory struct {
	// LiveHeapBytes is the size of the objects that the collection found in use.
	LiveHeapBytes int64 `json:"live_heap_bytes"`
	// StackBytes is how much of the goroutines' stacks is in use. The memory behind them is more,
	// but no measure of what is in use: the runtime gets it in pieces of 32 KiB, and keeps the
	// stacks of goroutines that have ended for new ones.
	StackBytes int64 `json:"stack_bytes"`
	// Goroutines is how many there are.
	Goroutines int `json:"goroutines"`
}

// Plus returns what two processes use.
func (m Memory) Plus(other Memory) Memory {
	return Memory{m.LiveHeapBytes + other.LiveHeapBytes, m.StackBytes + other.StackBytes, m.Goroutines + other.Goroutines}
}

// Bytes returns heap and stacks together.
func (m Memory) Bytes() int64 { return m.LiveHeapBytes + m.StackBytes }

// ReadMemory collects this process's garbage and reads what is left.
func ReadMemory() Memory {
	// What is in a [sync.Pool] survives one collection, and so does what has a finalizer.
	runtime.GC()
	runtime.GC()
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}}
	metrics.Read(samples)
	return Memory{int64(samples[0].Value.Uint64()), int64(samples[1].Value.Uint64()), runtime.NumGoroutine()}
}

// ServeMemory answers with this process's [Memory].
func ServeMemory(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(ReadMemory())
}
