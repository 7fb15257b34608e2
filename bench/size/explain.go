package size

import (
	"cmp"
	"fmt"
	"slices"
)

// explain says in plain words what makes the ratio what it is, and what compression leaves
// of it.
func (b *breakdown) explain(s Sizes) []string {
	if s.Protobuf == 0 {
		return []string{fmt.Sprintf("Protobuf writes nothing at all: every field is null, zero or empty, which JSON spells out in %s bytes.", thousands(s.Compact))}
	}
	return []string{b.why(s), leftBy(s)}
}

// why names the causes that matter, the one that saves most first.
func (b *breakdown) why(s Sizes) string {
	said := fmt.Sprintf("Compact JSON takes %s bytes, protobuf %s: ", thousands(s.Compact), thousands(s.Protobuf))
	switch r := *s.Ratio; {
	case r >= 1.005:
		said += "JSON is " + ratio(s.Compact, s.Protobuf) + " times as large."
	case r > 0.995:
		said += "the same."
	default:
		said += "protobuf is " + ratio(s.Protobuf, s.Compact) + " times as large."
	}
	order := make([]cause, numCauses)
	for c := range order {
		order[c] = cause(c)
	}
	slices.SortStableFunc(order, func(x, y cause) int {
		return cmp.Compare(b.json[y]-b.wire[y], b.json[x]-b.wire[x])
	})
	for _, c := range order {
		if matters(b.json[c], s.Compact) || matters(b.wire[c], s.Protobuf) {
			said += " " + b.sentence(c, s)
		}
	}
	if matters(b.absent, s.Compact) {
		said += fmt.Sprintf(" Fields that are null, zero or empty take %s of the JSON (%s bytes); protobuf leaves them out.", share(b.absent, s.Compact), thousands(b.absent))
	}
	return said
}

// matters says whether a part is worth a sentence: a twentieth.
func matters(part, whole int64) bool { return part*20 >= whole && part > 0 }

func (b *breakdown) sentence(c cause, s Sizes) string {
	json, wire := thousands(b.json[c]), thousands(b.wire[c])
	ofJSON, ofWire := share(b.json[c], s.Compact), share(b.wire[c], s.Protobuf)
	gains := b.json[c] > b.wire[c]
	switch c {
	case fieldNames:
		return fmt.Sprintf("Field names are %s of the JSON (%s bytes with quotes and colons); the tags in their place take %s.", ofJSON, json, wire)
	case structure:
		return fmt.Sprintf("Braces, brackets and commas take %s bytes; the lengths of texts, lists and nested messages %s.", json, wire)
	case texts:
		return fmt.Sprintf("Text is %s of the JSON and %s of the protobuf (%s and %s bytes): protobuf drops its quotes and escapes and cannot shrink the rest.", ofJSON, ofWire, json, wire)
	case numbers:
		if gains {
			return fmt.Sprintf("Numbers take %s bytes as text and %s in binary.", json, wire)
		}
		return fmt.Sprintf("Numbers gain nothing: %s bytes as text, %s in binary, where a double or fixed64 has 8 whatever its value.", json, wire)
	case words:
		return fmt.Sprintf("Enums, booleans and null are words of %s bytes in JSON; protobuf takes %s.", json, wire)
	case blobs:
		return fmt.Sprintf("Bytes are base64 in JSON, %s against %s.", json, wire)
	}
	if gains {
		return fmt.Sprintf("Times and other well-known types take %s bytes as JSON and %s in protobuf.", json, wire)
	}
	return fmt.Sprintf("Well-known types such as Struct and Any, which carry their own names, gain nothing: %s as JSON, %s in protobuf.", json, wire)
}

// leftBy says what compression leaves of the difference.
func leftBy(s Sizes) string {
	plain, zipped := *s.Ratio, ratioOf(s.JSONGzip, s.ProtobufGzip)
	said := fmt.Sprintf("With gzip the JSON takes %s bytes and the protobuf %s", thousands(s.JSONGzip), thousands(s.ProtobufGzip))
	larger := s.JSONGzip >= s.Compact && s.ProtobufGzip >= s.Protobuf
	switch r := *zipped; {
	case larger:
		said += ": messages this small only grow"
	case r < plain*0.95:
		said += fmt.Sprintf(": the ratio falls from %s to %s, because names and patterns that repeat cost a compressor little", ratio(s.Compact, s.Protobuf), ratio(s.JSONGzip, s.ProtobufGzip))
	case r > plain*1.05:
		said += fmt.Sprintf(": the ratio rises from %s to %s", ratio(s.Compact, s.Protobuf), ratio(s.JSONGzip, s.ProtobufGzip))
	default:
		said += fmt.Sprintf(": the ratio stays at %s", ratio(s.JSONGzip, s.ProtobufGzip))
	}
	if !larger && s.ProtobufGzip >= s.Protobuf {
		said += "; the protobuf by itself only grows"
	}
	return said + fmt.Sprintf(". With zstd they take %s and %s.", thousands(s.JSONZstd), thousands(s.ProtobufZstd))
}
