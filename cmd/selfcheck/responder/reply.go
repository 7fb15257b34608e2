package responder

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// Bytes is how long an answer is, as JSON or as a message of protobuf.
const Bytes = 1024

// The replies.
var (
	http1Reply = fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n%s", jsonType, len(jsonBook), jsonBook)
	http2Reply = newReply(jsonType, []byte(jsonBook), nil)
	grpcReply  = newReply("application/grpc", grpcMessage(), headerBlock("grpc-status", "0"))
)

const jsonType = "application/json"

// jsonBook is a book with a long description.
var jsonBook = func() string {
	const start, end = `{"id":1,"title":"The Responder","description":"`, `"}`
	return start + strings.Repeat("x", Bytes-len(start)-len(end)) + end
}()

// grpcMessage is the book as a message with its prefix.
func grpcMessage() []byte {
	book := &catalogv1.Book{Id: 1, Title: "The Responder"}
	book.Description = strings.Repeat("x", Bytes-proto.Size(book)-3) // its tag and length take three
	message, err := proto.Marshal(book)
	if err != nil {
		panic(err) // of a message that is always the same
	}
	framed := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	return append(framed, message...)
}

// newReply returns an answer over HTTP/2. Its trailers may be nil.
func newReply(contentType string, body []byte, trailers *bytes.Buffer) reply {
	headers := []string{":status", "200", "content-type", contentType}
	last := byte(flagEndStream)
	if trailers != nil {
		last = 0
	} else {
		headers = append(headers, "content-length", strconv.Itoa(len(body)))
	}
	var r reply
	r.add(frameHeaders, flagEndHeaders, headerBlock(headers...))
	r.add(frameData, last, bytes.NewBuffer(body))
	if trailers != nil {
		r.add(frameHeaders, flagEndHeaders|flagEndStream, trailers)
	}
	return r
}

// headerBlock encodes names and values. They are marked as sensitive, which keeps them out of the
// table of a connection, so that the block means the same on each.
func headerBlock(namesAndValues ...string) *bytes.Buffer {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for i := 0; i < len(namesAndValues); i += 2 {
		encoder.WriteField(hpack.HeaderField{Name: namesAndValues[i], Value: namesAndValues[i+1], Sensitive: true})
	}
	return &block
}
