package lean

import (
	"bytes"
	"errors"
	"strconv"
)

// head is the head of an answer. Its slices are those of the piece that it was read from.
type head struct {
	status int
	// length is the declared length of the body, -1 if there is none.
	length                                         int64
	chunked, close                                 bool
	contentType, coding, location, asks, proxyAsks []byte
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

const beginning = "HTTP/1."

// beginsHead reports whether bytes may be those with which a head begins.
func beginsHead(p []byte) bool {
	n := min(len(p), len(beginning))
	return string(p[:n]) == beginning[:n]
}

var errStatusLine = errors.New("malformed status line")

// parseStatus reads "HTTP/1.1 200 OK".
func (h *head) parseStatus(line []byte) error {
	if len(line) < len("HTTP/1.1 200") || !beginsHead(line) || line[8] != ' ' {
		return errStatusLine
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
