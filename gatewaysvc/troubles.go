package gatewaysvc

import (
	"log/slog"
	"sync"
	"sync/atomic"

	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// troubles logs when the service begins to fail and when it has recovered, once each, so that a
// service that is down does not fill the disk.
type troubles struct {
	log      *slog.Logger
	requests atomic.Int64 // since it began to fail

	mu   sync.Mutex
	code codes.Code // of the failure that was logged last
}

// note is called with the error of every call.
func (t *troubles) note(err error) {
	if err == nil {
		if t.requests.Load() > 0 {
			t.over()
		}
		return
	}
	code, m := known(err)
	if code == codes.Canceled || m.detail == "" {
		return // the caller's own fault
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests.Add(1)
	if t.code != code {
		t.code = code
		t.log.Warn("upstream fails", "code", codev1.Code_name[int32(code)], "error", status.Convert(err).Message())
	}
}

func (t *troubles) over() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := t.requests.Swap(0); n > 0 {
		t.log.Info("upstream answers again", "code", codev1.Code_name[int32(t.code)], "requests", n)
		t.code = codes.OK
	}
}
