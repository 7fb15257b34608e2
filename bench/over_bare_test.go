package bench_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/meter"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/stat"
	"github.com/wiretax/wiretax/bench/target"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// BenchmarkOverBare is what a service's own layers leave of the throughput of GetBook: the
// service beside a bare handler that does the same encode through the same library, each in
// a process of its own on the server's CPU, driven by the same closed loop, in pairs of
// random order. An iteration is a pair: -benchtime 20x gives 20.
//
// throughput is the service's over the bare handler's, and cpu-throughput the same where the
// server's CPU is the limit: bare CPU time per request over the service's. Each comes with
// its 95 % interval, from three pairs on.
func BenchmarkOverBare(b *testing.B) {
	for _, stack := range []string{"grpc", "rest"} {
		b.Run("stack="+stack, func(b *testing.B) { benchmarkOverBare(b, stack) })
	}
}

// The load of one side of a pair.
const (
	overBareCallers     = 32
	overBareConnections = 4
	overBareRequests    = 8000
)

func benchmarkOverBare(b *testing.B, stack string) {
	connections := overBareConnections
	if stack == "rest" {
		connections = overBareCallers // it carries one request at a time on each
	}
	service, bare := startSide(b, stack, false, connections), startSide(b, stack, true, connections)
	service.drive(b)
	bare.drive(b)
	var rates, cpus stat.Sample
	for b.Loop() {
		sides := []*side{service, bare}
		if rand.IntN(2) == 0 {
			sides[0], sides[1] = bare, service
		}
		for _, s := range sides {
			s.drive(b)
		}
		rates.A, rates.B = append(rates.A, bare.rate), append(rates.B, service.rate)
		cpus.A, cpus.B = append(cpus.A, service.cpu), append(cpus.B, bare.cpu)
	}
	b.ReportMetric(0, "ns/op") // of a pair, which says nothing
	for i, c := range stat.Judge([]stat.Sample{rates, cpus}) {
		name := []string{"throughput", "cpu-throughput"}[i]
		b.ReportMetric(c.Ratio, name)
		if c.N >= 3 {
			b.ReportMetric(c.CI.Lo, name+"-lo")
			b.ReportMetric(c.CI.Hi, name+"-hi")
		}
	}
}

// side is one of the two servers with its client, and what it last reached: requests a
// second, and CPU seconds of the server for each.
type side struct {
	pid       int
	client    target.Client
	seq       uint64
	rate, cpu float64
}

func startSide(b *testing.B, stack string, bare bool, connections int) *side {
	b.Helper()
	path, err := program()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(path, "serve", stack, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	if bare {
		cmd = exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), bareVariable+"="+stack)
	}
	p, err := startProcess(cmd)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.stop)
	url := map[string]string{
		"grpc": "grpc://" + p.address + catalogv1.CatalogService_GetBook_FullMethodName,
		"rest": "http://" + p.address + "/v1/books/1",
	}[stack]
	t := plan.Target{URL: url}
	if stack == "grpc" {
		t.Data, t.Protoset = `{"id":1}`, "../proto/released.binpb" // the bare server has no reflection
	}
	call, err := target.Prepare(b.Context(), t, 1)
	if err != nil {
		b.Fatal(err)
	}
	client, err := call.Dial(b.Context(), connections, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close() })
	return &side{pid: p.pid(), client: client}
}

// drive sends a fixed number of requests.
func (s *side) drive(b *testing.B) {
	b.Helper()
	before, err := meter.ProcessCPU(s.pid)
	if err != nil {
		b.Fatal(err)
	}
	result, err := load.Closed(b.Context(), s.client, load.Loop{Callers: overBareCallers, Requests: overBareRequests},
		load.Phase{Timeout: 10 * time.Second, FirstSeq: s.seq})
	if err != nil {
		b.Fatal(err)
	}
	after, err := meter.ProcessCPU(s.pid)
	if err != nil {
		b.Fatal(err)
	}
	if result.Completed != overBareRequests {
		b.Fatalf("%d of %d requests were answered: %v", result.Completed, overBareRequests, result.Failures)
	}
	s.seq += overBareRequests
	s.rate = overBareRequests / result.Elapsed.Seconds()
	s.cpu = (after - before).Seconds() / overBareRequests
}

// bareVariable makes this test binary a bare server of the stack that it names.
const bareVariable = "WIRETAX_BENCH_BARE"

// serveBare answers GetBook alone, through the same library as the service and nothing
// else, until the benchmark ends it.
func serveBare(stack string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("{\"listen\":%q}\n", l.Addr())
	books := generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
	if stack == "grpc" {
		s := grpc.NewServer()
		catalogv1.RegisterCatalogServiceServer(s, bareCatalog{books: books})
		return s.Serve(l)
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/v1/books/:id", func(c *gin.Context) {
		id, err := strconv.Atoi(c.Param("id"))
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		book, err := books.GetBook(int32(id))
		if err != nil {
			c.Status(http.StatusNotFound)
			return
		}
		c.JSON(http.StatusOK, catalogjson.BookOf(book))
	})
	return (&http.Server{Handler: engine}).Serve(l)
}

type bareCatalog struct {
	catalogv1.UnimplementedCatalogServiceServer
	books *catalog.Catalog
}

func (s bareCatalog) GetBook(_ context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	book, err := s.books.GetBook(r.GetId())
	if err != nil {
		return nil, err
	}
	return catalogpb.BookOf(book), nil
}
