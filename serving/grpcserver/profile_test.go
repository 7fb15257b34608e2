package grpcserver

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"testing"
	"testing/synctest"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A tuned server has a stream worker for each CPU, on which its handlers run; while all are busy a
// call has a goroutine of its own. Under any other profile every call has.
func TestStreamWorkers(t *testing.T) {
	for _, test := range []struct {
		profile serving.Profile
		workers int
	}{{serving.Default, 0}, {serving.Matched, 0}, {serving.Tuned, runtime.GOMAXPROCS(0)}} {
		servingtest.Bubble(t, string(test.profile), func(t *testing.T) {
			config := quiet()
			config.Profile = test.profile
			s := New(config)
			busy, release := 0, make(chan struct{})
			ask := func(_ any, _ context.Context, _ func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
				if strings.Contains(string(debug.Stack()), worker) {
					busy++
				}
				<-release
				return &emptypb.Empty{}, nil
			}
			s.RegisterService(&grpc.ServiceDesc{ServiceName: "test.Probe", Methods: []grpc.MethodDesc{{MethodName: "Ask", Handler: ask}}}, nil)
			client, _ := servingtest.StartGRPCPipe(t, s)
			synctest.Wait()
			if n := workers(t); n != test.workers {
				t.Errorf("%d stream workers, want %d", n, test.workers)
			}
			calls := test.workers + 3
			answered := make(chan error, calls)
			for range calls { // none ends before all have begun
				go func() {
					answered <- client.Invoke(t.Context(), "/test.Probe/Ask", &emptypb.Empty{}, &emptypb.Empty{})
				}()
				synctest.Wait()
			}
			close(release)
			for range calls {
				if err := <-answered; err != nil {
					t.Errorf("a call = %v, want nil", err)
				}
			}
			if busy != test.workers {
				t.Errorf("%d of %d calls at a time run on stream workers, want %d", busy, calls, test.workers)
			}
		})
	}
}

// worker is the library's function that a stream worker runs.
const worker = "google.golang.org/grpc.(*Server).serverWorker"

// workers counts the stream workers of the process.
func workers(t *testing.T) (n int) {
	t.Helper()
	var text bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&text, 1); err != nil {
		t.Fatal(err)
	}
	for group := range strings.SplitSeq(text.String(), "\n\n") {
		var count int
		if _, err := fmt.Sscanf(group, "%d @", &count); err == nil && strings.Contains(group, worker+"+") {
			n += count
		}
	}
	return n
}
