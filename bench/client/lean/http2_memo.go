package lean

import "bytes"

// memo remembers what the last header blocks meant. Services send the same few blocks with most
// answers, and a block means the same until another one changes the dynamic table. The zero value
// remembers nothing.
type memo struct {
	known [2]remembered // those of headers and trailers alternate
	turn  int           // the one that is forgotten next
}

type remembered struct {
	block []byte
	list  headerList
}

// mostRemembered bounds the blocks that are remembered.
const mostRemembered = 1 << 10

// of returns what a block means, if that is remembered.
func (m *memo) of(block []byte) (headerList, bool) {
	for i := range m.known {
		if k := &m.known[i]; len(k.block) > 0 && bytes.Equal(k.block, block) {
			return k.list, true
		}
	}
	return headerList{}, false
}

// note takes a block that was decoded, and what it means.
func (m *memo) note(block []byte, list headerList) {
	if changesTable(block) {
		for i := range m.known {
			m.known[i].block = m.known[i].block[:0]
		}
		return
	}
	if len(block) > mostRemembered {
		return
	}
	k := &m.known[m.turn]
	k.block, k.list = append(k.block[:0], block...), list
	m.turn = (m.turn + 1) % len(m.known)
}

// changesTable reports whether a block changes the dynamic table of HPACK, or may do so since it is
// malformed (RFC 7541, 6).
func changesTable(block []byte) bool {
	ok := true
	for len(block) > 0 && ok {
		switch b := block[0]; {
		case b&0x80 != 0: // from the table
			block, _, ok = cutInteger(block, 7)
		case b&0x60 != 0: // to be put into the table, or the size of the table
			return true
		default:
			named := b&0x0f != 0
			block, _, ok = cutInteger(block, 4)
			if ok && !named {
				block, ok = cutString(block)
			}
			if ok {
				block, ok = cutString(block)
			}
		}
	}
	return !ok
}

// cutInteger takes an integer with a prefix of so many bits from a block (RFC 7541, 5.1).
func cutInteger(block []byte, bits int) (rest []byte, value int, ok bool) {
	if len(block) == 0 {
		return nil, 0, false
	}
	most := 1<<bits - 1
	if value = int(block[0]) & most; value < most {
		return block[1:], value, true
	}
	for i, b := range block[1:] {
		if i > 4 {
			break
		}
		value += int(b&0x7f) << (7 * i)
		if b&0x80 == 0 {
			return block[i+2:], value, true
		}
	}
	return nil, 0, false
}

// cutString takes a string from a block (RFC 7541, 5.2).
func cutString(block []byte) (rest []byte, ok bool) {
	rest, length, ok := cutInteger(block, 7)
	if !ok || length > len(rest) {
		return nil, false
	}
	return rest[length:], true
}
