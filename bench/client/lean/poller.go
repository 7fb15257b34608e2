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
	// timer is a timerfd, and set when it goes off, which may be over.
	timer int
	set   time.Time
	// precise says that the kernel has epoll_pwait2 (Linux 5.11).
	precise bool
	// The kernel reads and writes these, so they must not be on a stack, which can move.
	limit  unix.Timespec
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
	_, err = p.waitPrecisely(0, true)
	p.precise = err == nil
	if p.timer, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK); err != nil {
		return nil, os.NewSyscallError("timerfd_create", err)
	}
	// Edge-triggered, so that it need not be read.
	return p, p.add(p.timer, unix.EPOLLIN|unix.EPOLLET)
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
// it anew costs more than a request, but while it is kept another goroutine cannot use it. If sparing is
// true the wait may last [leastTimer] where limit is less.
func (p *poller) wait(limit time.Duration, keep, sparing bool) (events []unix.EpollEvent, err error) {
	var n int
	switch {
	case limit <= 0:
		n, err = p.waitFor(0, true)
	case limit == forever:
		n, err = p.waitFor(-1, keep)
	case p.precise && !sparing:
		n, err = p.waitPrecisely(limit, keep)
	default:
		if sparing {
			limit = max(limit, leastTimer)
		}
		if err = p.setTimer(limit); err == nil {
			n, err = p.waitFor(-1, keep)
		}
	}
	if errors.Is(err, unix.EINTR) { // the runtime's preemption signals
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("wait for sockets: %w", err)
	}
	return p.events[:n], nil
}

// waitFor waits with epoll_pwait, whose limit is in milliseconds, or -1 for none.
func (p *poller) waitFor(milliseconds int, keep bool) (int, error) {
	return answered(caller(keep)(unix.SYS_EPOLL_PWAIT, uintptr(p.epoll), uintptr(unsafe.Pointer(&p.events[0])), mostEvents, uintptr(milliseconds), 0, 0))
}

// waitPrecisely waits with epoll_pwait2, whose limit is in nanoseconds.
func (p *poller) waitPrecisely(limit time.Duration, keep bool) (int, error) {
	p.limit = unix.NsecToTimespec(int64(limit))
	return answered(caller(keep)(unix.SYS_EPOLL_PWAIT2, uintptr(p.epoll), uintptr(unsafe.Pointer(&p.events[0])), mostEvents, uintptr(unsafe.Pointer(&p.limit)), 0, 0))
}

// caller returns what calls the kernel and keeps the P meanwhile, or does not.
func caller(keep bool) func(number, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, errno unix.Errno) {
	if keep {
		return unix.RawSyscall6
	}
	return unix.Syscall6
}

func answered(n, _ uintptr, errno unix.Errno) (int, error) {
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// leastTimer is the shortest time for which a loop that spares its CPU sets the timer.
const leastTimer = 20 * time.Microsecond

// setTimer has the timer end a wait after limit or earlier. A timer that goes off earlier is left as
// it is: to set one costs microseconds on a virtual machine, to wake once more costs less.
func (p *poller) setTimer(limit time.Duration) error {
	now := time.Now()
	at := now.Add(limit)
	if p.set.After(now) && !p.set.After(at) {
		return nil
	}
	p.set = at
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(limit))}
	_, _, errno := unix.RawSyscall6(unix.SYS_TIMERFD_SETTIME, uintptr(p.timer), 0, uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
	if errno != 0 {
		return os.NewSyscallError("timerfd_settime", errno)
	}
	return nil
}

// drain forgets that the poller was woken.
func (p *poller) drain(fd int) {
	var count [8]byte
	unix.Read(fd, count[:])
}
