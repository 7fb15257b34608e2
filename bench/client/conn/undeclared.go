package conn

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/wiretax/wiretax/bench/record"
)

// A service may compress its answers and not say so: its bytes then look small for no reason
// that anybody sees. Such an answer is known by how it begins. Brotli has no such beginning.

// beginnings are those of compressed bytes.
var beginnings = []struct {
	coding, bytes string
	// onlyInText says that only text cannot begin so otherwise.
	onlyInText bool
}{
	{"gzip", "\x1f\x8b", false},
	{"zstd", "\x28\xb5\x2f\xfd", false},
	{"deflate", "\x78\x01", true},
	{"deflate", "\x78\x9c", true},
	{"deflate", "\x78\xda", true},
}

// longestBeginning is how many bytes have to be looked at.
const longestBeginning = 4

// compressedFiles are the media types whose bytes are compressed, as they say. That of
// application/x-gzip is not among them: net/http gives it to whatever looks like gzip where
// the service names no type.
var compressedFiles = []string{
	"application/gzip", "application/zlib", "application/zstd", "application/x-zstd",
	"application/x-gtar", "application/x-tgz", "application/x-compressed-tar",
}

// undeclared is the coding of a body that begins so, where its headers do not say it; empty
// where there is none.
func undeclared(begin []byte, h http.Header) string {
	for _, b := range beginnings {
		if !bytes.HasPrefix(begin, []byte(b.bytes)) {
			continue
		}
		media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
		isFile := slices.Contains(compressedFiles, media) || strings.HasSuffix(media, "+"+b.coding)
		if isFile || b.onlyInText && (err != nil || !isText(media)) {
			return ""
		}
		return record.Undeclared + b.coding
	}
	return ""
}

// isText says whether a media type is one of text.
func isText(media string) bool {
	return strings.HasPrefix(media, "text/") || media == "application/xml" || IsJSON(media) || strings.HasSuffix(media, "+xml")
}

// IsJSON says whether a media type is one of JSON.
func IsJSON(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// CodingOfMessage is the coding that a message of gRPC is in although nothing says so. A field
// may hold compressed bytes, but the message itself is never such bytes.
func CodingOfMessage(message mem.BufferSlice) string {
	var begin [longestBeginning]byte
	n := 0
	for i := 0; i < len(message) && n < len(begin); i++ {
		n += copy(begin[n:], message[i].ReadOnlyData())
	}
	coding := undeclared(begin[:n], nil)
	if coding == "" || isMessage(message.Materialize()) {
		return ""
	}
	return coding
}

// isMessage says whether bytes can be a message of protobuf.
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

// begun keeps how what is read begins.
type begun struct {
	io.Reader
	bytes [longestBeginning]byte
	n     int
}

func (b *begun) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.n < len(b.bytes) {
		b.n += copy(b.bytes[b.n:], p[:n])
	}
	return n, err
}
