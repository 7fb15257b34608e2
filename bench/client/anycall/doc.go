// Package anycall holds the clients of any service's HTTP requests or gRPC methods: a [Call] is a
// request that is ready to be sent, made by [Prepare], and [Call.Dial] opens a client of it.
package anycall
