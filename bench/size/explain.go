package size

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wiretax/wiretax/spelling"
)

// explain says where the ratio comes from, and how much of it remains after compression.
func (b *breakdown) explain(s Sizes) []string {
	if s.Protobuf == 0 {
		return []string{b.nothing(s)}
	}
	return []string{b.why(s), leftBy(s)}
}

// nothing says why protobuf writes no bytes.
func (b *breakdown) nothing(s Sizes) string {
	why := "no field is there"
	switch absent := b.values.absent(); {
	case absent != nil:
		why = "every field is " + spelling.Or(absent)
	case b.json[wellKnowns] > 0:
		_, all := b.values.named()
		why = "every value is the default of " + spelling.Or(all)
	}
	return fmt.Sprintf("Protobuf writes nothing at all: %s. JSON takes %s.", why, count(s.Compact, "byte"))
}

// why names the causes that matter, beginning with the one that saves most.
func (b *breakdown) why(s Sizes) string {
	said := fmt.Sprintf("Compact JSON takes %s, protobuf %s: ", count(s.Compact, "byte"), thousands(s.Protobuf))
	switch r := *s.Ratio; {
	case s.Compact == s.Protobuf:
		said += "the same."
	case r >= 1.005:
		said += "JSON is " + ratio(s.Compact, s.Protobuf) + " times as large."
	case r > 0.995:
		said += "about the same."
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
		said += fmt.Sprintf(" Fields that are %s take %s of the JSON (%s); protobuf leaves them out.", spelling.Or(b.values.absent()), share(b.absent, s.Compact), count(b.absent, "byte"))
	}
	return said
}

// matters reports whether a part is worth a sentence: a twentieth.
func matters(part, whole int64) bool { return part*20 >= whole && part > 0 }

func (b *breakdown) sentence(c cause, s Sizes) string {
	json, wire := count(b.json[c], "byte"), thousands(b.wire[c])
	ofJSON, ofWire := share(b.json[c], s.Compact), share(b.wire[c], s.Protobuf)
	switch c {
	case fieldNames:
		return fmt.Sprintf("Field names are %s of the JSON (%s with quotes and colons); the tags in their place take %s.", ofJSON, json, wire)
	case structure:
		return fmt.Sprintf("Other punctuation takes %s; the lengths in its place %s.", json, wire)
	case texts:
		drops := "quotes"
		if b.values.escapes {
			drops += " and escapes"
		}
		return fmt.Sprintf("Text is %s of the JSON and %s of the protobuf (%s and %s): protobuf drops its %s and cannot shrink the rest.", ofJSON, ofWire, thousands(b.json[c]), count(b.wire[c], "byte"), drops)
	case numbers:
		return b.ofNumbers(json, wire)
	case words:
		return fmt.Sprintf("%s take %s in JSON and %s in protobuf.", upper(spelling.And(met(wordTitles[:], b.values.words[:]))), json, wire)
	case blobs:
		return fmt.Sprintf("Fields of bytes take %s as base64 in JSON and %s in protobuf.", json, wire)
	}
	return b.ofWellKnowns(json, wire)
}

func (b *breakdown) ofNumbers(json, wire string) string {
	if b.json[numbers] > b.wire[numbers] {
		return fmt.Sprintf("Numbers take %s as text and %s in binary.", json, wire)
	}
	said := fmt.Sprintf("Numbers gain nothing: %s as text, %s in binary", json, wire)
	if widths := b.values.widths(); widths != "" {
		said += ", where " + widths
	}
	return said + "."
}

func (b *breakdown) ofWellKnowns(json, wire string) string {
	carriers, all := b.values.named()
	said := "Well-known types (" + spelling.List(all) + ")"
	if b.json[wellKnowns] > b.wire[wellKnowns] {
		return said + fmt.Sprintf(" take %s as JSON and %s in protobuf.", json, wire)
	}
	said += fmt.Sprintf(" gain nothing: %s as JSON, %s in protobuf", json, wire)
	if carriers != nil {
		said += ", where names stand in " + spelling.And(carriers) + " too"
	}
	return said + "."
}

// leftBy says how much of the difference remains after compression.
func leftBy(s Sizes) string {
	plain, zipped := *s.Ratio, ratioOf(s.JSONGzip, s.ProtobufGzip)
	said := fmt.Sprintf("With gzip the JSON takes %s and the protobuf %s", count(s.JSONGzip, "byte"), thousands(s.ProtobufGzip))
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
