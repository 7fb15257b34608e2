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

// mostMeasuring bounds how many programs that measure know of one another by name.
const mostMeasuring = 16

// Measuring says that this program measures, and knows which others do at the same time: each
// listens on an abstract Unix socket of its own, which is gone when the program is, however
// that ends, and knocks on those of the others once. Programs in other network namespaces are
// not seen.
type Measuring struct {
	own  net.Listener
	done chan struct{}
	mu   sync.Mutex
	pids []int // the first that were seen
	more bool  // there were others
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
		switch pid := int(peer.Pid); {
		case slices.Contains(m.pids, pid):
		case len(m.pids) == mostMeasuring:
			m.more = true
		default:
			m.pids = append(m.pids, pid)
		}
	})
}

// Warning says which programs have measured meanwhile, in one line, and is empty where there
// was none.
func (m *Measuring) Warning() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return presence(m.pids, m.more)
}

// presence says in one line which other programs measure, in the order in which they were
// seen, and that there are more.
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

// End says that the measurement is over.
func (m *Measuring) End() {
	if m.own != nil {
		m.own.Close()
	}
	<-m.done
}
