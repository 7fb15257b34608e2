package size

import "encoding/json"

// scanner walks over a JSON text that [json.Valid] has accepted, so that it can do without
// errors: there is always another token where the grammar wants one.
type scanner struct {
	text []byte
	at   int
}

// peek is the first byte of the next token.
func (s *scanner) peek() byte {
	for {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
}

// byte passes over a token of one byte, such as a brace.
func (s *scanner) byte() {
	s.peek()
	s.at++
}

// comma passes over a comma where there is one.
func (s *scanner) comma() bool {
	if s.peek() != ',' {
		return false
	}
	s.at++
	return true
}

// key passes over a key with its colon and returns what it says.
func (s *scanner) key() string {
	name := s.string()
	s.byte()
	return name
}

// string passes over a string and returns what it says.
func (s *scanner) string() string {
	s.peek()
	from := s.at
	escaped := s.quoted()
	if !escaped {
		return string(s.text[from+1 : s.at-1])
	}
	var said string
	json.Unmarshal(s.text[from:s.at], &said) // valid, as all of the text
	return said
}

// quoted passes over a string and says whether it has escapes.
func (s *scanner) quoted() (escaped bool) {
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			escaped = true
			s.at++
		}
	}
	s.at++
	return escaped
}

// skip passes over a value of any kind and depth.
func (s *scanner) skip() {
	for depth := 0; ; {
		switch s.peek() {
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			depth--
			s.at++
		case ',', ':':
			s.at++
			continue
		case '"':
			s.quoted()
		default:
			s.literal()
		}
		if depth == 0 {
			return
		}
	}
}

// literal passes over a number, true, false or null.
func (s *scanner) literal() {
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case ',', ':', '}', ']', ' ', '\t', '\r', '\n':
			return
		}
	}
}
