package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/wiretax/wiretax/bench/generator"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/cmd/selfcheck/pinned"
	"github.com/wiretax/wiretax/contract"
)

// The callers of every closed loop.
const (
	callers     = 50
	callersText = "50"
)

// connections returns how many connections every client of a stack has. A caller over HTTP/1.1
// needs one of its own, or it would wait for another caller; over gRPC they share the 16 of the
// headline.
func connections(stack string) int {
	if stack == contract.REST {
		return callers
	}
	return 16
}

func connectionsText(stack string) string { return strconv.Itoa(connections(stack)) }

// The one request of the rows that drive our own services.
const (
	bookMethod = "/catalog.v1.CatalogService/GetBook"
	bookJSON   = `{"id":1}`
	bookPath   = "/v1/books/1"
)

// getBook returns the arguments of wiretax load that ask a service for the book, over as many
// connections as all clients of the stack have.
func getBook(stack string, s *pinned.Server) []string {
	if stack == contract.REST {
		return []string{"http://" + s.Listen + bookPath, "--connections", connectionsText(stack)}
	}
	return []string{"grpc://" + s.Listen + bookMethod, "--data", bookJSON, "--connections", connectionsText(stack)}
}

// programs are those that take part.
type programs struct{ pinned.Programs }

// window is what wiretax load found, and how its process lived.
type window struct {
	record.Load
	pinned.Finished
}

// wiretax runs bin/wiretax load. Expected bounds how long it may take; every is the interval at
// which its memory is read, 0 for never.
func (p *programs) wiretax(ctx context.Context, expected, every time.Duration, args ...string) (window, error) {
	path, err := p.Program(wiretax)
	if err != nil {
		return window{}, err
	}
	ctx, cancel := pinned.Limit(ctx, wiretax, expected)
	defer cancel()
	f, err := p.Drive(pinned.Child(ctx, path, append([]string{"load", "--json", "-"}, args...)...), every)
	if err != nil {
		return window{}, pinned.Because(ctx, err)
	}
	w := window{Finished: f}
	if err := json.Unmarshal(f.Stdout, &w.Load); err != nil {
		return window{}, fmt.Errorf("read what wiretax load printed: %w", err)
	}
	if w.Completed == 0 {
		return window{}, fmt.Errorf("drive %s: none of %d requests was answered: %v", w.Target, w.Requests, w.Errors.ByKind)
	}
	return w, nil
}

// bare runs the bare loop.
func (p *programs) bare(ctx context.Context, warmup, duration time.Duration, args ...string) (r bareResult, err error) {
	ctx, cancel := pinned.Limit(ctx, "the bare loop", warmup+duration)
	defer cancel()
	err = p.loop(ctx, &r, append([]string{bareChild, "-warmup", warmup.String(), "-duration", duration.String()}, args...)...)
	if err == nil && r.Completed == 0 {
		err = fmt.Errorf("run the bare loop: it had no answer within %v", duration)
	}
	return r, pinned.Because(ctx, err)
}

// loop runs a child of this program as a client and reads what it prints. GOMAXPROCS is what
// wiretax sets for itself: one more than the CPUs that it has.
func (p *programs) loop(ctx context.Context, result any, args ...string) error {
	cmd := pinned.Child(ctx, p.Self, append([]string{Command}, args...)...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", len(p.ClientCPUs)+1))
	f, err := p.Drive(cmd, 0)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(f.Stdout, result); err != nil {
		return fmt.Errorf("read what %s printed: %w", args[0], err)
	}
	return nil
}

// ghz runs ghz with the arguments.
func (p *programs) ghz(ctx context.Context, expected, every time.Duration, args []string) (generator.Figures, pinned.Finished, error) {
	path, tool, err := p.tool(ghz)
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, err
	}
	ctx, cancel := pinned.Limit(ctx, ghz, expected)
	defer cancel()
	done, err := p.Drive(pinned.Child(ctx, path, args...), every)
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, pinned.Because(ctx, err)
	}
	f, err := tool.Read(ctx, path, "", done.Stdout)
	return f, done, err
}

// The flags of every run of ghz.
var ghzCommon = []string{"--insecure", "--format", "json"}

// ghzStall is ghz with its default options, on the stalling server.
func ghzStall(address string, requests int64, more ...string) []string {
	args := append([]string{
		"--call", stallCall, "--data", "{}", "--rps", strconv.Itoa(stallRate), "--total", strconv.FormatInt(requests, 10),
	}, ghzCommon...)
	return append(append(args, more...), address)
}

// stallCall and bookCall are the methods in the form that ghz takes.
const (
	stallCall = "grpc.health.v1.Health/Check"
	bookCall  = "catalog.v1.CatalogService/GetBook"
)

// ghzClosed is ghz as a closed loop. Its templates, a third of its CPU time, stay on as they are
// by default.
func ghzClosed(address string, more ...string) []string {
	args := append([]string{
		"--call", bookCall, "--data", bookJSON, "--concurrency", callersText, "--connections", connectionsText(contract.GRPC),
	}, ghzCommon...)
	return append(append(args, more...), address)
}

// outside runs an outside tool as wiretax run does, with more flags.
func (p *programs) outside(ctx context.Context, name string, expected time.Duration, j generator.Job, more ...string) (generator.Figures, pinned.Finished, error) {
	path, tool, err := p.tool(name)
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, err
	}
	dir, err := os.MkdirTemp("", "engine-")
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, fmt.Errorf("run %s: %w", name, err)
	}
	defer os.RemoveAll(dir)
	ctx, cancel := pinned.Limit(ctx, name, expected)
	defer cancel()
	cmd, err := tool.Command(ctx, path, dir, j)
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, err
	}
	cmd.Args = append(cmd.Args, more...)
	pinned.Adopt(cmd)
	done, err := p.Drive(cmd, 0)
	if err != nil {
		return generator.Figures{}, pinned.Finished{}, pinned.Because(ctx, err)
	}
	f, err := tool.Read(ctx, path, dir, done.Stdout)
	return f, done, err
}

// outsideTool returns the one that is compared with wiretax on a stack.
func outsideTool(stack string) string {
	if stack == contract.REST {
		return vegeta
	}
	return ghz
}

// tool finds an outside tool.
func (p *programs) tool(name string) (string, generator.Tool, error) {
	tool, err := generator.Named(name)
	if err != nil {
		return "", generator.Tool{}, err
	}
	path, err := p.Program(name)
	return path, tool, err
}
