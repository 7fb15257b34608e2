package catalog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// digestVersion is hashed before the books, so that another encoding gives another digest, even
// for an empty catalog.
const digestVersion = "wiretax catalog 1\n"

// digest hashes an encoding that differs for any two catalogs: numbers have a fixed width, and
// strings and lists begin with their length.
func digest(books []Book) string {
	h := sha256.New()
	h.Write([]byte(digestVersion))
	var buf []byte
	for i := range books {
		buf = appendBook(buf[:0], &books[i])
		h.Write(buf)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func appendBook(dst []byte, b *Book) []byte {
	num := func(n uint64) { dst = binary.LittleEndian.AppendUint64(dst, n) }
	str := func(s string) {
		num(uint64(len(s)))
		dst = append(dst, s...)
	}
	num(uint64(b.ID))
	str(b.Title)
	num(uint64(len(b.Authors)))
	for _, a := range b.Authors {
		str(a)
	}
	num(uint64(b.Category))
	str(b.ISBN)
	str(b.Language)
	num(uint64(b.Year))
	num(uint64(math.Float32bits(b.AverageRating)))
	for _, n := range b.RatingCounts {
		num(uint64(n))
	}
	num(uint64(b.Price.MinorUnits))
	str(b.Price.Currency)
	str(b.Description)
	str(b.ImageURL)
	return dst
}
