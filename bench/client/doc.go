// Package client says what a client is that the engine drives.
//
// There are two kinds. Those of package catalog ask the operations of the catalog and the shop
// on every stack: the same requests, whose answers they decode in full and check in the same
// way, with the generated stubs and typed structs that an ordinary client would use. Those of
// package anycall ask any other service: they send requests that were encoded beforehand and
// leave the answers as they are, but for those that are to be checked.
//
// Below both, package conn has the connections.
package client
