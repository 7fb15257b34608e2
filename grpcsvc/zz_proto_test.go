package grpcsvc

import (
	"context"
	"fmt"
	"math"
	"net"
	"os"
	"sort"
	"strconv"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/stats"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

type noop struct{}

func (noop) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (noop) HandleRPC(context.Context, stats.RPCStats)                         {}
func (noop) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (noop) HandleConn(context.Context, stats.ConnStats)                       {}

func bare(o ...grpc.ServerOption) *grpc.Server {
	s := grpc.NewServer(o...)
	m := quiet().Metrics
	catalogv1.RegisterCatalogServiceServer(s, catalogService{books: books(), metrics: m})
	catalogv1.RegisterRecommendationServiceServer(s, recommendationService{books: books(), stopping: make(chan struct{}), observer: &observer{}})
	return s
}

type server interface{ Serve(net.Listener) error }

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type arm struct {
	name      string
	call      func(n int)
	cpu, wall []float64
}

func TestPaired(t *testing.T) {
	if os.Getenv("PAIRED") == "" {
		t.Skip()
	}
	batch, _ := strconv.Atoi(os.Getenv("BATCH"))
	if batch == 0 {
		batch = 16
	}
	real := os.Getenv("REAL") != ""
	var arms []*arm
	add := func(name string, s server) {
		l, _ := net.Listen("tcp", "127.0.0.1:0")
		go s.Serve(l)
		if real {
			conn, _ := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
			c := catalogv1.NewCatalogServiceClient(conn)
			if os.Getenv("STREAM") != "" {
				arms = append(arms, &arm{name: name, call: streamCall(os.Getenv("STREAM"), newCaller(conn))})
				return
			}
			arms = append(arms, &arm{name: name, call: func(n int) {
				done := make(chan bool)
				for range batch {
					go func() {
						for range n / batch {
							if _, err := c.GetBook(context.Background(), &catalogv1.GetBookRequest{Id: 3}); err != nil {
								panic(err)
							}
						}
						done <- true
					}()
				}
				for range batch {
					<-done
				}
			}})
			return
		}
		conn, _ := net.Dial("tcp", l.Addr().String())
		c := newRawClient(t, conn, catalogv1.CatalogService_GetBook_FullMethodName)
		m := envelope(t, &catalogv1.GetBookRequest{Id: 3})
		arms = append(arms, &arm{name: name, call: func(n int) {
			for range n / batch {
				for range batch {
					c.call(m)
				}
				c.flush()
				if _, err := c.finish(batch); err != nil {
					panic(err)
				}
			}
		}})
	}
	add("bare", bare())
	add("bare2", bare())
	add("noop", bare(grpc.StatsHandler(noop{})))
	add("service", New(quiet()))
	const n = 1600
	for round := range 120 {
		for i := range arms {
			a := arms[(i+round)%len(arms)]
			c, w := cpu(), time.Now()
			a.call(n)
			if round > 0 {
				a.cpu = append(a.cpu, math.Log(float64(cpu()-c)/n))
				a.wall = append(a.wall, math.Log(float64(time.Since(w))/n))
			}
		}
	}
	for _, a := range arms {
		ratio := func(x, y []float64) string {
			var d []float64
			for i := range x {
				d = append(d, y[i]-x[i])
			}
			sort.Float64s(d)
			k := len(d)
			lo, hi := k/2-int(0.98*math.Sqrt(float64(k))), k/2+int(0.98*math.Sqrt(float64(k)))
			return fmt.Sprintf("%.3f [%.3f %.3f]", math.Exp(d[k/2]), math.Exp(d[lo]), math.Exp(d[hi]))
		}
		var m float64
		for _, x := range a.cpu {
			m += math.Exp(x) / float64(len(a.cpu))
		}
		fmt.Printf("%-8s cpu %.0f ns  throughput/bare: cpu %s wall %s\n", a.name, m, ratio(a.cpu, arms[0].cpu), ratio(a.wall, arms[0].wall))
	}
	os.Exit(0)
}

func streamCall(kind string, c caller) func(n int) {
	ctx := context.Background()
	switch kind {
	case "list":
		return func(n int) {
			for range n / 100 {
				if l, err := c.list(ctx, &catalogv1.ListBooksRequest{}); len(l) != 100 || err != nil {
					panic(err)
				}
			}
		}
	case "upload":
		r := fives(1600, "")
		return func(n int) {
			if _, err := c.upload(ctx, r[:n]); err != nil {
				panic(err)
			}
		}
	}
	s, err := c.recommendations.RealtimeRecommendations(ctx)
	if err != nil {
		panic(err)
	}
	a := validAction()
	a.MaxResults = 1
	return func(n int) {
		for range n {
			s.Send(a)
			if _, err := s.Recv(); err != nil {
				panic(err)
			}
		}
	}
}
