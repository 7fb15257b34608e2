package target_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/target"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const costN = 40000

type nullSink struct {
	client load.Target
	left   *atomic.Int64
	wg     *sync.WaitGroup
	ctx    context.Context
	bad    *atomic.Int64
}

func TestZZCost(t *testing.T) {
	kind := os.Getenv("COST")
	if kind == "" {
		t.Skip()
	}
	conns := 16
	bareLoop := func(f func() error) func() {
		return func() {
			var left atomic.Int64
			left.Store(costN)
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					for left.Add(-1) >= 0 {
						if err := f(); err != nil {
							panic(err)
						}
					}
				})
			}
			wg.Wait()
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var bare func()
	var to plan.Target
	if kind == "http" {
		tr := &http.Transport{MaxConnsPerHost: conns, MaxIdleConnsPerHost: conns, DisableCompression: true}
		c := &http.Client{Transport: tr}
		to.URL = "http://" + os.Getenv("ADDR") + "/v1/books/1"
		bare = bareLoop(func() error {
			req, _ := http.NewRequestWithContext(ctx, "GET", to.URL, nil)
			resp, err := c.Do(req)
			if err != nil {
				return err
			}
			io.Copy(io.Discard, resp.Body)
			return resp.Body.Close()
		})
	} else {
		var stubs []catalogv1.CatalogServiceClient
		for range conns {
			cc, err := grpc.NewClient(os.Getenv("ADDR"), grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				t.Fatal(err)
			}
			stubs = append(stubs, catalogv1.NewCatalogServiceClient(cc))
		}
		var n atomic.Int64
		bare = bareLoop(func() error {
			_, err := stubs[n.Add(1)%int64(conns)].GetBook(ctx, &catalogv1.GetBookRequest{Id: 1})
			return err
		})
		to.URL = "grpc://" + os.Getenv("ADDR") + "/wiretax.catalog.v1.CatalogService/GetBook"
		if m := os.Getenv("METHOD"); m != "" {
			to.URL = "grpc://" + os.Getenv("ADDR") + m
		}
		to.Data = `{"id":1}`
	}
	call, err := target.Prepare(ctx, to, 1)
	if err != nil {
		t.Fatal(err)
	}
	client, err := call.Dial(ctx, conns, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ours := func() {
		r, err := load.Closed(ctx, client, load.Loop{Callers: 50, Requests: costN}, load.Phase{Timeout: 5 * time.Second})
		if err != nil || r.Completed != costN {
			t.Fatal(err, r.Completed, r.Failures)
		}
	}
	bare()
	ours()
	mallocs := func() (uint64, uint64) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.Mallocs, m.TotalAlloc
	}
	m0, b0 := mallocs()
	bare()
	m1, b1 := mallocs()
	ours()
	m2, b2 := mallocs()
	fmt.Printf("allocs bare %.1f (%d B) ours %.1f (%d B)\n", float64(m1-m0)/costN, (b1-b0)/costN, float64(m2-m1)/costN, (b2-b1)/costN)
	for range 3 {
		a := cpu()
		bare()
		b := cpu()
		ours()
		c := cpu()
		fmt.Printf("bare %v ours %v ratio %.3f\n", (b-a)/costN, (c-b)/costN, float64(c-b)/float64(b-a))
	}
}
