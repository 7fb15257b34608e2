package client

import (
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/serving"
)

// Client drives one target, an operation of our services or a stranger's method. It is an
// engine's [load.Target].
type Client interface {
	load.Target
	Connections
	// Ledger says what the client does for each request: its rows of the equal-work ledger.
	Ledger() []serving.Row
}

// Connections are those of a client, whatever they are made of. Their methods may be called
// while requests are under way.
type Connections interface {
	// Carried is what all of them have carried so far, closed ones included.
	Carried() (conn.Bytes, error)
	// Opened counts those that were ever opened.
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
