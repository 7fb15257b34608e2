package serving

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
)

// wait uses 16 KiB of a goroutine's stack until the channel is closed.
//
//go:noinline
func wait(begun *sync.WaitGroup, until <-chan struct{}) byte {
	var frame [16 << 10]byte
	frame[len(until)] = 1
	begun.Done()
	<-until
	return frame[len(until)+1]
}

func TestReadMemory(t *testing.T) {
	const held, goroutines, frame = 8 << 20, 50, 16 << 10
	before := ReadMemory()
	block := make([]byte, held)
	pool := sync.Pool{}
	pool.Put(new([held]byte)) // nobody needs it
	until := make(chan struct{})
	var begun, ended sync.WaitGroup
	begun.Add(goroutines)
	for range goroutines {
		ended.Go(func() { wait(&begun, until) })
	}
	begun.Wait()

	recorder := httptest.NewRecorder()
	ServeMemory(recorder, httptest.NewRequest(http.MethodPost, MemoryPath, nil))
	var with Memory
	if err := json.Unmarshal(recorder.Body.Bytes(), &with); err != nil {
		t.Fatalf("ServeMemory() answers %q: %v", recorder.Body, err)
	}
	runtime.KeepAlive(block)
	runtime.KeepAlive(&pool)
	between(t, "live heap", with.LiveHeapBytes-before.LiveHeapBytes, held, held+64<<10)
	between(t, "stacks", with.StackBytes-before.StackBytes, goroutines*frame, goroutines*(frame+1<<10))
	between(t, "goroutines", int64(with.Goroutines-before.Goroutines), goroutines, goroutines)

	close(until)
	ended.Wait()
	without := ReadMemory()
	between(t, "what is given back", with.Bytes()-without.Bytes(), held+goroutines*frame-64<<10, held+goroutines*frame+64<<10)
}

func between(t *testing.T, what string, got, least, most int64) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("%s: %d, want %d to %d", what, got, least, most)
	}
}

func TestMemoryOfSeveral(t *testing.T) {
	got := Memory{LiveHeapBytes: 100, StackBytes: 20, Goroutines: 3}.Plus(Memory{LiveHeapBytes: 1, StackBytes: 2, Goroutines: 4})
	if want := (Memory{LiveHeapBytes: 101, StackBytes: 22, Goroutines: 7}); got != want || got.Bytes() != 123 {
		t.Errorf("Plus() = %+v of %d bytes, want %+v of 123", got, got.Bytes(), want)
	}
}
