// Package restsvc serves the catalog over HTTP, on gin: it turns paths, query strings and
// bodies into queries of package catalog, and its answers into typed structs, encoded by
// encoding/json, or into protobuf messages where the client asks for them. Limits and
// validation are the catalog's.
//
// It speaks HTTP/1.1 and HTTP/2: by ALPN with TLS, in plaintext to a client that begins with
// HTTP/2's preface. WebSockets go over HTTP/1.1 only; over HTTP/2 their path answers 426, as
// it does to any request that does not ask for the upgrade.
//
// Every error is a problem document of RFC 9457 with the code of gRPC that says the same,
// and with the field at fault. An answer that breaks off after its status line is cut, so
// that no client takes a part for the whole.
//
// Whoever takes nothing at all for a minute is left: of a stream, of a WebSocket, or of an
// answer in one piece, which must be taken within the minute. Whoever begins a body and then
// sends nothing for [serving.IdleTimeout] is left too; a WebSocket may be silent for ever.
package restsvc
