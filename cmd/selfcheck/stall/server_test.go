package stall_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The periods of the tests are a hundredth as long as usual.
const (
	every = 50 * time.Millisecond
	pause = 20 * time.Millisecond
)

// start serves until the test ends and returns both addresses.
func start(t *testing.T, c stall.Config) (httpAddress, grpcAddress string) {
	t.Helper()
	s, err := stall.New(c)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	var serving sync.WaitGroup
	serve := func(serve func(net.Listener) error) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		serving.Go(func() {
			if err := serve(l); err != nil {
				t.Errorf("serve: %v", err)
			}
		})
		return l.Addr().String()
	}
	httpAddress, grpcAddress = serve(s.Serve), serve(s.ServeGRPC)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
		serving.Wait()
	})
	return httpAddress, grpcAddress
}

// ask is a target that asks in a goroutine for each request.
type ask func(context.Context) error

func (a ask) Start(ctx context.Context, t load.Ticket, done load.Sink) {
	go func() {
		var o load.Outcome
		if err := a(ctx); err != nil {
			o.Failure = err.Error()
		}
		done.Done(t, o)
	}()
}

// askHTTP gets the path over the given version of HTTP.
func askHTTP(t *testing.T, address string, http2 bool) ask {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 100, Protocols: new(http.Protocols)}
	transport.Protocols.SetHTTP1(!http2)
	transport.Protocols.SetUnencryptedHTTP2(http2)
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+stall.Path, nil)
		if err != nil {
			return err
		}
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if body, err := io.ReadAll(response.Body); err != nil || string(body) != "ok\n" || (response.ProtoMajor == 2) != http2 {
			return fmt.Errorf("%s %s %q %v", response.Proto, response.Status, body, err)
		}
		return nil
	}
}

func dial(t *testing.T, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func askGRPC(t *testing.T, address string) ask {
	client := health.NewHealthClient(dial(t, address))
	return func(ctx context.Context) error {
		_, err := client.Check(ctx, &health.HealthCheckRequest{})
		return err
	}
}

// TestServerStalls drives the server over each transport by the engine's open loop. An
// answer is never early, so the truth is a lower bound of the times on any machine; how far
// above it they are depends on the machine.
func TestServerStalls(t *testing.T) {
	const rate, periods = 400, 4
	c := stall.Config{Every: every, Stall: pause, Service: time.Millisecond}
	times, err := stall.Truth(c, rate, periods, 0)
	if err != nil {
		t.Fatal(err)
	}
	truth := stall.Quantile(times, 0.85)
	if truth < pause/4 {
		t.Fatalf("truth = %v, want one that is made of stalls", truth)
	}
	httpAddress, grpcAddress := start(t, c)
	for name, target := range map[string]ask{
		"http/1.1": askHTTP(t, httpAddress, false), "h2c": askHTTP(t, httpAddress, true), "grpc": askGRPC(t, grpcAddress),
	} {
		t.Run(name, func(t *testing.T) {
			length := periods * every
			result, err := load.Open(t.Context(), target, pace.Uniform(rate, length), load.Phase{Duration: length, Timeout: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if want := int64(rate * length.Seconds()); result.Completed != want {
				t.Errorf("completed = %d, failures %v, want %d", result.Completed, result.Failures, want)
			}
			response := result.Times.Response
			if got := time.Duration(response.Min()); got < c.Service {
				t.Errorf("fastest response = %v, want at least %v", got, c.Service)
			}
			// The phase of the arrivals is not that of the truth: allow for one gap.
			if got := time.Duration(response.ValueAtQuantile(85)); got < truth-time.Second/rate {
				t.Errorf("p85 = %v, want at least %v", got, truth-time.Second/rate)
			}
		})
	}
}

func TestServerAnswersAtOnceOutsideTheStall(t *testing.T) {
	// The hour's stall is over; no test run lasts until the next.
	c := stall.Config{Every: time.Hour, Stall: time.Second, Start: time.Now().Add(-time.Minute)}
	address, _ := start(t, c)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	for method, want := range map[string]int{http.MethodGet: 200, http.MethodPost: 200, http.MethodPut: 405} {
		request, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+stall.Path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: status %d, want %d", method, response.StatusCode, want)
		}
	}
}

// TestCloseEndsTheWaiting ends requests that a stall holds, and the goroutine that releases them.
func TestCloseEndsTheWaiting(t *testing.T) {
	s, err := stall.New(stall.Config{Every: time.Hour, Stall: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	asked, answered := make(chan struct{}), make(chan error)
	go func() {
		close(asked)
		_, err := s.Check(context.Background(), nil)
		answered <- err
	}()
	<-asked
	if err := s.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	// The stall may have ended before Close; otherwise the answer is an error.
	if err := <-answered; err != nil && !strings.Contains(err.Error(), "closed") {
		t.Errorf("Check() = %v, want none or that the server is closed", err)
	}
}

func TestReflectionDescribesTheMethod(t *testing.T) {
	_, address := start(t, stall.Config{})
	stream, err := reflection.NewServerReflectionClient(dial(t, address)).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	service, _, _ := strings.Cut(strings.TrimPrefix(stall.Method, "/"), "/")
	request := &reflection.ServerReflectionRequest{MessageRequest: &reflection.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: service}}
	if err := stream.Send(request); err != nil {
		t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil || len(answer.GetFileDescriptorResponse().GetFileDescriptorProto()) == 0 {
		t.Errorf("reflection of %s = %v, %v, want its file", service, answer, err)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
}
