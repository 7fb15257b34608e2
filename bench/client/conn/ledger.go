package conn

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/serving"
)

// The aspects. All clients call them the same, so that their rows can be put side by side. What
// an operation that streams looks like on the wire has the operation's name.
const (
	AspectLibrary     = "library" // with its version
	AspectCodec       = "codec"   // what is encoded and decoded
	AspectConnections = "connections"
	AspectCompression = "compression"
	AspectWindows     = "buffers and windows"
	AspectChecks      = "checks"
	AspectAttached    = "attached to each request"
)

// Rows say what HTTP does for a request. The headers are those of its caller's, to which HTTP adds
// its own; values that are nil are not shown. hasBody says whether its requests have bodies.
func (h *HTTP) Rows(header http.Header, hasBody bool) []serving.Row {
	return []serving.Row{
		{Aspect: AspectLibrary, Does: NetHTTP() + ": each request on an http.ClientConn of a Transport, without http.Client and its redirects, cookies and pool"},
		{Aspect: AspectConnections, Does: fmt.Sprintf("%d of %s, opened before the first request; %s; %s",
			len(h.connections), ProtocolName(h.http2, h.settings), h.choose.does(), h.retriesText())},
		{Aspect: AspectCompression, Does: h.compressionText(header)},
		{Aspect: AspectWindows, Does: h.windowsText()},
		{Aspect: AspectAttached, Does: h.attachedText(header.Clone(), hasBody)},
	}
}

// NetHTTP names Go's own HTTP client with its version.
func NetHTTP() string { return "net/http of " + runtime.Version() }

// ProtocolName names what connections speak.
func ProtocolName(http2 bool, s Settings) string {
	name := "HTTP/1.1"
	if http2 {
		name = "HTTP/2"
	}
	if s.TLS == nil {
		return name
	}
	if s.TLS.MinVersion == 0 {
		return name + " over TLS"
	}
	return name + " over " + tls.VersionName(s.TLS.MinVersion) + " or later"
}

func (h *HTTP) compressionText(header http.Header) string {
	if _, asked := header["Accept-Encoding"]; asked {
		return "answers are asked for by a header that the client was given; one that comes as gzip is unpacked, and counted"
	}
	if h.settings.Gzip {
		return "bodies are sent as gzip of the default level, and answers asked for as gzip: one that is not is a failure"
	}
	return "none is asked for; an answer that comes as gzip all the same is unpacked, and counted"
}

// windowsText reads the transport's own fields. Those of HTTP/2's buffers it does not have.
func (h *HTTP) windowsText() string {
	set := h.transport.HTTP2
	switch {
	case set == nil:
		return "net/http's own"
	case !h.http2:
		return fmt.Sprintf("buffers of %s, grpc-go's size, so that an answer which fits is read at once", serving.Size(h.transport.ReadBufferSize))
	}
	windows := serving.Windows{Stream: set.MaxReceiveBufferPerStream, Connection: set.MaxReceiveBufferPerConnection + firstWindow, Frame: set.MaxReadFrameSize}
	return windows.String() + ", the same as over gRPC; net/http's own buffers"
}

// attachedText lists the headers of a request. It shows the values of those that are not secret.
func (h *HTTP) attachedText(header http.Header, hasBody bool) string {
	if header == nil {
		header = make(http.Header)
	}
	h.addHeaders(header, hasBody)
	var list []string
	for name, values := range header {
		switch name {
		case "Accept", "Accept-Encoding", "Content-Type", "Content-Encoding":
			if values != nil {
				name += ": " + strings.Join(values, ", ")
			}
		}
		list = append(list, name)
	}
	text := "the headers of net/http"
	if len(list) > 0 {
		slices.Sort(list)
		text = "the headers " + strings.Join(list, ", ") + " and those of net/http"
	}
	if h.http2 {
		text += "; if requests share a connection, an httptrace.ClientTrace that times the wait for a stream"
	}
	return text
}

// Rows say what GRPC does for a call. The metadata are the names of what its caller adds.
func (c *GRPC) Rows(metadata ...string) []serving.Row {
	return c.rows(c.pool.does()+"; what a service has not processed grpc-go repeats by itself", c.attachedText(metadata))
}

// StreamRows say what GRPC does for a message of the streams of OpenStream, which stay open.
func (c *GRPC) StreamRows() []serving.Row {
	return c.rows("each stream keeps to one", "nothing; to each stream "+c.attachedText(nil))
}

func (c *GRPC) rows(choice, attached string) []serving.Row {
	return []serving.Row{
		{Aspect: AspectLibrary, Does: serving.Module("google.golang.org/grpc")},
		{Aspect: AspectConnections, Does: fmt.Sprintf("%d of %s, opened before the first request; %s", len(c.Conns), ProtocolName(true, c.settings), choice)},
		{Aspect: AspectCompression, Does: c.compressionText()},
		{Aspect: AspectWindows, Does: c.windowsText()},
		{Aspect: AspectAttached, Does: attached},
	}
}

// attachedText lists what is attached to a call: options, and metadata by their names.
func (c *GRPC) attachedText(metadata []string) string {
	list := c.calls.trace().does()
	if len(metadata) == 0 {
		list = append(list, "no metadata")
	} else {
		list = append(list, "the metadata "+strings.Join(slices.Sorted(slices.Values(metadata)), ", "))
	}
	return strings.Join(list, "; ")
}

func (c *GRPC) compressionText() string {
	if c.settings.Gzip {
		return "each message is sent as gzip of the default level, which offers gzip for the answer"
	}
	return "none is asked for; a message that comes as gzip all the same is unpacked, and counted"
}

func (c *GRPC) windowsText() string {
	w := c.settings.Profile.Windows()
	if !w.Set() {
		return "grpc-go's own, whose window grows by BDP probes"
	}
	w.Frame = 0 // grpc-go does not let it be chosen
	return w.String() + "; " + serving.Fixed
}
