package protofiles

import "bytes"

// mostLevels is how deep a file may nest messages, in each other or in the value of an option.
// The compiler accepts 32 levels of messages, but rejects more only after it has used a lot of
// memory for all.
const mostLevels = 100

// tooDeep reports whether a source nests deeper than mostLevels. It counts brackets outside of
// comments and texts.
func tooDeep(source []byte) bool {
	level := 0
	for i := 0; i < len(source); i++ {
		switch source[i] {
		case '{', '<', '[':
			if level++; level > mostLevels {
				return true
			}
		case '}', '>', ']':
			level = max(0, level-1)
		case '"', '\'':
			i = endOfText(source, i)
		case '/':
			i = endOfComment(source, i)
		}
	}
	return false
}

// endOfText returns where the string that begins at i ends, at the latest at the end of its
// line.
func endOfText(source []byte, i int) int {
	quote := source[i]
	for i++; i < len(source) && source[i] != quote && source[i] != '\n'; i++ {
		if source[i] == '\\' {
			i++
		}
	}
	return i
}

// endOfComment returns where the comment that begins at i ends, or i if there is none.
func endOfComment(source []byte, i int) int {
	end := ""
	switch rest := source[i:]; {
	case bytes.HasPrefix(rest, []byte("//")):
		end = "\n"
	case bytes.HasPrefix(rest, []byte("/*")):
		end = "*/"
	default:
		return i
	}
	from := i + len("/*")
	length := bytes.Index(source[from:], []byte(end))
	if length < 0 {
		return len(source)
	}
	return from + length + len(end) - 1
}
