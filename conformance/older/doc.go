// Package older holds the contract as it was first released, and tests that a client and a
// service made from it get along with those of today.
//
// catalog/v1 is that contract with its generated code; its Book still has the price_text that
// is reserved since. A program can register a message's name only once, so that the older
// contract is linked into a program of its own, peer, which the tests build and talk to.
package older

//go:generate ../../tools/node_modules/.bin/buf generate
