package meter

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// TCP counts what connections have carried since they were opened: payload bytes, with
// retransmissions left out, and segments.
type TCP struct {
	Sent, Received          int64
	SegmentsOut, SegmentsIn int64
}

// ReadTCP sums the kernel's counters (TCP_INFO) over the connections, which must be open.
func ReadTCP(conns []*net.TCPConn) (TCP, error) {
	var sum TCP
	for _, conn := range conns {
		info, err := tcpInfo(conn)
		if err != nil {
			return TCP{}, fmt.Errorf("read TCP_INFO of %v: %w", conn.LocalAddr(), err)
		}
		sum.Sent += int64(info.Bytes_sent - info.Bytes_retrans)
		sum.Received += int64(info.Bytes_received)
		sum.SegmentsOut += int64(info.Segs_out)
		sum.SegmentsIn += int64(info.Segs_in)
	}
	return sum, nil
}

// Plus is what both have carried.
func (t TCP) Plus(other TCP) TCP {
	return TCP{
		t.Sent + other.Sent, t.Received + other.Received,
		t.SegmentsOut + other.SegmentsOut, t.SegmentsIn + other.SegmentsIn,
	}
}

// Minus is what was carried between two readings.
func (t TCP) Minus(earlier TCP) TCP {
	return TCP{
		t.Sent - earlier.Sent, t.Received - earlier.Received,
		t.SegmentsOut - earlier.SegmentsOut, t.SegmentsIn - earlier.SegmentsIn,
	}
}

func tcpInfo(conn *net.TCPConn) (info *unix.TCPInfo, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	controlErr := raw.Control(func(fd uintptr) {
		info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	})
	if controlErr != nil {
		return nil, controlErr
	}
	return info, err
}
