package meter

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// fewestTrips are made however long they take, and mostTrips however short they are.
	fewestTrips, mostTrips = 20, 10_000
	// longestTrip is how long an end waits for the other.
	longestTrip = time.Second
)

// TimeRoundTrip returns the median time of a round trip over a TCP connection on loopback, of as
// many as fit into a time: so many bytes go from a thread on one CPU to one on another, which
// answers with so many. Both threads block in the kernel, so that no runtime has a part in it.
func TimeRoundTrip(client, server, request, answer int, within time.Duration) (median time.Duration, trips int, err error) {
	asks, answers, err := blockingPair()
	if err != nil {
		return 0, 0, fmt.Errorf("time round trips over TCP: %w", err)
	}
	answered := make(chan error, 1)
	go func() {
		defer unix.Close(int(answers))
		answered <- onCPUs(CPUs{server}, func() error { return answerTrips(answers, request, answer) })
	}()
	var times []time.Duration
	err = onCPUs(CPUs{client}, func() (err error) {
		times, err = makeTrips(asks, request, answer, within)
		return err
	})
	unix.Close(int(asks)) // which ends the other
	if err = errors.Join(err, <-answered); err != nil {
		return 0, 0, fmt.Errorf("time round trips between CPUs %d and %d: %w", client, server, err)
	}
	slices.Sort(times)
	return times[len(times)/2], len(times), nil
}

// makeTrips returns the times of round trips.
func makeTrips(conn end, request, answer int, within time.Duration) ([]time.Duration, error) {
	out, in := make([]byte, request), make([]byte, answer)
	times := make([]time.Duration, 0, mostTrips)
	for began := time.Now(); len(times) < fewestTrips || len(times) < mostTrips && time.Since(began) < within; {
		sent := time.Now()
		if _, err := conn.Write(out); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(conn, in); err != nil {
			return nil, err
		}
		times = append(times, time.Since(sent))
	}
	return times, nil
}

// answerTrips answers until the connection is closed.
func answerTrips(conn end, request, answer int) error {
	in, out := make([]byte, request), make([]byte, answer)
	for {
		if _, err := io.ReadFull(conn, in); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := conn.Write(out); err != nil {
			return err
		}
	}
}

// blockingPair returns both ends of a connection, whose reads and writes block their threads.
func blockingPair() (client, server end, err error) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return -1, -1, err
	}
	defer listener.Close()
	dialled, err := net.DialTimeout("tcp4", listener.Addr().String(), longestTrip)
	if err != nil {
		return -1, -1, err
	}
	defer dialled.Close()
	if err := listener.SetDeadline(time.Now().Add(longestTrip)); err != nil {
		return -1, -1, err
	}
	accepted, err := listener.AcceptTCP()
	if err != nil {
		return -1, -1, err
	}
	defer accepted.Close()
	if accepted.RemoteAddr().String() != dialled.LocalAddr().String() {
		return -1, -1, errors.New("a stranger connected first")
	}
	if client, err = blocking(dialled.(*net.TCPConn)); err != nil {
		return -1, -1, err
	}
	if server, err = blocking(accepted); err != nil {
		unix.Close(int(client))
		return -1, -1, err
	}
	return client, server, nil
}

// end is one end of a connection: a socket that blocks.
type end int

// blocking returns a socket of the connection that blocks, for so long at most. Go has already told
// it to send small writes at once.
func blocking(conn *net.TCPConn) (end, error) {
	file, err := conn.File()
	if err != nil {
		return -1, err
	}
	defer file.Close()
	fd, err := unix.Dup(int(file.Fd()))
	if err != nil {
		return -1, err
	}
	limit := unix.NsecToTimeval(int64(longestTrip))
	if err := errors.Join(
		unix.SetNonblock(fd, false),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &limit),
	); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return end(fd), nil
}

// Read implements [io.Reader].
func (e end) Read(b []byte) (int, error) {
	n, err := uninterrupted(unix.Read, int(e), b)
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// Write implements [io.Writer] for what fits into the socket's buffer at once.
func (e end) Write(b []byte) (int, error) {
	n, err := uninterrupted(unix.Write, int(e), b)
	if n < len(b) && err == nil {
		err = io.ErrShortWrite
	}
	return n, err
}

// uninterrupted calls a system call until no signal interrupts it: the runtime sends itself some.
func uninterrupted(call func(fd int, b []byte) (int, error), fd int, b []byte) (n int, err error) {
	for n, err = call(fd, b); err == unix.EINTR; n, err = call(fd, b) {
	}
	return max(n, 0), err
}
