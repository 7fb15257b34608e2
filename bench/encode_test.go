package bench_test

import (
	"fmt"
	"testing"
)

// BenchmarkEncode measures the encoding of an answer alone, from the types that the services
// encode.
func BenchmarkEncode(b *testing.B) {
	for _, c := range shuffled(codecCases()) {
		b.Run(c.name(), func(b *testing.B) {
			text, err := c.codec.check(c.answer)
			if err != nil {
				b.Fatal(err)
			}
			encode := c.codec.encoder(c.answer)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text)), "msg-B/op")
		})
	}
}

// BenchmarkDecode measures the decoding of an answer alone, into the types that a client has.
func BenchmarkDecode(b *testing.B) {
	for _, c := range shuffled(codecCases()) {
		b.Run(c.name(), func(b *testing.B) {
			text, err := c.codec.check(c.answer)
			if err != nil {
				b.Fatal(err)
			}
			decode := c.codec.decoder(c.answer)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := decode(text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text)), "msg-B/op")
		})
	}
}

// codecCase is a codec on an answer.
type codecCase struct {
	codec  *codec
	answer *answer
}

func codecCases() (all []codecCase) {
	for _, a := range answers() {
		for i := range codecs {
			all = append(all, codecCase{&codecs[i], a})
		}
	}
	return all
}

func (c codecCase) name() string {
	return fmt.Sprintf("codec=%s/message=%s/items=%d", c.codec.name, c.answer.message, c.answer.items)
}
