package lean

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/serving"
)

// Rows say what the client does for a request, apart from its codec and checks.
func (c *Client) Rows() []serving.Row {
	return []serving.Row{
		{Aspect: conn.AspectLibrary, Does: "wiretax's own lean client: " + loopsText(len(c.loops)) + " on epoll, requests encoded once"},
		{Aspect: conn.AspectConnections, Does: c.connectionsText()},
		{Aspect: conn.AspectCompression, Does: "none is asked for; an answer that comes as gzip all the same is unpacked, and counted"},
		{Aspect: conn.AspectWindows, Does: c.windowsText()},
		{Aspect: conn.AspectAttached, Does: c.attachedText()},
	}
}

func loopsText(n int) string {
	if n == 1 {
		return "one event loop"
	}
	return fmt.Sprintf("%d event loops", n)
}

func (c *Client) connectionsText() string {
	choice := "the one that fell idle last is taken first, and a request waits in line while none is idle"
	repeats := "a GET without a body is repeated once if the server closed its connection as it came"
	if c.config.Protocol != HTTP1 {
		choice = "the one that fell idle last is taken first; while none is idle requests share: the one on which a request ended last is taken while it carries no more than its share, else each in turn"
		repeats = "a request is repeated if the server says that it has not processed it"
	}
	return fmt.Sprintf("%d of %s, opened before the first request, dealt out to the event loops; %s; %s",
		c.config.Connections, conn.ProtocolName(c.config.Protocol != HTTP1, c.config.Settings), choice, repeats)
}

func (c *Client) windowsText() string {
	text := fmt.Sprintf("a buffer of %s to read into, for all connections of a loop", serving.Size(firstBuffer))
	if c.config.Protocol == HTTP1 {
		return text
	}
	w := c.windows()
	return fmt.Sprintf("windows of %s a stream and %s a connection, under every profile %s; %s", serving.Size(w.Stream), serving.Size(w.Connection), serving.Fixed, text)
}

// attachedText lists the headers. It shows the values of those that are not secret.
func (c *Client) attachedText() string {
	var names []string
	for _, f := range c.config.Requests[0].Header {
		if isName(f.Name, "Accept") || isName(f.Name, "Content-Type") {
			names = append(names, f.Name+": "+f.Value)
		} else {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	own := "those of net/http"
	if c.config.Protocol == GRPC {
		own = "those of grpc-go"
	}
	if len(names) == 0 {
		return "the headers of " + strings.TrimPrefix(own, "those of ")
	}
	return "the headers " + strings.Join(slices.Compact(names), ", ") + " and " + own
}
