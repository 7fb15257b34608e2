package client

import (
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/serving"
)

// Client drives one target: an operation of our own services, or a method of any other. It is
// the engine's [load.Target], safe for concurrent use.
type Client interface {
	load.Target
	Connections
	// Ledger says what the client does for each request: its rows of the equal-work ledger.
	Ledger() []serving.Row
}

// Connections are those of a client, whatever transport they have. Their methods may be called
// while requests are in flight.
type Connections interface {
	// Carried is what all of them have carried so far, closed ones included.
	Carried() (conn.Bytes, error)
	// Opened counts those that were ever opened.
	Opened() int64
	// Retries counts the attempts that the transport made by itself, beyond one per request;
	// it is -1 where the transport cannot tell.
	Retries() int64
	// Codings counts by coding, such as gzip, the answers that came compressed, over gRPC
	// their messages. A service may compress although it was not asked to.
	Codings() map[string]int64
	// Close waits for the requests in flight and closes all connections.
	Close() error
}
