package conn

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"strings"
	"sync"

	"google.golang.org/grpc"
)

// CodingCounts counts the answers that came in a coding such as gzip, over gRPC their messages: a
// service may compress although it was not asked to. The zero value is ready to use and safe for
// concurrent use.
type CodingCounts struct {
	mu     sync.Mutex
	counts map[string]int64
}

// CountCoding counts an answer in a coding, unless that is empty.
func (c *CodingCounts) CountCoding(coding string) {
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

// mostCodings bounds how many codings are counted apart: any service may invent names.
const (
	mostCodings = 8
	otherCoding = "other"
)

// Codings returns the counts by coding.
func (c *CodingCounts) Codings() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts)
}

// mostCodingBytes bounds the name of a coding.
const mostCodingBytes = 32

// CodingOf returns the coding that the Content-Encoding headers of an answer name, empty if there
// is none.
func CodingOf(values ...string) string {
	if len(values) == 0 {
		return ""
	}
	var names []string
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(values, ",")), ",") {
		switch name = strings.TrimSpace(name); {
		case name == "" || name == "identity":
		case name == "x-gzip": // its old name
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

// IsToken reports whether HTTP allows s as the name of a method or header.
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// decompressor decompresses the messages of gRPC and counts them. Unlike a registered compressor
// it belongs to one client, and so does the count, and services are not offered it.
type decompressor struct {
	*CodingCounts
	readers sync.Pool
}

// decompress returns the option that makes a connection count codings.
func (c *CodingCounts) decompress() grpc.DialOption {
	//lint:ignore SA1019 its successor is registered for the whole process
	return grpc.WithDecompressor(&decompressor{CodingCounts: c})
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
	// grpc-go refuses a message that is one byte longer than allowed.
	if _, err := message.ReadFrom(io.LimitReader(z, LargestAnswer+1)); err != nil {
		return nil, gunzipError(err)
	}
	return message.Bytes(), nil
}
