// Package size is the payload laboratory: it says how many bytes the same content takes as
// JSON and as protobuf, plain and compressed, which fields hold them, and why.
//
// [Documents] does so for anyone's documents and a .proto file, [Catalog] for the messages of
// the book catalog, four shapes of payload and the requests that carry them. Both give the
// same bytes for the same input, whatever the machine or the day; what they say of gzip and
// zstd depends on the version of the two libraries.
package size
