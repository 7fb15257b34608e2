package meter

import (
	"bufio"
	"os"
	"os/exec"
	"slices"
	"testing"
)

func TestParentOf(t *testing.T) {
	tests := []struct {
		stat   string
		parent int
		ok     bool
	}{
		{"12 (sh) S 7 12 12 0", 7, true},
		{"12 (a) b) S 8 12", 8, true},
		{"12 (no (parent)) R", 0, false},
		{"", 0, false},
		{"12 (sh) S x", 0, false},
	}
	for _, tt := range tests {
		if parent, ok := parentOf(tt.stat); parent != tt.parent || ok != tt.ok {
			t.Errorf("parentOf(%q) = %d, %v, want %d, %v", tt.stat, parent, ok, tt.parent, tt.ok)
		}
	}
}

func TestTreeHoldsGrandchildren(t *testing.T) {
	// A shell with two children that wait for its standard input to end.
	cmd := exec.Command("sh", "-c", "cat <&3 & cat <&3 & echo started; wait")
	in, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	cmd.ExtraFiles = []*os.File{in}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		held.Close()
		cmd.Wait()
	}()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	tree, err := Tree(pid)
	if err != nil || len(tree) != 3 || tree[0] != pid {
		t.Fatalf("Tree(shell with two children) = %v, %v, want it and two more", tree, err)
	}
	own, err := Tree(os.Getpid())
	if err != nil || !slices.Contains(own, tree[2]) {
		t.Errorf("Tree(this process) = %v, %v, want it to hold its grandchild %d", own, err, tree[2])
	}
	shell, err := ProcessCPU(pid)
	if err != nil {
		t.Fatal(err)
	}
	one, err := PeakRSS(pid)
	if err != nil {
		t.Fatal(err)
	}
	if cpu, peak, err := ReadTree(pid); err != nil || cpu <= shell || peak <= one {
		t.Errorf("ReadTree() = %v, %d, %v, want more than the %v and %d of the shell alone", cpu, peak, err, shell, one)
	}
}

func TestTreeOfNoProcess(t *testing.T) {
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if got, _, err := ReadTree(cmd.Process.Pid); err == nil {
		t.Errorf("ReadTree(a process that was reaped) = %v, want an error", got)
	}
}
