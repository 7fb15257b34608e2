package transcode

import "encoding/json"

// Scanner walks over a JSON text that [json.Valid] has accepted, so that it has no errors: there is
// always another token where the grammar wants one.
type Scanner struct {
	Text []byte
	At   int
}

// Peek returns the first byte of the next token.
func (s *Scanner) Peek() byte {
	for {
		switch c := s.Text[s.At]; c {
		case ' ', '\t', '\r', '\n':
			s.At++
		default:
			return c
		}
	}
}

// Byte passes over a token of one byte, such as a brace.
func (s *Scanner) Byte() {
	s.Peek()
	s.At++
}

// Comma passes over a comma, if there is one.
func (s *Scanner) Comma() bool {
	if s.Peek() != ',' {
		return false
	}
	s.At++
	return true
}

// Key passes over a key with its colon and returns what it says.
func (s *Scanner) Key() string {
	name := s.Unquoted()
	s.Byte()
	return name
}

// Unquoted passes over a string and returns what it says.
func (s *Scanner) Unquoted() string {
	s.Peek()
	from := s.At
	escaped := s.quoted()
	if !escaped {
		return string(s.Text[from+1 : s.At-1])
	}
	var said string
	json.Unmarshal(s.Text[from:s.At], &said) // valid, as all of the text
	return said
}

// quoted passes over a string and reports whether it has escapes.
func (s *Scanner) quoted() (escaped bool) {
	for s.At++; s.Text[s.At] != '"'; s.At++ {
		if s.Text[s.At] == '\\' {
			escaped = true
			s.At++
		}
	}
	s.At++
	return escaped
}

// Skip passes over a value of any kind and depth.
func (s *Scanner) Skip() {
	for depth := 0; ; {
		switch s.Peek() {
		case '{', '[':
			depth++
			s.At++
		case '}', ']':
			depth--
			s.At++
		case ',', ':':
			s.At++
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
func (s *Scanner) literal() {
	for ; s.At < len(s.Text); s.At++ {
		switch s.Text[s.At] {
		case ',', ':', '}', ']', ' ', '\t', '\r', '\n':
			return
		}
	}
}
