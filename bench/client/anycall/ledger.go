package anycall

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/serving"
)

// Ledger implements [client.Client].
func (c *Client) Ledger() []serving.Row {
	return append(c.wire.rows(), c.call.rows()...)
}

// rows say what either client does, apart from its transport.
func (c *Call) rows() []serving.Row {
	return []serving.Row{
		{Aspect: conn.AspectCodec, Does: c.codecText()},
		{Aspect: conn.AspectChecks, Does: c.expect.text()},
	}
}

func (c *Call) codecText() string {
	text := "none: requests are encoded beforehand, answers are read to their end and not decoded"
	if c.expect.paths != nil {
		text += " but for those that JSON paths are looked up in"
	}
	return text
}

// text says what is expected of answers.
func (e *expectation) text() string {
	text := "the status of every answer, " + e.statusText()
	if e.length >= 0 {
		text += fmt.Sprintf("; its length, %d bytes", e.length)
	}
	if n := len(e.paths); n > 0 {
		paths := "one JSON path"
		if n > 1 {
			paths = fmt.Sprintf("%d JSON paths", n)
		}
		text += "; " + paths + " in those that the engine picks"
	}
	return text
}

// rows shows the names of headers and not their values, which may be secrets.
func (h *httpWire) rows() []serving.Row {
	names := make(http.Header)
	for name := range h.template.Header {
		names[name] = nil
	}
	return h.HTTP.Rows(names, len(h.call.requests[0]) > 0)
}

func (w *grpcWire) rows() []serving.Row {
	return w.GRPC.Rows(slices.Collect(maps.Keys(w.metadata))...)
}
