package httpserver

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/gin-gonic/gin"
	ginjson "github.com/gin-gonic/gin/codec/json"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// Announce adds rows to the ledger: what a service does that the server does not know of.
func (s *Server) Announce(rows ...serving.Row) { s.ledger.Add(rows...) }

// Ledger says what is done for a request, of the settings that the server is built with.
func (s *Server) Ledger() serving.Ledger { return slices.Clone(s.ledger) }

// settings are the rows of the server itself. They are made before it serves: net/http changes
// its TLSConfig then.
func (s *Server) settings() serving.Ledger {
	service := fmt.Sprintf("net/http of %s, routes by %s in %s mode", runtime.Version(), serving.Module("github.com/gin-gonic/gin"), gin.Mode())
	return slices.Concat(
		serving.Ledger{
			{Aspect: serving.AspectService, Does: service},
			{Aspect: serving.AspectEncoding, When: string(contract.JSON), Does: s.json("JSON, ", ginjson.Package)},
		},
		s.transports(),
		serving.Ledger{
			serving.TLSRow(s.http.TLSConfig, s.protocols()...),
			{Aspect: serving.AspectCompression, Does: compresses},
			{Aspect: serving.AspectEntityTags, Does: s.entityTags()},
			{Aspect: serving.AspectMiddleware, Does: observes},
			{Aspect: serving.AspectGoroutines, When: string(contract.HTTP1), Does: "that of the connection"},
			{Aspect: serving.AspectGoroutines, When: string(contract.HTTP2), Does: "a new one for each request"},
			{Aspect: serving.AspectLogs, Does: s.logs()},
		},
		s.windows(),
		serving.Ledger{
			{Aspect: serving.AspectLimits, Does: s.limits()},
			{Aspect: serving.AspectIdleConnections, Does: s.idleConnections()},
		},
	)
}

func (s *Server) transports() (rows serving.Ledger) {
	if s.http.Protocols.HTTP1() {
		rows = append(rows, serving.Row{Aspect: serving.AspectTransport, When: string(contract.HTTP1), Does: "HTTP/1.1 keep-alive" + s.lengths()})
	}
	if s.speaksHTTP2() {
		text := "HTTP/2 of net/http"
		if s.tuned {
			text += ", every answer but a stream with its length"
		}
		rows = append(rows, serving.Row{Aspect: serving.AspectTransport, When: string(contract.HTTP2), Does: text})
	}
	return rows
}

// lengths says which answers go out with their length over HTTP/1.1, and which in chunks.
func (s *Server) lengths() string {
	switch {
	case s.tuned:
		return ", every answer but a stream in one piece with its length, so that none goes out in chunks; what exceeds net/http's buffer of 4 KiB is a second write to the socket"
	case s.etag:
		return ", every answer with its length but a stream"
	}
	return "; lines, and JSON over 2 KiB that is not compressed, go out in chunks"
}

// json says how a package encodes JSON.
func (s *Server) json(form, by string) string {
	if s.tuned {
		// gin's function has no such option.
		return form + "encoding/json without escapes of <, > and &, which only HTML needs, typed structs"
	}
	return form + by + " (escapes <, > and &), typed structs"
}

func (s *Server) speaksHTTP2() bool {
	return s.http.Protocols.HTTP2() || s.http.Protocols.UnencryptedHTTP2()
}

// protocols are those that are offered by ALPN, as it names them.
func (s *Server) protocols() (names []string) {
	if s.http.Protocols.HTTP2() {
		names = append(names, "h2")
	}
	if s.http.Protocols.HTTP1() {
		names = append(names, "http/1.1")
	}
	return names
}

func (s *Server) entityTags() string {
	if !s.etag {
		return "none"
	}
	return "a hash of each answer, and 304 where the client has it"
}

func (s *Server) logs() string {
	if s.logEvery == 0 {
		return "none"
	}
	return fmt.Sprintf("one request in %d", s.logEvery)
}

func (s *Server) windows() serving.Ledger {
	h := s.http.HTTP2
	set := serving.Windows{Stream: h.MaxReceiveBufferPerStream, Connection: h.MaxReceiveBufferPerConnection, Frame: h.MaxReadFrameSize}
	text := set.String()
	if set.Set() {
		text += ", the same as over gRPC" // net/http keeps any fixed
	}
	return serving.Ledger{
		{Aspect: serving.AspectWindows, When: string(contract.HTTP1), Does: "no windows; buffers are the library's own"},
		{Aspect: serving.AspectWindows, When: string(contract.HTTP2), Does: text + "; buffers are the library's own"},
	}
}

func (s *Server) limits() string {
	return fmt.Sprintf("a body of %s where it is read as a whole, headers of %s, %d requests at a time on a connection of HTTP/2; %s to send headers, %s between parts of a body, %s to take an answer",
		serving.Size(serving.MaxMessageBytes), serving.Size(s.http.MaxHeaderBytes), s.http.HTTP2.MaxConcurrentStreams,
		serving.Period(s.http.ReadHeaderTimeout), serving.Period(s.silence), serving.Period(s.http.WriteTimeout))
}

func (s *Server) idleConnections() string {
	age := serving.AgeText(s.age)
	return fmt.Sprintf("closed after %s without a request%s; over HTTP/2 a ping after %s of silence, %s to answer it",
		serving.Period(s.http.IdleTimeout), age, serving.Period(s.http.HTTP2.SendPingTimeout), serving.Period(s.http.HTTP2.PingTimeout))
}

// ProtobufRow is the row of a service that answers in protobuf too.
func ProtobufRow() serving.Row {
	return serving.Row{Aspect: serving.AspectEncoding, When: string(contract.Protobuf), Does: "protobuf, generated code, " + serving.Module("google.golang.org/protobuf")}
}

// LinesRow is the row of a service that answers by [Lines].
func (s *Server) LinesRow() serving.Row {
	return serving.Row{Aspect: serving.AspectEncoding, When: string(contract.Lines), Does: s.json("JSON, one message a line, ", "encoding/json")}
}
