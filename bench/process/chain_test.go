package process

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// ready returns a process that says that it listens at an address, and behind it another.
func ready(name, address string) Spec {
	return Spec{name, func(upstream string) *exec.Cmd {
		return exec.Command("sh", "-c", fmt.Sprintf(`echo '{"listen":%q,"admin":%q}'; exec sleep 60`, address+upstream, "admin of "+name))
	}}
}

func TestChain(t *testing.T) {
	c, err := Start(t.Context(), []Spec{ready("order", "a"), ready("product", "b"), ready("inventory", "c")}, allCPUs(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Stop()
	for i, want := range []string{"order abc admin of order", "product bc admin of product", "inventory c admin of inventory"} {
		if got := fmt.Sprintf("%s %s %s", c[i].Name, c[i].Address, c[i].Admin); got != want {
			t.Errorf("process %d is %s, want %s", i, got, want)
		}
	}
	ctx, cancel := c.Within(t.Context())
	defer cancel()
	if c.Front() != c[0] || !c.Ours() || c.Err() != nil || ctx.Err() != nil {
		t.Errorf("while all run: ours %v, Err() = %v, the context's is %v", c.Ours(), c.Err(), ctx.Err())
	}
	syscall.Kill(c[1].PID, syscall.SIGKILL)
	<-ctx.Done()
	const want = "product ended: signal: killed"
	if cause := context.Cause(ctx); cause.Error() != want || c.Err() == nil || c.Err().Error() != want {
		t.Errorf("the cause is %v, Err() = %v, want %s", cause, c.Err(), want)
	}
	c.Stop()
	for _, s := range c {
		if s.Err() == nil {
			t.Errorf("%s goes on", s.Name)
		}
	}
}

// A process that is not ready is an error, and those behind it are stopped.
func TestChainThatDoesNotStart(t *testing.T) {
	var behind *exec.Cmd
	last := Spec{"inventory", func(string) *exec.Cmd {
		behind = ready("inventory", "c").Command("")
		return behind
	}}
	for script, want := range map[string]string{
		"echo hello; exec sleep 60":           `start order: it announced "hello" instead of its address`,
		`echo '{"admin":"a"}'; exec sleep 60`: `start order: it announced "{\"admin\":\"a\"}" instead of its address`,
		"echo no catalog >&2; exit 2":         "order ended: exit status 2; its log ends with: no catalog",
	} {
		first := Spec{"order", func(string) *exec.Cmd { return exec.Command("sh", "-c", script) }}
		_, err := Start(t.Context(), []Spec{first, last}, allCPUs(t))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: Start() = %v, want %s", script, err, want)
		}
		if behind.ProcessState == nil {
			t.Errorf("%s: the process behind goes on", script)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	silent := Spec{"silent", func(string) *exec.Cmd { return exec.Command("sleep", "60") }}
	if _, err := Start(ctx, []Spec{silent}, allCPUs(t)); err != context.Canceled {
		t.Errorf("Start() = %v, want the context's end", err)
	}
}
