// Package catalog holds the one domain that both services put on the wire: books,
// the questions that may be asked of them, and the limits on those questions.
//
// A [Catalog] comes from package generate, which makes the same books from the same seed
// on every machine, or from package bookfile, which reads a CSV file in the layout of the
// goodbooks-10k data set or a JSONL file. Its books stay what they were loaded as, but for
// the ratings that come through [Catalog.Rate] and [Upload]; any number of goroutines may
// ask and rate at once. What it answers depends on its books, the question and the ratings
// so far: not on a clock, a locale or the order of requests. Two servers whose
// [Catalog.Digest] is the same give the same answers, as long as they get the same ratings.
//
// Every limit and every check of an argument lives here. The services translate
// [Error] into their own status codes and add no rule.
package catalog
