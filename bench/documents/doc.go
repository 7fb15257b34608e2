// Package documents reads JSON documents from files and streams, in the containers that
// they come in: one a file, one a line, several one after another, an array, a sequence of
// JSON texts (RFC 7464), each with gzip too.
package documents
