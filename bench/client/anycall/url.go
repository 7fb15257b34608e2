package anycall

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/inspect"
)

// parseURL parses a target's URL as the URL standard does, from which net/url differs: it would
// send a blank or a quote in a query as it is. In URLs of HTTP a backslash before the query is a
// slash. What a request line cannot hold is percent-encoded; what is encoded already stays as it
// was written. Blanks around the URL are ignored.
//
// The set of bytes is the union of those that RFC 3986 does not allow in a path or query and
// those that the URL standard (https://url.spec.whatwg.org) encodes there, so that a strict
// server gets what it allows and any other what a browser sends. Brackets stay, as in both
// browsers and net/url.
func parseURL(raw string) (*url.URL, error) {
	text, err := encodeURL(strings.Trim(raw, " "))
	if err != nil {
		return nil, fmt.Errorf("url: %s: %w", inspect.Quote(raw), err)
	}
	u, err := url.Parse(text)
	if err != nil {
		if wrong, ok := errors.AsType[*url.Error](err); ok {
			err = wrong.Err
		}
		return nil, fmt.Errorf("url: %s is not a URL: %w; use http://, https://, grpc:// or grpcs://", inspect.Quote(raw), err)
	}
	return u, nil
}

// encodeURL percent-encodes the path, query and fragment of a URL.
func encodeURL(raw string) (string, error) {
	if !utf8.ValidString(raw) {
		return "", errors.New("it is not UTF-8; write each byte that is not as %XX")
	}
	start := strings.Index(raw, "://")
	if start < 0 {
		return raw, nil // url.Parse or newEndpoint says what is wrong
	}
	start += len("://")
	if end := strings.IndexAny(raw[start:], `/?#\`); end >= 0 {
		start += end
	} else {
		return raw, nil
	}
	var encoded strings.Builder
	encoded.WriteString(raw[:start])
	inPath, inQuery := true, false
	isHTTP := strings.HasPrefix(strings.ToLower(raw), "http")
	for i := start; i < len(raw); i++ {
		b := raw[i]
		switch {
		case isControl(rune(b)) || b == '\t':
			return "", fmt.Errorf("it holds the control character %q; write %%%02X", b, b)
		case b == '%' && !(i+2 < len(raw) && isHex(raw[i+1]) && isHex(raw[i+2])):
			return "", fmt.Errorf("the %% before %s does not begin %%XX; write %%25 for a percent sign", inspect.Quote(raw[i+1:min(i+3, len(raw))]))
		case b == '\\' && inPath && isHTTP:
			b = '/'
		case b > '~' || strings.IndexByte(" \"<>\\^`{|}", b) >= 0 || b == '\'' && inQuery:
			fmt.Fprintf(&encoded, "%%%02X", b)
			continue
		case b == '?':
			inPath, inQuery = false, true
		case b == '#':
			inPath = false
		}
		encoded.WriteByte(b)
	}
	return encoded.String(), nil
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}
