package conn

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"

	"google.golang.org/grpc"
)

// codings counts the answers, or over gRPC the messages of answers, that came in a coding,
// such as gzip: a service may compress although nobody asked. Its zero value is ready; it is
// safe for concurrent use.
type codings struct {
	mu     sync.Mutex
	counts map[string]int64
}

// CountCoding counts an answer in a coding; the empty one is none.
func (c *codings) CountCoding(coding string) {
	if coding == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[string]int64)
	}
	if _, known := c.counts[coding]; !known && len(c.counts) == mostCodings {
		coding = otherCoding
	}
	c.counts[coding]++
}

// mostCodings bounds how many codings are told apart: their names are a stranger's.
const (
	mostCodings = 8
	otherCoding = "other"
)

// Codings returns the counts by coding.
func (c *codings) Codings() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts)
}

// mostCodingBytes bounds the name of a coding.
const mostCodingBytes = 32

// codingOf is the coding that the header of an answer names; empty where there is none.
func codingOf(h http.Header) string {
	values := h["Content-Encoding"]
	if values == nil {
		return ""
	}
	var names []string
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(values, ",")), ",") {
		switch name = strings.TrimSpace(name); {
		case name == "" || name == "identity":
		case name == "x-gzip": // its name of old
			names = append(names, "gzip")
		case !IsToken(name):
			return otherCoding
		default:
			names = append(names, name)
		}
	}
	all := strings.Join(names, ", ")
	if len(all) > mostCodingBytes {
		return otherCoding
	}
	return all
}

// IsToken says whether HTTP allows s as the name of a method or header.
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// decompressor decompresses the answers of gRPC and counts them. Unlike a registered
// compressor it belongs to one client, so that the count does, and it is not offered.
type decompressor struct {
	*codings
	readers sync.Pool
}

// decompress is the option that makes a client count.
func (c *codings) decompress() grpc.DialOption {
	//lint:ignore SA1019 what takes its place is registered for the whole process
	return grpc.WithDecompressor(&decompressor{codings: c})
}

// Type implements [grpc.Decompressor].
func (*decompressor) Type() string { return "gzip" }

// Do implements [grpc.Decompressor].
func (d *decompressor) Do(from io.Reader) ([]byte, error) {
	d.CountCoding(d.Type())
	z, ok := d.readers.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	defer d.readers.Put(z)
	if err := z.Reset(from); err != nil {
		return nil, gunzipError(err)
	}
	var message bytes.Buffer
	// One byte more than may be is what grpc-go refuses.
	if _, err := message.ReadFrom(io.LimitReader(z, LargestAnswer+1)); err != nil {
		return nil, gunzipError(err)
	}
	return message.Bytes(), nil
}
