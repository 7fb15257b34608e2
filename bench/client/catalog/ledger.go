package catalog

import (
	"fmt"
	"net/http"
	"runtime"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// setHeaders sets those of a request over HTTP: what it accepts, and what its body is unless that
// is empty.
func setHeaders(h http.Header, accept, content encoding) {
	h.Set("Accept", string(accept))
	if content != "" {
		h.Set("Content-Type", string(content))
	}
}

func headersOf(accept, content encoding) http.Header {
	h := make(http.Header)
	setHeaders(h, accept, content)
	return h
}

// codecRow says what encodes and decodes.
func (e encoding) codecRow(what string) serving.Row {
	text := "JSON: typed structs, encoding/json of " + runtime.Version()
	if e == asProtobuf {
		text = "protobuf: generated messages, " + serving.Module("google.golang.org/protobuf")
	}
	return serving.Row{Aspect: conn.AspectCodec, Does: what + "; " + text}
}

// messageCodecRow is codecRow for grpc-go, which hands over messages.
func (e encoding) messageCodecRow() serving.Row {
	if e == asProtobuf {
		return e.codecRow("each message, by grpc-go's codec and a generated stub")
	}
	return e.codecRow("each message, by a codec of the project's and a generated stub, whose messages are made of the structs")
}

// checksRow says how answers are checked. answer is an empty one.
func (c Config) checksRow(answer proto.Message) serving.Row {
	row := serving.Row{Aspect: conn.AspectChecks, Does: "none: the right answers are not known"}
	if c.Want != nil {
		_, of := fingerprintOf(answer)
		row.Does = "every answer is decoded and checked by " + of + "; those that the engine picks are compared in full"
	}
	return row
}

// Ledger implements [client.Client].
func (r *restClient) Ledger() []serving.Row {
	return append(r.HTTP.Rows(headersOf(r.encoding, ""), false),
		r.encoding.codecRow("the answer, once it is read to its end"), r.config.checksRow(r.operation.answer()))
}

// Ledger implements [client.Client].
func (g *grpcClient) Ledger() []serving.Row {
	return append(g.GRPC.Rows(), g.encoding.messageCodecRow(), g.config.checksRow(g.operation.answer()))
}

// Ledger implements [client.Client].
func (s *streamClient) Ledger() []serving.Row {
	rows, form := s.rows()
	empty := proto.Message(new(catalogv1.BookPage))
	if s.config.Operation == contract.UploadBookRatings {
		empty = new(catalogv1.UploadBookRatingsResponse)
	}
	return append(rows, serving.Row{Aspect: s.config.Operation, Does: form}, s.config.checksRow(empty))
}

func (h *httpStreams) rows() (all []serving.Row, form string) {
	what := "the answer"
	if h.content != "" {
		what = "the body and the answer"
	}
	return append(h.HTTP.Rows(headersOf(h.accept, h.content), h.content != ""), h.encoding.codecRow(what)), h.form
}

func (s *grpcStreams) rows() (all []serving.Row, form string) {
	return append(s.GRPC.Rows(), s.encoding.messageCodecRow()), s.form
}

// Ledger implements [client.Client].
func (l *realtimeClient) Ledger() []serving.Row {
	rows, form := l.rows()
	checks := l.config.checksRow(new(catalogv1.RecommendationResponse))
	if l.config.Want != nil {
		checks.Does += "; its messages must come in order"
	}
	form = fmt.Sprintf("%d %s; they stay open, and one that broke is opened anew for its next action", len(l.streams), form)
	return append(rows, serving.Row{Aspect: l.config.Operation, Does: form}, checks)
}

func (l *realtimeGRPC) rows() (all []serving.Row, form string) {
	return append(l.GRPC.StreamRows(), l.encoding.messageCodecRow()), "streams both ways, on each connection in turn"
}

func (l *realtimeSockets) rows() (all []serving.Row, form string) {
	protocol, compression := "HTTP/1.1", "none is asked for"
	if l.transport.TLSClientConfig != nil {
		protocol += " over TLS"
	}
	if l.options.CompressionMode == websocket.CompressionNoContextTakeover {
		compression = "permessage-deflate without context takeover: a service that does not agree is a failure"
	}
	return []serving.Row{
		{Aspect: conn.AspectLibrary, Does: serving.Module("github.com/coder/websocket") + " over " + conn.NetHTTP()},
		{Aspect: conn.AspectConnections, Does: "one of " + protocol + " for each stream, opened before the first request"},
		{Aspect: conn.AspectCompression, Does: compression},
		{Aspect: conn.AspectWindows, Does: "the library's own"},
		{Aspect: conn.AspectAttached, Does: "nothing"},
		asJSON.codecRow("each message, once it is read to its end"),
	}, "WebSockets with text messages"
}
