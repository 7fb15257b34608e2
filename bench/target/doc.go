// Package target holds the clients that the engine drives, behind its Target.
//
// Those of the catalog and the shop, made by [New], ask the same requests on every stack,
// decode the answers in full and check them in the same way; they use the generated stubs and
// typed structs that an ordinary client would use. Those of a stranger's service, made by
// [Prepare] and [Call.Dial], send requests that were encoded beforehand and leave the answers
// as they are, but for those that are to be checked.
//
// Below both are the same two layers: web, of net/http's connections, and channels, of
// grpc-go's. Each opens its connections before the first request, and picks the one that
// fell idle last.
package target
