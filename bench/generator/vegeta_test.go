package generator

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// restService answers no request before as many as holds have arrived.
type restService struct {
	holds int

	mu     sync.Mutex
	all    chan struct{} // closed when they have
	total  int
	byPath map[string]int
	opened int
}

func (s *restService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.total++
	s.byPath[r.URL.RequestURI()]++
	if s.total == s.holds {
		close(s.all)
	}
	s.mu.Unlock()
	select {
	case <-s.all:
	case <-r.Context().Done():
		return
	}
	if r.URL.Path == "/missing" {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, "answer")
}

func serveREST(t *testing.T, holds int) (*restService, string) {
	t.Helper()
	s := &restService{holds: holds, all: make(chan struct{}), byPath: make(map[string]int)}
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.mu.Lock()
			s.opened++
			s.mu.Unlock()
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return s, server.Listener.Addr().String()
}

func get(address string, paths ...string) Job {
	return Job{Address: address, Paths: paths, Rate: 200, Requests: 60, Connections: 60, TimeoutSeconds: 30}
}

// The first 30 requests wait for the last of them, which a closed loop, with vegeta's 10
// workers, would never send. It is not the last of all, since vegeta may leave some out.
func TestVegetaSendsAllInTurnAndWaitsForNone(t *testing.T) {
	s, address := serveREST(t, 30)
	job := get(address, "/a", "/b?x=1&y=2", "/c", "/d", "/e", "/f", "/g")
	f := run(t, "vegeta", job)
	checkAllCompleted(t, f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Sent != int64(s.total) || f.Sent > job.Requests {
		t.Errorf("vegeta says it sent %d, the service got %d, want the same and at most %d", f.Sent, s.total, job.Requests)
	}
	want := make(map[string]int)
	for i := range s.total {
		want[job.Paths[i%len(job.Paths)]]++
	}
	if !cmp.Equal(s.byPath, want) {
		t.Errorf("the service got these paths so often: %v, want %v", s.byPath, want)
	}
}

// The first three requests wait for each other, so each has its own connection. Many more
// come in a burst and share these.
func TestVegetaOpensItsConnections(t *testing.T) {
	s, address := serveREST(t, 3)
	job := get(address, "/a")
	job.Connections, job.Rate, job.Requests = 3, 20_000, 2000
	checkAllCompleted(t, run(t, "vegeta", job))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != job.Connections {
		t.Errorf("vegeta opened %d connections, want %d", s.opened, job.Connections)
	}
}

func TestVegetaCountsWhatFailed(t *testing.T) {
	s, address := serveREST(t, 1)
	f := run(t, "vegeta", get(address, "/a", "/missing"))
	s.mu.Lock()
	defer s.mu.Unlock()
	want := map[string]int64{"status 404": int64(s.byPath["/missing"])}
	if f.Completed != int64(s.byPath["/a"]) || f.Sent != int64(s.total) || !cmp.Equal(f.Failures, want) {
		t.Errorf("figures = %+v, want the service's %v", f, s.byPath)
	}
}

func TestVegetaCountsWhatGotNoAnswer(t *testing.T) {
	// Nobody listens there any more.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	f := run(t, "vegeta", get(listener.Addr().String(), "/a"))
	if f.Sent == 0 || f.Completed != 0 || !cmp.Equal(f.Failures, map[string]int64{"no answer": f.Sent}) {
		t.Errorf("figures of no service = %+v, want nothing but no answer", f)
	}
}
