package tools

import (
	"strings"

	"github.com/wiretax/wiretax/bench/toolbench"
	"github.com/wiretax/wiretax/contract"
)

// inFlight is how many requests a closed loop has in flight.
const inFlight = 50

// protocol is what a tool speaks.
type protocol int

const (
	http1 protocol = iota
	h2c
	overGRPC
)

// protocols are the protocols by name, as a flag has it, and by title.
var protocols = []struct {
	name, title string
	// connections are those of the groups, the usual number first. Requests over HTTP/1.1
	// need one for each in flight.
	connections []int
	// reference is what the other tools are compared with.
	reference string
}{
	http1:    {"http1", "HTTP/1.1", []int{inFlight}, wrk},
	h2c:      {"h2c", "h2c", []int{10, 1}, h2load},
	overGRPC: {contract.GRPC, "gRPC", []int{10, 1}, h2load},
}

func protocolNames() (names []string) {
	for _, p := range protocols {
		names = append(names, p.name)
	}
	return names
}

// The one request, and its answer's type in the words of ghz.
var (
	getBook  = contract.OperationNamed(contract.GetBook)
	bookPath = strings.ReplaceAll(getBook.Path, "{id}", "1")
	bookCall = strings.TrimPrefix(getBook.RPC, "/")
)

// bookJSON is the request over gRPC, bookFrame the same as its frame: a message of two bytes.
const (
	bookJSON  = `{"id":1}`
	bookFrame = "\x00\x00\x00\x00\x02\x08\x01"
)

// The servers, as the tables name them.
const (
	service  = "service"
	answerer = "responder"
)

// work says what a job in a table is.
func work(p protocol, server string, connections int) toolbench.Work {
	return toolbench.Work{Protocol: protocols[p].title, Server: server, Connections: connections}
}
