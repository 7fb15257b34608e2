package process

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// mostMeasuring is how many programs that measure can know of one another.
const mostMeasuring = 16

// Measuring tells other programs that this one measures, and finds out which others measure at
// the same time. Each listens on an abstract Unix socket of its own, which is gone when the
// program has ended, however it ends, and connects once to those of the others. Programs in
// other network namespaces are not seen.
type Measuring struct {
	own  net.Listener
	done chan struct{}
	mu   sync.Mutex
	pids []int // the first that were seen
	more bool  // there were others
}

// Measure begins a measurement, which lasts until [Measuring.End].
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
	if m.own == nil { // there are sixteen others, or no sockets
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

// note keeps the pid at the other end, which the kernel knows, and closes the connection.
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
		switch pid := int(peer.Pid); {
		case slices.Contains(m.pids, pid):
		case len(m.pids) == mostMeasuring:
			m.more = true
		default:
			m.pids = append(m.pids, pid)
		}
	})
}

// Warning says in one line which other programs have measured since Measure. It is empty if there
// were none.
func (m *Measuring) Warning() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return presence(m.pids, m.more)
}

// presence says in one line which other programs measure, in the order of pids, and whether
// there are more.
func presence(pids []int, more bool) string {
	if len(pids) == 0 {
		return ""
	}
	const advice = "takes CPU time from this one, which makes times and CPU costs too high; measure one after the other"
	if len(pids) == 1 {
		return fmt.Sprintf("another wiretax process measures beside this one (pid %d) and %s", pids[0], advice)
	}
	names := make([]string, len(pids))
	for i, pid := range pids {
		names[i] = strconv.Itoa(pid)
	}
	number := strconv.Itoa(len(pids))
	if more {
		number = "more than " + number
		names = append(names, "…")
	}
	return fmt.Sprintf("%s other wiretax processes measured beside this one (pids %s), at once or one after another: each %s", number, strings.Join(names, ", "), advice)
}

// End ends the measurement.
func (m *Measuring) End() {
	if m.own != nil {
		m.own.Close()
	}
	<-m.done
}
