package lean

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"
)

// blocks are a request's headers as HPACK encodes them (RFC 7541): first for the first request of a
// connection, next for those that follow, and bare for a service that keeps no dynamic table.
// Headers that all requests have alike are in the table after any first block; the others never
// get there, so that next is the same whatever was sent before.
type blocks struct{ first, next, bare []byte }

// encodeBlocks encodes the headers of requests, of which there is at least one. Equal blocks share
// memory.
func encodeBlocks(requests [][]hpack.HeaderField) []blocks {
	markVarying(requests)
	all := make([]blocks, len(requests))
	known := make(map[string][]byte)
	share := func(block []byte) []byte {
		if same, ok := known[string(block)]; ok {
			return same
		}
		known[string(block)] = bytes.Clone(block)
		return known[string(block)]
	}
	var out bytes.Buffer
	encode := func(e *hpack.Encoder, fields []hpack.HeaderField) []byte {
		out.Reset()
		for _, f := range fields {
			e.WriteField(f) // a buffer takes everything
		}
		return share(out.Bytes())
	}
	filled := hpack.NewEncoder(&out)
	bare := hpack.NewEncoder(&out)
	bare.SetMaxDynamicTableSize(0)
	encode(filled, requests[0])
	encode(bare, requests[0]) // says first that it keeps no table; see noTable
	for i, fields := range requests {
		all[i] = blocks{
			first: encode(hpack.NewEncoder(&out), fields),
			next:  encode(filled, fields),
			bare:  encode(bare, fields),
		}
	}
	return all
}

// noTable tells the service, before the next block, that the dynamic table is empty from now on.
const noTable = 0x20

// markVarying marks the headers that are never put into the dynamic table: those that not all requests
// have in the same order, and any for which there is no room.
func markVarying(requests [][]hpack.HeaderField) {
	room := uint32(firstTable)
	common := slices.DeleteFunc(slices.Clone(requests[0]), func(f hpack.HeaderField) bool {
		missing := func(fields []hpack.HeaderField) bool { return !slices.Contains(fields, f) }
		if f.Size() > room || slices.ContainsFunc(requests, missing) {
			return true
		}
		room -= f.Size()
		return false
	})
	for _, fields := range requests {
		if !inOrder(common, fields) {
			common = nil
		}
	}
	for _, fields := range requests {
		for i := range fields {
			fields[i].Sensitive = !slices.Contains(common, fields[i])
		}
	}
}

// inOrder reports whether the common headers come in the same order, and as often, among others.
func inOrder(common, fields []hpack.HeaderField) bool {
	return slices.Equal(common, slices.DeleteFunc(slices.Clone(fields), func(f hpack.HeaderField) bool { return !slices.Contains(common, f) }))
}

// http2Fields returns the headers of a request as net/http sends them.
func http2Fields(r Request, scheme, address string) (fields []hpack.HeaderField) {
	add := adder(&fields)
	add(":authority", authority(r, address))
	add(":method", r.Method)
	add(":path", r.Path)
	add(":scheme", scheme)
	agent := http2Agent
	for _, f := range r.Header {
		if isName(f.Name, "User-Agent") {
			agent = f.Value
		} else if !ofConnection(f.Name) {
			add(f.Name, f.Value)
		}
	}
	if sendsLength(r) {
		add("content-length", strconv.Itoa(len(r.Body)))
	}
	if agent != "" {
		add("user-agent", agent)
	}
	return fields
}

// grpcFields returns the headers of a call as grpc-go sends them.
func grpcFields(r Request, scheme, address string) (fields []hpack.HeaderField) {
	add := adder(&fields)
	add(":method", http.MethodPost)
	add(":scheme", scheme)
	add(":path", r.Path)
	add(":authority", authority(r, address))
	content := "application/grpc"
	for _, f := range r.Header {
		if isName(f.Name, "Content-Type") {
			content = f.Value
		}
	}
	add("content-type", content)
	add("user-agent", grpcAgent)
	add("te", "trailers")
	for _, f := range r.Header {
		if !isName(f.Name, "Content-Type") {
			add(f.Name, f.Value)
		}
	}
	return fields
}

func adder(fields *[]hpack.HeaderField) func(name, value string) {
	return func(name, value string) {
		*fields = append(*fields, hpack.HeaderField{Name: strings.ToLower(name), Value: value})
	}
}

func authority(r Request, address string) string { return cmp.Or(r.Host, address) }

// ofConnection reports whether a header is about a connection of HTTP/1.1, and has no place in
// HTTP/2.
func ofConnection(name string) bool {
	for _, known := range []string{"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade"} {
		if isName(name, known) {
			return true
		}
	}
	return false
}
