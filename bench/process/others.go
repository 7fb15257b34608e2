package process

import (
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// mostMeasuring bounds how many programs that measure know of one another.
const mostMeasuring = 16

// Measuring says that this program measures, and knows which others do at the same time: each
// listens on an abstract Unix socket of its own, which is gone when the program is, however
// that ends, and knocks on those of the others once. Programs in other network namespaces are
// not seen.
type Measuring struct {
	own  net.Listener
	done chan struct{}
	mu   sync.Mutex
	pids []int
}

// Measure says that this program measures until [Measuring.End].
func Measure() *Measuring { return measure("wiretax-measuring") }

func measure(name string) *Measuring {
	m := &Measuring{done: make(chan struct{})}
	slot := func(i int) *net.UnixAddr { return &net.UnixAddr{Name: fmt.Sprintf("@%s-%d", name, i), Net: "unix"} }
	taken := -1
	for i := range mostMeasuring {
		if own, err := net.ListenUnix("unix", slot(i)); err == nil {
			m.own, taken = own, i
			break
		}
	}
	if m.own == nil { // sixteen others, or no sockets: the others are looked for all the same
		close(m.done)
	} else {
		go m.accept()
	}
	for i := range mostMeasuring {
		if i == taken {
			continue
		}
		if conn, err := net.DialUnix("unix", nil, slot(i)); err == nil {
			m.note(conn)
		}
	}
	return m
}

func (m *Measuring) accept() {
	defer close(m.done)
	for {
		conn, err := m.own.Accept()
		if err != nil {
			return
		}
		m.note(conn)
	}
}

// note keeps who is at the other end, by what the kernel says, and hangs up.
func (m *Measuring) note(conn net.Conn) {
	defer conn.Close()
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return
	}
	raw.Control(func(fd uintptr) {
		peer, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err != nil || int(peer.Pid) == os.Getpid() {
			return
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		if pid := int(peer.Pid); !slices.Contains(m.pids, pid) && len(m.pids) < mostMeasuring {
			m.pids = append(m.pids, pid)
		}
	})
}

// Warnings are a line for each program that has measured meanwhile, in the order in which
// they were seen.
func (m *Measuring) Warnings() (lines []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, pid := range m.pids {
		lines = append(lines, fmt.Sprintf("process %d measures with wiretax at the same time: each takes CPU time from the other, so times and CPU costs are too high and trials become invalid; measure one after the other", pid))
	}
	return lines
}

// End says that the measurement is over.
func (m *Measuring) End() {
	if m.own != nil {
		m.own.Close()
	}
	<-m.done
}
