package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/shop"
)

// chain is the shop as three processes.
type chain struct {
	t         *testing.T
	via       string
	addresses map[string]string
	processes map[string]*exec.Cmd
	conn      *grpc.ClientConn // to order
}

// upstreams are whom the services ask.
var upstreams = map[string]string{shop.Order: shop.Product, shop.Product: shop.Inventory}

func startChain(t *testing.T, via string) *chain {
	c := &chain{t: t, via: via, addresses: map[string]string{}, processes: map[string]*exec.Cmd{}}
	for _, name := range []string{shop.Inventory, shop.Product, shop.Order} {
		c.addresses[name] = "127.0.0.1:0"
		c.start(name)
	}
	var err error
	c.conn, err = grpc.NewClient(c.addresses[shop.Order], grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDisableRetry())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.conn.Close() })
	return c
}

// start starts a service, at the port that it had before.
func (c *chain) start(name string) {
	c.t.Helper()
	args := []string{"--via", c.via, "--listen", c.addresses[name]}
	if upstream := upstreams[name]; upstream != "" {
		args = append(args, "--"+upstream, c.addresses[upstream])
	}
	cmd, at := startServe(c.t, name, args...)
	if at.Service != name {
		c.t.Errorf("%s announces itself as %s", name, at.Service)
	}
	c.processes[name], c.addresses[name] = cmd, at.Listen
}

func (c *chain) signal(name string, s syscall.Signal) {
	c.t.Helper()
	if err := c.processes[name].Process.Signal(s); err != nil {
		c.t.Fatalf("%v to %s: %v", s, name, err)
	}
}

// freeze stops a process, and waits until each of its threads has stopped: a signal is on its
// way while others still answer.
func (c *chain) freeze(name string) {
	c.t.Helper()
	c.signal(name, syscall.SIGSTOP)
	for limit := time.Now().Add(time.Minute); !stopped(c.t, c.processes[name].Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			c.t.Fatalf("%s goes on after SIGSTOP", name)
		}
	}
}

func stopped(t *testing.T, pid int) bool {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("threads of %d: %v, %v", pid, threads, err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended
		}
		// The state comes after the name, which is in brackets.
		if _, rest, _ := strings.Cut(string(stat), ") "); !strings.HasPrefix(rest, "T") {
			return false
		}
	}
	return true
}

// told is what a caller learns: a code in gRPC's words and the hop at fault. Both are empty if
// order itself says nothing.
type told struct{ code, hop string }

// askLimit is what the caller gives; the margins of two hops in it are larger than what the
// noise of a machine takes.
const askLimit = 2 * time.Second

func (c *chain) ask(calls string) told {
	ctx, cancel := context.WithTimeout(c.t.Context(), askLimit)
	defer cancel()
	if c.via == "rest" {
		return c.askREST(ctx, calls)
	}
	style := shopv1.CallStyle(shopv1.CallStyle_value[map[string]string{"serial": "SERIAL", "parallel": "PARALLEL", "batch": "BATCH"}[calls]])
	_, err := shopv1.NewOrderServiceClient(c.conn).GetOrder(ctx, &shopv1.GetOrderRequest{Id: 7, Lines: 3, Calls: style})
	s := status.Convert(err)
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return told{codev1.Code(s.Code()).String(), info.GetMetadata()["hop"]}
		}
	}
	if err == nil {
		return told{code: "OK"}
	}
	return told{}
}

func (c *chain) askREST(ctx context.Context, calls string) told {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addresses[shop.Order]+"/v1/orders/7?lines=3&calls="+calls, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Request-Timeout", askLimit.String())
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return told{}
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return told{code: "OK"}
	}
	var problem struct{ Code, Hop string }
	if err := json.NewDecoder(response.Body).Decode(&problem); err != nil {
		c.t.Fatalf("%s: %v", response.Status, err)
	}
	return told{problem.Code, problem.Hop}
}

// recovers asks until there is an answer.
func (c *chain) recovers(what string) {
	c.t.Helper()
	for limit := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		got := c.ask("batch")
		if got.code == "OK" {
			return
		}
		if time.Now().After(limit) {
			c.t.Fatalf("%s: GetOrder is still %+v", what, got)
		}
	}
}

// A process that is frozen or killed is named by the one before it, in time, and the chain
// is whole again when it goes on or is started again at its port.
func TestChainOfProcesses(t *testing.T) {
	for _, via := range []string{"grpc", "rest"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			c := startChain(t, via)
			c.recovers("start")
			for _, hop := range []string{shop.Inventory, shop.Product, shop.Order} {
				silent, dead := told{"DEADLINE_EXCEEDED", hop}, told{"UNAVAILABLE", hop}
				if hop == shop.Order {
					silent, dead = told{}, told{} // no service is left that could say it
				}
				c.freeze(hop)
				if got := c.ask("parallel"); got != silent {
					t.Errorf("GetOrder with %s frozen = %+v, want %+v", hop, got, silent)
				}
				c.signal(hop, syscall.SIGCONT)
				c.recovers(hop + " goes on")

				c.signal(hop, syscall.SIGKILL)
				c.processes[hop].Wait()
				for _, calls := range []string{"serial", "parallel", "batch"} {
					if got := c.ask(calls); got != dead {
						t.Errorf("GetOrder, %s, with %s killed = %+v, want %+v", calls, hop, got, dead)
					}
				}
				c.start(hop)
				c.recovers(hop + " is started again")
			}
			for name, cmd := range c.processes {
				c.signal(name, syscall.SIGTERM)
				if err := cmd.Wait(); err != nil {
					t.Errorf("%s ended with %v after SIGTERM, want exit 0", name, err)
				}
			}
		})
	}
}
