package conn

import (
	"bytes"
	"io"
	"mime"
	"slices"
	"strings"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/wiretax/wiretax/bench/record"
)

// A service may compress its answers and not say so: their bytes are then few for no visible
// reason. Such an answer is known by its first bytes. Brotli has no such beginning.

// beginnings are the first bytes of what is compressed.
var beginnings = []struct {
	coding, bytes string
	// onlyInText says that other data than text may begin so when it is not compressed.
	onlyInText bool
}{
	{"gzip", "\x1f\x8b", false},
	{"zstd", "\x28\xb5\x2f\xfd", false},
	{"deflate", "\x78\x01", true},
	{"deflate", "\x78\x9c", true},
	{"deflate", "\x78\xda", true},
}

// LongestBeginning is the length of the longest beginning of what is compressed.
const LongestBeginning = 4

// compressedFiles are the media types of files that are themselves compressed. application/x-gzip
// is not among them: net/http sends it for anything that looks like gzip if the service names no
// type.
var compressedFiles = []string{
	"application/gzip", "application/zlib", "application/zstd", "application/x-zstd",
	"application/x-gtar", "application/x-tgz", "application/x-compressed-tar",
}

// Undeclared returns the coding of a body that begins like this, or an empty string if it is in none
// or its content type says so.
func Undeclared(begin []byte, contentType string) string {
	for _, b := range beginnings {
		if !bytes.HasPrefix(begin, []byte(b.bytes)) {
			continue
		}
		media, _, err := mime.ParseMediaType(contentType)
		isFile := slices.Contains(compressedFiles, media) || strings.HasSuffix(media, "+"+b.coding)
		if isFile || b.onlyInText && (err != nil || !isText(media)) {
			return ""
		}
		return record.Undeclared + b.coding
	}
	return ""
}

// isText reports whether a media type is one of text.
func isText(media string) bool {
	return strings.HasPrefix(media, "text/") || media == "application/xml" || IsJSON(media) || strings.HasSuffix(media, "+xml")
}

// IsJSON reports whether a media type is one of JSON.
func IsJSON(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// CodingOfMessage returns the coding of a message of gRPC that is compressed although nothing says
// so. A field may hold compressed bytes, but a message itself never begins like them.
func CodingOfMessage(message mem.BufferSlice) string {
	var begin [LongestBeginning]byte
	n := 0
	for i := 0; i < len(message) && n < len(begin); i++ {
		n += copy(begin[n:], message[i].ReadOnlyData())
	}
	if Undeclared(begin[:n], "") == "" {
		return ""
	}
	return CodingOfBytes(message.Materialize())
}

// CodingOfBytes is CodingOfMessage for a message in one piece.
func CodingOfBytes(message []byte) string {
	coding := Undeclared(message, "")
	if coding == "" || isMessage(message) {
		return ""
	}
	return coding
}

// isMessage reports whether bytes can be a message of protobuf.
func isMessage(b []byte) bool {
	for len(b) > 0 {
		_, _, n := protowire.ConsumeField(b)
		if n < 0 {
			return false
		}
		b = b[n:]
	}
	return true
}

// begun keeps the first bytes of what is read.
type begun struct {
	io.Reader
	bytes [LongestBeginning]byte
	n     int
}

func (b *begun) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.n < len(b.bytes) {
		b.n += copy(b.bytes[b.n:], p[:n])
	}
	return n, err
}
