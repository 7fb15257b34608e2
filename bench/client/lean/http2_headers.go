package lean

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"
)

// headerReader puts the header frames of a connection together and decodes them. Each list has to be
// decoded, even of a stream that nobody waits for, since it changes the table of the next.
type headerReader struct {
	decoder *hpack.Decoder
	memo    memo
	// stream is the one whose headers are not complete, 0 if there is none, and block what has
	// come of them.
	stream     uint32
	block      []byte
	endsStream bool
	list       headerList
}

// headerList is what matters to the client of a list of headers.
type headerList struct {
	status                              int
	length                              int64 // declared, -1 if it is not
	contentType, coding                 string
	location, asks, proxyAsks           string
	grpcStatus, grpcMessage, grpcCoding string
	size                                int
	regular                             bool // a header has come that is not a pseudo-header
	fault                               string
}

// add takes a frame and reports whether the headers are complete. Its error ends the connection.
func (r *headerReader) add(f *frame) (complete bool, err error) {
	block, err := f.unpad()
	if err != nil {
		return false, err
	}
	if f.kind == frameHeaders {
		r.endsStream = f.has(flagEndStream)
	}
	if !f.has(flagEndHeaders) {
		r.stream = f.stream
		if r.block = append(r.block, block...); len(r.block) > mostHead {
			return false, errProtocol{fmt.Sprintf("headers are larger than %d KiB", mostHead>>10)}
		}
		return false, nil
	}
	if r.stream != 0 {
		block = append(r.block, block...)
		r.stream, r.block = 0, nil
	}
	known := false
	if r.list, known = r.memo.of(block); known {
		return true, nil
	}
	r.list = headerList{length: -1}
	if _, err = r.decoder.Write(block); err == nil {
		err = r.decoder.Close()
	}
	if err != nil {
		return false, fmt.Errorf("COMPRESSION_ERROR: %w", err)
	}
	r.memo.note(block, r.list)
	return true, nil
}

// take takes a decoded header.
func (r *headerReader) take(f hpack.HeaderField) {
	l := &r.list
	if l.size += len(f.Name) + len(f.Value); l.size > mostHead {
		l.fault = fmt.Sprintf("its headers are larger than %d KiB", mostHead>>10)
		return
	}
	pseudo := strings.HasPrefix(f.Name, ":")
	if pseudo && l.regular || f.Name == "" || strings.ContainsFunc(f.Name, isUpper) {
		l.fault = fmt.Sprintf("malformed header %q", f.Name)
	}
	l.regular = !pseudo
	switch f.Name {
	case ":status":
		n, err := strconv.Atoi(f.Value)
		if err != nil || n < 100 || n > 999 || l.status != 0 {
			l.fault = "malformed status code"
		}
		l.status = n
	case "content-length":
		n, err := strconv.ParseUint(f.Value, 10, 63)
		if err != nil || l.length >= 0 && l.length != int64(n) {
			l.fault = "malformed content-length"
		}
		l.length = int64(n)
	case "content-type":
		l.contentType = f.Value
	case "content-encoding":
		l.coding = f.Value
	case "location":
		l.location = f.Value
	case "www-authenticate":
		l.asks = f.Value
	case "proxy-authenticate":
		l.proxyAsks = f.Value
	case "grpc-status":
		l.grpcStatus = f.Value
	case "grpc-message":
		l.grpcMessage = f.Value
	case "grpc-encoding":
		l.grpcCoding = f.Value
	default:
		if pseudo {
			l.fault = fmt.Sprintf("malformed header %q", f.Name)
		}
	}
}

func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }
