// Package catalog is the domain that all services serve: books, the queries for them, and the
// limits of those queries.
//
// A [Catalog] comes from package generate, which makes the same books from the same seed on
// every machine, or from package bookfile, which reads a CSV file in the layout of the
// goodbooks-10k data set or a JSONL file. Its books never change, except for the ratings that
// come through [Catalog.Rate] and [Upload]; it is safe for concurrent queries and ratings. An
// answer depends on the books, the query and the ratings so far, and not on a clock, a locale or
// the order of requests. Two servers whose [Catalog.Digest] is the same give the same answers,
// as long as they get the same ratings.
//
// Every limit and every check of an argument is here. The services translate
// [Error] into their own status codes and add no rule.
package catalog
