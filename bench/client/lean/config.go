package lean

import (
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
)

// Protocol is what a client speaks.
type Protocol int

const (
	HTTP1 Protocol = iota // HTTP/1.1, one request at a time on a connection
	HTTP2
	GRPC
)

// Config says what a client drives, and how.
type Config struct {
	// Address is host:port.
	Address  string
	Protocol Protocol
	// Settings are those of the service. Compression is not carried: Gzip is an error.
	Settings conn.Settings
	// Connections are opened before New returns, at least 1.
	Connections int
	// Loops is how many event loops share the connections; 0 stands for one on each CPU that
	// the process may use. There are never more than connections.
	Loops int
	// Requests are sent in turn: number Seq mod len(Requests). There is at least one. The
	// client keeps the slice, and what it points to must not change.
	Requests []Request
	Answers  Answers
	// Items says what an answer is a stream of.
	Items Items
}

// Request is a request before it is encoded.
type Request struct {
	// Method is one of HTTP's. It is ignored over gRPC.
	Method string
	// Path is the path with its query, over gRPC /package.Service/Method.
	Path string
	// Host is sent instead of the address, unless it is empty.
	Host string
	// Header are further headers in the order in which they are sent. What the protocol itself
	// needs is added. Over gRPC a Content-Type replaces the usual one.
	Header []Field
	// Body is sent with its length, if there is one. Over gRPC it is the encoded message.
	Body []byte
}

// Field is a header.
type Field struct{ Name, Value string }

// Items are what an answer is a stream of.
type Items int

const (
	NoItems  Items = iota
	Messages       // of gRPC; without it an answer has exactly one
	Lines          // of a body over HTTP
)

// Answers says what is wanted of answers. Its methods are called by the event loops, whose other
// requests wait meanwhile, and by several of them at once.
type Answers interface {
	// Keeps reports whether Judge needs the body of the answer to a request.
	Keeps(t load.Ticket) bool
	// Wrong reports whether a status is wrong, so that the beginning of the body is kept as the
	// reply's Glimpse. Over gRPC it is not called.
	Wrong(status int) bool
	// Judge returns the outcome of an answer, or of a request without one: reply.Err is then
	// set. The body, over gRPC the message, is nil unless Keeps was true; it is reused when
	// Judge returns. A stream of messages comes with the prefixes of gRPC. The client sets the outcome's Shard, Wait and FirstItem, and its Items
	// unless Judge did.
	Judge(t load.Ticket, reply *conn.Reply, body []byte) load.Outcome
}
