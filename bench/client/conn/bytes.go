package conn

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// Bytes counts what connections have carried since they were opened: the bytes above TCP, with
// retransmissions left out, and TCP's segments, which are 0 without TCP.
type Bytes struct {
	Sent, Received          int64
	SegmentsOut, SegmentsIn int64
}

// readTCP reads the kernel's counters of a connection, which must be open.
func readTCP(conn *net.TCPConn) (carried Bytes, err error) {
	raw, err := conn.SyscallConn()
	if err == nil {
		if failed := raw.Control(func(fd uintptr) { carried, err = OfSocket(int(fd)) }); failed != nil {
			err = failed
		}
	}
	if err != nil {
		return Bytes{}, fmt.Errorf("read TCP_INFO of %v: %w", conn.LocalAddr(), err)
	}
	return carried, nil
}

// Plus returns what both have carried.
func (b Bytes) Plus(other Bytes) Bytes {
	return Bytes{
		b.Sent + other.Sent, b.Received + other.Received,
		b.SegmentsOut + other.SegmentsOut, b.SegmentsIn + other.SegmentsIn,
	}
}

// Minus returns what was carried between two readings.
func (b Bytes) Minus(earlier Bytes) Bytes {
	return Bytes{
		b.Sent - earlier.Sent, b.Received - earlier.Received,
		b.SegmentsOut - earlier.SegmentsOut, b.SegmentsIn - earlier.SegmentsIn,
	}
}

// OfSocket reads the kernel's counters (TCP_INFO) of an open TCP socket.
func OfSocket(fd int) (Bytes, error) {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return Bytes{}, err
	}
	return Bytes{
		Sent: int64(info.Bytes_sent - info.Bytes_retrans), Received: int64(info.Bytes_received),
		SegmentsOut: int64(info.Segs_out), SegmentsIn: int64(info.Segs_in),
	}, nil
}
