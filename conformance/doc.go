// Package conformance tests that both services behave the same, on every stack and setting, and
// that they are safe when strangers send what they should not.
//
// It has tests only, which start both services in the process and speak to them through
// clients of their own: net/http, grpc-go and coder/websocket as anybody would use them, and
// frames and bytes written by hand where a client would not send them. Answers in JSON are
// read by protojson, so that nothing of what the services encode with is trusted.
//
// Package older beside it holds the contract as it was first released.
package conformance
