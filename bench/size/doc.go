// Package size is the payload laboratory: it says how many bytes the same content takes as
// JSON and as protobuf, plain and compressed, which fields hold them, and why.
//
// [Documents] does so for anyone's documents and a .proto file, [Catalog] for the messages of
// the book catalog, four shapes of payload and the requests that carry them. Both give the same
// result for the same input, on any machine and at any time, except that the sizes with gzip and
// zstd depend on the versions of the two libraries.
package size
