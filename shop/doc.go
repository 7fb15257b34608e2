// Package shop is a chain of services over the books of a catalog: order asks product about
// each line of an order, and product asks inventory what there is of it. Each is a process of
// its own, and the whole chain speaks one [Transport].
//
// What a service answers follows from ids and the catalog alone, so that the chain answers the
// same over either transport, however it is asked.
//
// Each service gives the one that it asks what is left of its caller's time, less a margin, so
// that it can still say which service did not answer. When a caller goes away, everything that
// is done for it ends. Nothing is retried. A service that gives no answer is reported as a
// [serving.UpstreamError], which the services before it pass on unchanged. Any other refusal of
// an upstream is an internal error, with the words of the upstream.
package shop
