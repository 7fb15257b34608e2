package lean

import (
	"errors"
	"fmt"
	"math"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// poller waits for sockets, for a time and for wake, which another goroutine may call.
type poller struct {
	epoll, wakeFD int
	// timer is a timerfd where the kernel has no epoll_pwait2 (before Linux 5.11), else -1.
	timer  int
	events [mostEvents]unix.EpollEvent
}

// mostEvents bounds how many sockets are looked at before what is due is sent.
const mostEvents = 64

func newPoller() (_ *poller, err error) {
	p := &poller{epoll: -1, wakeFD: -1, timer: -1}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if p.wakeFD, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, os.NewSyscallError("eventfd", err)
	}
	if err = p.add(p.wakeFD, unix.EPOLLIN); err != nil {
		return nil, err
	}
	if _, err = p.waitPrecisely(0, true); err == nil {
		return p, nil
	}
	if p.timer, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK); err != nil {
		return nil, os.NewSyscallError("timerfd_create", err)
	}
	return p, p.add(p.timer, unix.EPOLLIN)
}

func (p *poller) close() {
	for _, fd := range []int{p.epoll, p.wakeFD, p.timer} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

func (p *poller) add(fd int, events uint32) error {
	return p.control(unix.EPOLL_CTL_ADD, fd, events)
}

func (p *poller) change(fd int, events uint32) error {
	return p.control(unix.EPOLL_CTL_MOD, fd, events)
}

func (p *poller) control(what, fd int, events uint32) error {
	err := unix.EpollCtl(p.epoll, what, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
	return os.NewSyscallError("epoll_ctl", err)
}

// wake ends the wait, now or when it begins.
func (p *poller) wake() {
	one := [8]byte{1}
	unix.Write(p.wakeFD, one[:]) // it only fails when it is set already
}

// forever is longer than any wait.
const forever time.Duration = math.MaxInt64

// wait waits until a socket is ready, wake was called, or the time is over, and returns the events. If
// keep is true the thread keeps its right to run Go code (its P) meanwhile: to give it back and get
// it anew costs more than a request, but while it is kept another goroutine cannot use it.
func (p *poller) wait(limit time.Duration, keep bool) ([]unix.EpollEvent, error) {
	var n int
	var err error
	if p.timer < 0 {
		n, err = p.waitPrecisely(limit, keep)
	} else {
		n, err = p.waitForTimer(limit)
	}
	if errors.Is(err, unix.EINTR) { // the runtime's preemption signals
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("wait for sockets: %w", err)
	}
	return p.events[:n], nil
}

// waitPrecisely waits with epoll_pwait2, whose limit is in nanoseconds.
func (p *poller) waitPrecisely(limit time.Duration, keep bool) (int, error) {
	var at *unix.Timespec
	if limit != forever {
		spec := unix.NsecToTimespec(int64(max(0, limit)))
		at = &spec
	}
	call := unix.Syscall6
	if keep || limit <= 0 {
		call = unix.RawSyscall6
	}
	n, _, errno := call(unix.SYS_EPOLL_PWAIT2, uintptr(p.epoll), uintptr(unsafe.Pointer(&p.events[0])), mostEvents, uintptr(unsafe.Pointer(at)), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// waitForTimer waits with epoll_wait, whose limit is in milliseconds, and a timer.
func (p *poller) waitForTimer(limit time.Duration) (int, error) {
	milliseconds := -1
	switch {
	case limit <= 0:
		milliseconds = 0
	case limit != forever:
		// Setting the timer forgets that it went off before.
		spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(limit))}
		if err := unix.TimerfdSettime(p.timer, 0, &spec, nil); err != nil {
			return 0, err
		}
	}
	return unix.EpollWait(p.epoll, p.events[:], milliseconds)
}

// drain forgets that the poller was woken.
func (p *poller) drain(fd int) {
	var count [8]byte
	unix.Read(fd, count[:])
}
