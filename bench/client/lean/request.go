package lean

import (
	"errors"
	"net/http"
	"strings"

	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc"
)

// encoded is a request as it is sent.
type encoded struct {
	// head says that it is a HEAD, replayable that the service may process it twice.
	head, replayable bool
	// encoded is all of it over HTTP/1.1.
	encoded []byte
	// blocks are its headers and body its body over HTTP/2, with gRPC's prefix.
	blocks
	body []byte
}

// The names that the native clients send.
const (
	http1Agent = "Go-http-client/1.1"
	http2Agent = "Go-http-client/2.0"
	grpcAgent  = "grpc-go/" + grpc.Version
)

// encodeAll encodes the requests of a client.
func encodeAll(c *Config) ([]encoded, error) {
	if len(c.Requests) == 0 {
		return nil, errors.New("encode requests: there is none")
	}
	all := make([]encoded, len(c.Requests))
	fields := make([][]hpack.HeaderField, len(c.Requests))
	scheme := c.Settings.Scheme("http")
	for i, r := range c.Requests {
		e := &all[i]
		switch c.Protocol {
		case HTTP1:
			e.encoded = encodeHTTP1(r, c.Address)
		case GRPC:
			e.body = framed(r.Body)
			fields[i] = grpcFields(r, scheme, c.Address)
		default:
			e.body = r.Body
			fields[i] = http2Fields(r, scheme, c.Address)
		}
		e.head = r.Method == http.MethodHead && c.Protocol != GRPC
		e.replayable = len(r.Body) == 0 && isReplayable(r.Method)
	}
	if c.Protocol != HTTP1 {
		for i, b := range encodeBlocks(fields) {
			all[i].blocks = b
		}
	}
	return all, nil
}

func isReplayable(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// sendsLength reports whether a request says how long its body is, even if there is none.
func sendsLength(r Request) bool {
	switch r.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		return true
	}
	return len(r.Body) > 0
}

// isName reports whether two names of headers are the same.
func isName(a, b string) bool { return strings.EqualFold(a, b) }

// framed returns a message of gRPC with its prefix.
func framed(message []byte) []byte {
	n := len(message)
	return append([]byte{0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, message...)
}
