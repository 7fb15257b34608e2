package engine

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// bareResult is what the bare loop prints: what its window cost.
type bareResult struct {
	Completed  int64   `json:"completed"`
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
}

// runBare returns the child with which the engine is compared: callers that repeat one request
// through the library alone, and measure, count and check nothing for it. Like wiretax it warms
// up first, lets everything end, and then reads its own CPU clock at both edges of the window,
// so that the window contains no start-up.
func runBare(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet(bareChild, flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		stack    = flags.String("stack", "", "grpc or rest")
		address  = flags.String("address", "", "host:port of the service")
		path     = flags.String("path", bookPath, "path to get over rest")
		callers  = flags.Int("callers", callers, "how many callers")
		warmup   = flags.Duration("warmup", time.Second, "time before the window")
		duration = flags.Duration("duration", time.Second, "length of the window")
		heap     = flags.Uint("heap", 0, "bytes to hold meanwhile, so that garbage is collected as rarely as by others")
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	held := make([]byte, *heap)
	defer runtime.KeepAlive(held)
	calls, closeAll, err := bareCalls(*stack, *address, *path, *callers)
	if err != nil {
		return err
	}
	defer closeAll()
	if _, err := callAll(ctx, calls, *warmup); err != nil {
		return fmt.Errorf("warm up bare loop: %w", err)
	}
	runtime.GC() // as wiretax does, so that every window begins with the same heap
	before, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	begun := time.Now()
	var r bareResult
	if r.Completed, err = callAll(ctx, calls, *duration); err != nil {
		return fmt.Errorf("run bare loop: %w", err)
	}
	r.Seconds = time.Since(begun).Seconds()
	after, err := meter.OwnCPU()
	if err != nil {
		return err
	}
	r.CPUSeconds = (after - before).Seconds()
	return json.NewEncoder(stdout).Encode(r)
}

// callAll makes every caller call until the time is over, and returns the number of calls. The
// first error ends all callers.
func callAll(ctx context.Context, calls []func() error, length time.Duration) (int64, error) {
	var (
		stop  atomic.Bool
		total atomic.Int64
		all   sync.WaitGroup
		once  sync.Once
		first error
	)
	end := func() { stop.Store(true) }
	defer time.AfterFunc(length, end).Stop()
	defer context.AfterFunc(ctx, end)()
	for _, call := range calls {
		all.Go(func() {
			var n int64
			for ; n == 0 || !stop.Load(); n++ { // on a busy machine the time may be over at once
				if err := call(); err != nil {
					once.Do(func() { first = err })
					end()
					return
				}
			}
			total.Add(n)
		})
	}
	all.Wait()
	return total.Load(), errors.Join(first, ctx.Err())
}

// bareCalls returns a call for each caller, over the connections of the stack.
func bareCalls(stack, address, path string, callers int) (calls []func() error, closeAll func(), err error) {
	switch stack {
	case contract.GRPC:
		return bareGRPC(address, callers)
	case contract.REST:
		return bareHTTP(address+path, callers)
	}
	return nil, nil, fmt.Errorf("run bare loop: unknown -stack %q; use grpc or rest", stack)
}

// bareGRPC calls the generated stub; the callers use the connections in turn.
func bareGRPC(address string, callers int) ([]func() error, func(), error) {
	var conns []*grpc.ClientConn
	closeAll := func() {
		for _, c := range conns {
			c.Close()
		}
	}
	for range connections(contract.GRPC) {
		conn, err := grpc.NewClient("passthrough:///"+address,
			grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDisableServiceConfig(), grpc.WithIdleTimeout(0))
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("run bare loop: %w", err)
		}
		conns = append(conns, conn)
	}
	calls := make([]func() error, callers)
	for i := range calls {
		client := catalogv1.NewCatalogServiceClient(conns[i%len(conns)])
		request := &catalogv1.GetBookRequest{Id: 1}
		calls[i] = func() error {
			_, err := client.GetBook(context.Background(), request)
			return err
		}
	}
	return calls, closeAll, nil
}

// bareHTTP gets the answer and reads it to its end, undecoded. Each caller makes its request
// once and sends it every time, which is the least work for the library.
func bareHTTP(url string, callers int) ([]func() error, func(), error) {
	transport := &http.Transport{
		MaxConnsPerHost: connections(contract.REST), MaxIdleConnsPerHost: connections(contract.REST), DisableCompression: true,
	}
	client := &http.Client{Transport: transport}
	calls := make([]func() error, callers)
	for i := range calls {
		request, err := http.NewRequest(http.MethodGet, "http://"+url, nil)
		if err != nil {
			return nil, nil, fmt.Errorf("run bare loop: %w", err)
		}
		calls[i] = func() error {
			response, err := client.Do(request)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("status %s", response.Status)
			}
			_, err = io.Copy(io.Discard, response.Body)
			return err
		}
	}
	return calls, transport.CloseIdleConnections, nil
}
