package conformance_test

import (
	"runtime"
	"testing"
)

// heap is the memory of the process, of services and clients together.
func heap() int64 {
	runtime.GC()
	runtime.GC() // pools keep what was theirs through one
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// bounded returns what holds the heap to have grown by less than limit bytes since.
func bounded(t *testing.T) func(what string, limit int64) {
	t.Helper()
	before := heap()
	return func(what string, limit int64) {
		t.Helper()
		grown := heap() - before
		t.Logf("%s: the heap has grown by %d KiB", what, grown>>10)
		if grown > limit {
			t.Errorf("%s: the heap has grown by %d bytes, want at most %d", what, grown, limit)
		}
	}
}

// alive wants a service to answer the next request of another client. Nobody rates the book that
// it asks for.
func (s *service) alive(t *testing.T) {
	t.Helper()
	stack := stackNamed("rest")
	if s.name == grpcService {
		stack = stackNamed("grpc")
	}
	check(t, stack.connect(t, s, false), getBook(3), truth(t, s.books, getBook(3)))
}
