// Package shop is a chain of services over the books of a catalog: order asks product about
// each line of an order, and product asks inventory what there is of it. Each is a process of
// its own, and the whole chain speaks one [Transport].
//
// What a service answers follows from ids and the catalog alone, so that the chain answers the
// same over either transport, however it is asked.
//
// Time shrinks along the chain: each service gives the one that it asks what is left of its
// caller's time, less a margin, so that it can still say which link was silent. A caller that
// goes away ends everything that is done for it. Nothing is tried again: a link that fails is
// told as a [serving.LinkError], which services before it pass on as it is. Nothing else that
// an upstream may say is a caller's business; it is a fault inside, with the words of the
// upstream.
package shop
