package single

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
)

// counted returns a server that counts what it is asked, and answers with the status.
func counted(t *testing.T, status func(n int64) int) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status(asked.Add(1)))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func always(status int) func(int64) int { return func(int64) int { return status } }

func loadConfig(url string) Config {
	return Config{
		Target: plan.Target{URL: url}, Arrivals: "poisson", Seed: 1,
		Connections: 4, Timeout: 5 * time.Second, CPUs: 2,
	}
}

func mustLoad(t *testing.T, ctx context.Context, c Config) (record.Load, record.Times) {
	t.Helper()
	result, times, err := Load(ctx, c)
	if err != nil {
		t.Fatalf("Load() = %v", err)
	}
	return result, times
}

func TestLoadSendsExactlyWhatItIsAskedFor(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"open":   func(c *Config) { c.Steps = []Step{{Rate: 2000, Requests: 100}} },
		"closed": func(c *Config) { c.Callers, c.Requests = 3, 100 },
	} {
		url, asked := counted(t, always(200))
		c := loadConfig(url)
		change(&c)
		l, times := mustLoad(t, context.Background(), c)
		if l.Requests != 100 || l.Completed != 100 || asked.Load() != 100 {
			t.Errorf("%s: requests, completed, seen by the server = %d, %d, %d, want 100 each", name, l.Requests, l.Completed, asked.Load())
		}
		if l.Response.Count != 100 || times.Response.TotalCount() != 100 {
			t.Errorf("%s: response times = %d and %d, want 100", name, l.Response.Count, times.Response.TotalCount())
		}
		if l.ConnectionsOpened != 4 || l.TransportRetries == nil || *l.TransportRetries != 0 {
			t.Errorf("%s: connections, retries = %d, %v, want 4, 0", name, l.ConnectionsOpened, l.TransportRetries)
		}
		if *l.BytesSent < 100*20 || *l.BytesReceived < 100*20 || *l.ClientCPUSeconds <= 0 {
			t.Errorf("%s: bytes sent, received, CPU = %d, %d, %v, want some of each", name, *l.BytesSent, *l.BytesReceived, *l.ClientCPUSeconds)
		}
	}
}

func TestLoadModes(t *testing.T) {
	url, _ := counted(t, always(200))
	c := loadConfig(url)
	c.Callers, c.Duration, c.Warmup = 2, 30*time.Millisecond, 10*time.Millisecond
	l, _ := mustLoad(t, context.Background(), c)
	if l.Mode != "closed" || l.Callers != 2 || l.OfferedRPS != nil || l.Arrivals != nil || l.Lag.Count != 0 {
		t.Errorf("closed loop: mode %s, callers %d, offered %v, arrivals %v, lag of %d requests", l.Mode, l.Callers, l.OfferedRPS, l.Arrivals, l.Lag.Count)
	}
	c = loadConfig(url)
	c.Arrivals = "uniform"
	c.Steps = []Step{{Rate: 1000, Duration: 50 * time.Millisecond}, {Rate: 3000, Duration: 50 * time.Millisecond}}
	l, times := mustLoad(t, context.Background(), c)
	if l.Mode != "open" || *l.Arrivals != "uniform" || len(l.Steps) != 2 {
		t.Fatalf("steps: mode %s, arrivals %v, %d steps", l.Mode, *l.Arrivals, len(l.Steps))
	}
	if l.Requests != 200 || l.Steps[0].Requests != 50 || l.Steps[1].Requests != 150 || times.Lag.TotalCount() != 200 {
		t.Errorf("steps: %d requests, %d and %d, lag of %d, want 200, 50 and 150, 200", l.Requests, l.Steps[0].Requests, l.Steps[1].Requests, times.Lag.TotalCount())
	}
	if rate := *l.OfferedRPS; rate < 1999 || rate > 2001 {
		t.Errorf("steps: %v/s are offered together, want 2000", rate)
	}
	if sum := *l.Steps[0].BytesSent + *l.Steps[1].BytesSent; sum != *l.BytesSent {
		t.Errorf("steps: %d bytes sent together, want the sum %d", *l.BytesSent, sum)
	}
}

func TestLoadCountsErrorsByKind(t *testing.T) {
	url, _ := counted(t, func(n int64) int {
		if n%4 == 0 {
			return 503
		}
		return 200
	})
	c := loadConfig(url)
	c.Callers, c.Requests = 1, 40
	l, times := mustLoad(t, context.Background(), c)
	if l.Errors.Total != 10 || l.Errors.ByKind["status 503"] != 10 || l.Completed != 30 {
		t.Errorf("errors = %+v, completed %d, want 10 × status 503, 30", l.Errors, l.Completed)
	}
	if times.Errors.TotalCount() != 10 || l.Response.Count != 30 {
		t.Errorf("times of errors, of answers = %d, %d, want 10, 30", times.Errors.TotalCount(), l.Response.Count)
	}
	if !strings.Contains(strings.Join(l.Warnings, "\n"), "10 of 40 requests failed") {
		t.Errorf("warnings = %q, want the failures among them", l.Warnings)
	}
}

func TestLoadThatIsStoppedKeepsWhatItHas(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	url, _ := counted(t, func(n int64) int {
		if n == 20 {
			cancel()
		}
		return 200
	})
	c := loadConfig(url)
	c.Steps = []Step{{Rate: 1000, Duration: time.Hour}, {Rate: 2000, Duration: time.Hour}}
	l, _ := mustLoad(t, ctx, c)
	if l.Valid || l.Completed < 20 || l.Completed != l.Requests || l.DurationSeconds > 60 {
		t.Errorf("valid %v, %d of %d completed in %v s, want false, all of 20 or more, the time it took", l.Valid, l.Completed, l.Requests, l.DurationSeconds)
	}
	if len(l.Warnings) == 0 || !strings.Contains(l.Warnings[0], "stopped") {
		t.Errorf("warnings = %q, want the first to say that it was stopped", l.Warnings)
	}
}

func TestLoadOfATargetThatIsNotThere(t *testing.T) {
	server := httptest.NewServer(nil)
	url := server.URL
	server.Close()
	c := loadConfig(url)
	c.Callers, c.Requests = 1, 1
	if _, _, err := Load(context.Background(), c); err == nil || !strings.Contains(err.Error(), url) {
		t.Errorf("Load() = %v, want an error that names %s", err, url)
	}
}

func TestLoadGivesAnExampleOfEachKind(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch asked.Add(1) % 4 {
		case 0:
			io.WriteString(w, `{"id":1}`)
		case 1:
			w.WriteHeader(503)
			io.WriteString(w, "\x1b[2Jno \u202eroom "+strings.Repeat("x", 1<<20))
		case 2:
			io.WriteString(w, "<html>")
		default:
			io.WriteString(w, `{"id":8}`)
		}
	}))
	defer server.Close()
	c := loadConfig(server.URL)
	c.Target.Expect = []string{"$.id=8"}
	c.Client = contract.NativeClient // which looks into every answer
	c.Callers, c.Requests, c.Warmup = 1, 40, 50*time.Millisecond
	l, _ := mustLoad(t, context.Background(), c)
	for kind, want := range map[string]string{
		"wrong answer":       "$.id is 1, want 8",
		"status 503":         `want 200 to 299; the answer is "\x1b[2Jno \u202eroom xxx`,
		"undecodable answer": `it is not JSON: invalid character '<' looking for beginning of value; the answer is "<html>"`,
	} {
		got := l.Errors.Examples[kind]
		if !strings.HasPrefix(got, want) || len(got) > 300 || l.Errors.ByKind[kind] != 10 {
			t.Errorf("%d × %s, such as %q, want 10 and %q", l.Errors.ByKind[kind], kind, got, want)
		}
	}
	// The errors have the kinds and examples, and the warm-up failed in the same ways.
	warnings := strings.Join(l.Warnings, "\n")
	if l.Warnings[0] != "30 of 40 requests failed" || strings.Count(warnings, " failed") != 1 || !strings.Contains(warnings, "\n"+record.WhatToDo+"correct the request, ") {
		t.Errorf("warnings = %q, want the failures once, and what to do", l.Warnings)
	}
}

// The failures of the warm-up are mentioned if the windows do not have them.
func TestLoadMentionsWhatFailedInTheWarmupOnly(t *testing.T) {
	url, _ := counted(t, func(n int64) int {
		if n == 2 { // the first asks for the protocol
			return 503
		}
		return 200
	})
	c := loadConfig(url)
	c.Callers, c.Requests, c.Warmup = 1, 40, 50*time.Millisecond
	l, _ := mustLoad(t, context.Background(), c)
	if warnings := strings.Join(l.Warnings, "\n"); !l.Valid || !strings.Contains(warnings, "requests of the warm-up failed: 1 × status 503") {
		t.Errorf("valid %v, warnings = %q, want the failure of the warm-up", l.Valid, warnings)
	}
}

// serveH2 speaks HTTP/2 only, and counts what it is asked.
func serveH2(t *testing.T) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestLoadInTheWrongProtocol(t *testing.T) {
	url, asked := serveH2(t)
	c := loadConfig(url)
	c.Callers, c.Requests, c.Warmup = 1, 5, time.Minute
	_, _, err := Load(context.Background(), c)
	if err == nil || !strings.Contains(err.Error(), "speaks HTTP/2 without HTTP/1.1; use "+url+"/ with http2") || asked.Load() > 1 {
		t.Errorf("Load() = %v after %d requests of HTTP/2, want the remedy after one at most", err, asked.Load())
	}
	c.Warmup = 0
	for _, change := range []func(){
		func() {},
		func() { c.Requests, c.Duration = 0, time.Hour },
		func() {
			c.Callers, c.Steps = 0, []Step{{Rate: 50, Duration: time.Hour}, {Rate: 60, Duration: time.Hour}}
		},
	} {
		change()
		if _, _, err := Load(t.Context(), c); err == nil || !strings.Contains(err.Error(), "use "+url+"/ with http2") {
			t.Errorf("Load() without a warm-up = %v, want the remedy", err)
		}
	}
}
