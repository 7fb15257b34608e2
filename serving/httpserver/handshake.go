package httpserver

import (
	"bufio"
	"net"
	"net/http"

	"github.com/coder/websocket"
	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/serving"
)

// accept makes a WebSocket of the request's connection. It refuses pages of another origin: a
// browser would send the user's cookies for them.
func accept(x Exchange) (*websocket.Conn, net.Conn, error) {
	header := x.Writer.Header()
	if x.Request.ProtoMajor != 1 {
		// HTTP/2 has no upgrade, and forbids the header that would name it.
		return nil, nil, upgradeRequired()
	}
	w := &handshakeWriter{ResponseWriter: x.Writer}
	conn, err := websocket.Accept(w, x.Request, &websocket.AcceptOptions{
		CompressionMode: websocket.CompressionNoContextTakeover, // if the client offers it
	})
	if err == nil {
		conn.SetReadLimit(serving.MaxMessageBytes)
		return conn, w.conn, nil
	}
	header.Del("X-Content-Type-Options") // which the library sets for its own text
	switch w.status {
	case http.StatusUpgradeRequired:
		header.Set("Connection", "Upgrade")
		header.Set("Upgrade", "websocket")
		return nil, nil, upgradeRequired()
	case http.StatusForbidden:
		return nil, nil, FieldProblem(w.status, CodePermissionDenied, "Origin",
			"a page of another site may not connect; connect from one of %.40q, or from no page", x.Request.Host)
	case http.StatusBadRequest:
		if version := header.Get("Sec-WebSocket-Version"); version != "" {
			return nil, nil, Invalid("Sec-WebSocket-Version", "only %s is spoken here", version)
		}
		return nil, nil, Invalid("Sec-WebSocket-Key", "send 16 bytes in base64, once")
	}
	return nil, nil, err
}

func upgradeRequired() error {
	return FieldProblem(http.StatusUpgradeRequired, CodeFailedPrecondition, "Upgrade", "send a WebSocket's handshake, over HTTP/1.1")
}

// handshakeWriter keeps the connection that a handshake takes over, and drops the library's own
// answer to a handshake that fails.
type handshakeWriter struct {
	gin.ResponseWriter
	conn   net.Conn
	status int // of the failure
}

func (w *handshakeWriter) WriteHeader(status int) {
	if status == http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.status = status
}

func (w *handshakeWriter) Write(p []byte) (int, error) { return len(p), nil }

func (w *handshakeWriter) Hijack() (conn net.Conn, rw *bufio.ReadWriter, err error) {
	conn, rw, err = w.ResponseWriter.Hijack()
	w.conn = conn
	return conn, rw, err
}
