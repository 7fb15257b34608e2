// Package httpserver is an HTTP server fit for production, on net/http and gin: header and
// body limits, deadlines, TLS, connection age, content negotiation, compression, problem
// documents, WebSockets, metrics, a request log, and a shutdown that loses no request. What it
// serves is added by [Server.Get] and [Server.Handle], beside /healthz.
//
// The limits are those of package serving, and [serving.Config] says what may be set; its zero
// values are defaults, but Metrics and Log are required.
//
// It speaks HTTP/1.1 and HTTP/2: by ALPN with TLS, in plaintext to a client that begins with
// HTTP/2's preface. WebSockets go over HTTP/1.1 only; over HTTP/2 their path answers 426, as
// it does to any request that does not ask for the upgrade.
//
// A handler's error is answered as a problem document of RFC 9457, with the code of gRPC that
// says the same, and with the field at fault. An answer that breaks off after its status line
// is cut, so that no client takes a part for the whole.
//
// A client that reads nothing for a minute is disconnected, from a stream, from a WebSocket, or
// from an answer in one piece, which has to be read within the minute. So is a client that
// begins a body and then sends nothing for [serving.IdleTimeout]. A WebSocket may be silent
// without a limit.
//
// Routes are added before Serve is called; handlers are called concurrently.
package httpserver
