package client

import (
	"net"

	"github.com/wiretax/wiretax/bench/load"
)

// Client drives one target, an operation of our services or a stranger's method. It is an
// engine's [load.Target].
type Client interface {
	load.Target
	// Connections shows those that are open to whoever reads their counters; none is closed
	// before see returns, and see must not call the client. Whoever
	// opens a client may see the others as they close. Opened counts those ever dialled.
	Connections(see func([]*net.TCPConn))
	Opened() int64
	// Retries are the attempts that the transport made by itself, beyond one a request; -1
	// where it cannot tell.
	Retries() int64
	// Codings counts the answers, or the messages of streams over gRPC, that came in a
	// coding, such as gzip; a service may compress unasked. The others came as they are.
	Codings() map[string]int64
	// Close closes all connections and waits until the client is done with them.
	Close() error
}
