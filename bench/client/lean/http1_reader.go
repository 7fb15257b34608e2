package lean

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// answerReader reads the answers of a connection of HTTP/1.1 (RFC 9112), in whatever pieces they
// come. The zero value is ready for the first; it is ready for the next when one is done.
type answerReader struct {
	state readerState
	// noBody says that the answer has no body whatever its head says, as to a HEAD.
	noBody bool
	// left is what is left of the body or chunk.
	left int64
	// scanned is how much of a head was searched for its end, heads how many bytes the heads
	// and trailers of this answer had so far.
	scanned, heads int
	head           head
}

type readerState int

const (
	inHead readerState = iota
	inBody
	untilClose
	inChunkSize
	inChunk
	afterChunk
	inTrailers
)

// head is the head of an answer. Its slices are those of the piece that it was read from.
type head struct {
	status int
	// length is the declared length of the body, -1 if there is none.
	length                                         int64
	chunked, close                                 bool
	contentType, coding, location, asks, proxyAsks []byte
}

// taker takes what a reader reads.
type taker interface {
	takeHead(h *head)
	data(p []byte)
}

const (
	// mostHead bounds the heads and trailers of an answer, mostChunkLine the line before a chunk.
	mostHead      = 1 << 20
	mostChunkLine = 4 << 10
)

// read reads what it can of p. It returns how many bytes it is done with, and whether the answer is
// complete; the rest of an answer that is not has to come with what follows. An error breaks the
// protocol.
func (r *answerReader) read(p []byte, to taker) (n int, done bool, err error) {
	for !done && err == nil {
		took := 0
		switch r.state {
		case inHead:
			took, done, err = r.readHead(p[n:], to)
		case inBody, inChunk:
			took = int(min(r.left, int64(len(p)-n)))
			to.data(p[n : n+took])
			if r.left -= int64(took); r.left == 0 {
				if done = r.state == inBody; !done {
					r.state = afterChunk
				}
			}
		case untilClose:
			took = len(p) - n
			to.data(p[n:])
		case inChunkSize, afterChunk:
			took, err = r.readChunkLine(p[n:])
		case inTrailers:
			took, done, err = r.readTrailer(p[n:])
		}
		if n += took; took == 0 && !done {
			return n, false, err
		}
	}
	if done {
		*r = answerReader{head: r.head}
	}
	return n, done, err
}

// endOfHead returns the length of a head with the empty line that ends it, or -1.
func endOfHead(p []byte) int {
	end := bytes.Index(p, []byte("\n\r\n"))
	if end >= 0 {
		end += len("\n\r\n")
		p = p[:end]
	}
	if bare := bytes.Index(p, []byte("\n\n")); bare >= 0 {
		return bare + len("\n\n")
	}
	return end
}

// readHead reads a head that is complete, and passes interim ones over.
func (r *answerReader) readHead(p []byte, to taker) (n int, done bool, err error) {
	from := max(0, r.scanned-len("\n\r\n"))
	end := endOfHead(p[from:])
	if end < 0 {
		r.scanned = len(p)
		if r.heads+len(p) > mostHead {
			return 0, false, fmt.Errorf("its head is larger than %d KiB", mostHead>>10)
		}
		return 0, false, nil
	}
	n = from + end
	r.scanned = 0
	if r.heads += n; r.heads > mostHead {
		return 0, false, fmt.Errorf("its heads are larger than %d KiB", mostHead>>10)
	}
	if err := r.head.parse(p[:n]); err != nil {
		return 0, false, err
	}
	h := &r.head
	if h.status < 200 && h.status != 101 {
		return n, false, nil // the answer is still to come
	}
	if h.status < 200 {
		h.close = true // what follows is another protocol
	}
	to.takeHead(h)
	switch {
	case r.noBody || h.status < 200 || h.status == 204 || h.status == 304:
		return n, true, nil
	case h.chunked:
		r.state = inChunkSize
	case h.length < 0:
		r.state, h.close = untilClose, true
	default:
		r.state, r.left = inBody, h.length
		return n, h.length == 0, nil
	}
	return n, false, nil
}

var errChunk = errors.New("its chunked encoding is malformed")

// readChunkLine reads the line before a chunk, or the empty one behind it.
func (r *answerReader) readChunkLine(p []byte) (n int, err error) {
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		if len(p) > mostChunkLine {
			return 0, errChunk
		}
		return 0, nil
	}
	line := bytes.TrimSuffix(p[:end], []byte("\r"))
	if r.state == afterChunk {
		if len(line) > 0 {
			return 0, errChunk
		}
		r.state = inChunkSize
		return end + 1, nil
	}
	size, _, _ := bytes.Cut(line, []byte(";")) // extensions mean nothing to us
	size = bytes.TrimRight(size, " \t")
	if len(size) == 0 || len(size) > 15 || end > mostChunkLine {
		return 0, errChunk
	}
	r.left = 0
	for _, digit := range size {
		value := hexDigit(digit)
		if value < 0 {
			return 0, errChunk
		}
		r.left = r.left<<4 | int64(value)
	}
	if r.state = inChunk; r.left == 0 {
		r.state = inTrailers
	}
	return end + 1, nil
}

func hexDigit(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// readTrailer passes a trailer over, or reads the empty line that ends them.
func (r *answerReader) readTrailer(p []byte) (n int, done bool, err error) {
	end := bytes.IndexByte(p, '\n')
	if n = end + 1; end < 0 {
		n = len(p)
	}
	if r.heads+n > mostHead {
		return 0, false, fmt.Errorf("its trailers are larger than %d KiB", mostHead>>10)
	}
	if end < 0 {
		return 0, false, nil
	}
	r.heads += n
	return n, len(bytes.TrimSuffix(p[:end], []byte("\r"))) == 0, nil
}

// parse reads a complete head.
func (h *head) parse(p []byte) error {
	*h = head{length: -1}
	line, rest, _ := bytes.Cut(p, []byte("\n"))
	if err := h.parseStatus(line); err != nil {
		return err
	}
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 || line[0] == ' ' || line[0] == '\t' { // the end, or a folded line
			continue
		}
		colon := bytes.IndexByte(line, ':')
		if colon <= 0 || line[colon-1] == ' ' || line[colon-1] == '\t' {
			return errors.New("malformed header line")
		}
		if err := h.set(line[:colon], line[colon+1:]); err != nil {
			return err
		}
	}
	if h.chunked {
		h.length = -1 // which a length beside it does not change (RFC 9112, 6.3)
	}
	return nil
}

// parseStatus reads "HTTP/1.1 200 OK".
func (h *head) parseStatus(line []byte) error {
	const beginning = "HTTP/1."
	if len(line) < len("HTTP/1.1 200") || string(line[:len(beginning)]) != beginning || line[8] != ' ' {
		return errors.New("malformed status line")
	}
	for _, digit := range line[9:12] {
		if digit < '0' || digit > '9' {
			return errors.New("malformed status code")
		}
		h.status = h.status*10 + int(digit-'0')
	}
	if after := line[12:]; h.status < 100 || len(after) > 0 && after[0] != ' ' && after[0] != '\r' {
		return errors.New("malformed status code")
	}
	h.close = line[7] == '0' // unless it says keep-alive
	return nil
}

// set takes a header that matters to the client.
func (h *head) set(name, value []byte) error {
	switch len(name) {
	case len("Location"):
		if is(name, "location") {
			h.location = trim(value)
		}
	case len("Connection"):
		if is(name, "connection") {
			h.close = h.close && !hasToken(value, "keep-alive") || hasToken(value, "close")
		}
	case len("Content-Type"):
		if is(name, "content-type") {
			h.contentType = trim(value)
		}
	case len("Content-Length"):
		if is(name, "content-length") {
			return h.setLength(trim(value))
		}
	case len("Content-Encoding"): // and WWW-Authenticate
		if is(name, "content-encoding") {
			h.coding = trim(value)
		} else if is(name, "www-authenticate") {
			h.asks = trim(value)
		}
	case len("Transfer-Encoding"):
		if is(name, "transfer-encoding") {
			if h.chunked || !is(trim(value), "chunked") {
				return errors.New("malformed answer: its transfer encoding is not chunked")
			}
			h.chunked = true
		}
	case len("Proxy-Authenticate"):
		if is(name, "proxy-authenticate") {
			h.proxyAsks = trim(value)
		}
	}
	return nil
}

func (h *head) setLength(value []byte) error {
	n, err := strconv.ParseUint(string(value), 10, 63)
	if err != nil || h.length >= 0 && h.length != int64(n) {
		return errors.New("malformed Content-Length")
	}
	h.length = int64(n)
	return nil
}

// is reports whether a name is the one given in lower case.
func is(name []byte, lower string) bool {
	if len(name) != len(lower) {
		return false
	}
	for i := range name {
		if name[i]|0x20 != lower[i] && name[i] != lower[i] {
			return false
		}
	}
	return true
}

func trim(value []byte) []byte { return bytes.Trim(value, " \t") }

// hasToken reports whether a list has a token, given in lower case.
func hasToken(list []byte, token string) bool {
	for len(list) > 0 {
		var one []byte
		one, list, _ = bytes.Cut(list, []byte(","))
		if is(trim(one), token) {
			return true
		}
	}
	return false
}
