// Package grpcserver is a gRPC server fit for production: message and header limits,
// deadlines, TLS, keepalive, connection age, health, reflection, metrics, a request log, and a
// shutdown that loses no call. What it serves is added by [Server.RegisterService].
//
// The limits are those of package serving, and [serving.Config] says what may be set; its zero
// values are defaults, but Metrics and Log are required.
//
// Every method, a unary one too, is registered as a stream whose handler is wrapped: the
// wrapper counts the call, refuses it if its caller has gone, does Config.Work, and turns a
// panic into INTERNAL. It includes decoding and encoding, which an interceptor does not.
//
// A handler passes errors of the catalog or of an upstream through [Refusal]. Handlers are
// called concurrently. A stream without an end of its own watches [Server.Stopping].
package grpcserver
