// Package restsvc serves the catalog over HTTP, on package httpserver: it turns paths, query
// strings and bodies into queries of package catalog, and its answers into typed structs,
// encoded by encoding/json, or into protobuf messages where the client asks for them. Limits
// and validation are the catalog's, and openapi.yaml describes every route.
//
// A listing is a page, or all books as lines of JSON; an upload is lines, an array or a
// protobuf message; the real-time recommendations are a WebSocket.
package restsvc
