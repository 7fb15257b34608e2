package documents

import "bytes"

// loneSurrogate finds an escaped half of a pair of surrogates without the other half, as in
// "\ud83d". JSON may contain it; UTF-8 and a protobuf message may not.
func loneSurrogate(text []byte) (offset int, escape string) {
	for at := bytes.IndexByte(text, '\\'); at >= 0 && at < len(text); at++ {
		if text[at] != '\\' {
			continue
		}
		switch half := surrogate(text[at:]); {
		case half == highHalf && surrogate(text[at+6:]) == lowHalf:
			at += 11
		case half != noHalf:
			return at, string(text[at : at+6])
		default:
			at++ // what is escaped may be a backslash
		}
	}
	return 0, ""
}

const (
	noHalf = iota
	highHalf
	lowHalf
)

// surrogate says which half of a pair is escaped at the start of text.
func surrogate(text []byte) int {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' || text[2]|0x20 != 'd' {
		return noHalf
	}
	switch c := text[3] | 0x20; {
	case c == '8', c == '9', c == 'a', c == 'b':
		return highHalf
	case c >= 'c' && c <= 'f':
		return lowHalf
	}
	return noHalf
}
