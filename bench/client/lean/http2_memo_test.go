package lean

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// What a block means is remembered until another one changes the table.
func TestMemo(t *testing.T) {
	var block bytes.Buffer
	service := hpack.NewEncoder(&block)
	r := headerReader{decoder: hpack.NewDecoder(firstTable, nil)}
	decoded := 0
	r.decoder.SetEmitFunc(func(f hpack.HeaderField) { decoded++; r.take(f) })
	read := func(wantDecoded bool, wantLength int64, fields ...hpack.HeaderField) {
		t.Helper()
		block.Reset()
		for _, f := range fields {
			service.WriteField(f)
		}
		before := decoded
		_, err := r.add(&frame{kind: frameHeaders, flags: flagEndHeaders, payload: bytes.Clone(block.Bytes())})
		if err != nil || r.list.status != 200 || r.list.length != wantLength || (decoded > before) != wantDecoded {
			t.Errorf("%v: decoded %v, status %d, length %d, %v; want %v, 200, %d", fields, decoded > before, r.list.status, r.list.length, err, wantDecoded, wantLength)
		}
	}
	status := hpack.HeaderField{Name: ":status", Value: "200"}
	length := func(n int, sensitive bool) hpack.HeaderField {
		return hpack.HeaderField{Name: "content-length", Value: fmt.Sprint(n), Sensitive: sensitive}
	}
	read(true, 5, status, length(5, false))  // into the table
	read(true, 5, status, length(5, false))  // from the table
	read(false, 5, status, length(5, false)) // remembered
	read(true, 6, status, length(6, true))
	read(false, 6, status, length(6, true))
	read(false, 5, status, length(5, false)) // two are remembered
	read(true, 7, status, length(7, false))  // changes what the index of the first means
	read(true, 5, status, length(5, false))
	read(true, 7, status, length(7, false))
	read(false, 5, status, length(5, false))
	read(true, 8, status, length(8, true), hpack.HeaderField{Name: "x", Value: "long" + string(make([]byte, 2*mostRemembered)), Sensitive: true})
	read(true, 8, status, length(8, true), hpack.HeaderField{Name: "x", Value: "long" + string(make([]byte, 2*mostRemembered)), Sensitive: true})
}

// A block of which nothing is remembered wrongly is decoded the same by a reader that remembers.
func FuzzMemo(f *testing.F) {
	f.Add([]byte{0x88}, []byte{0x40, 1, 'a', 1, 'b'})
	f.Add([]byte{0x88, 0xbe}, []byte{0x20})
	f.Add([]byte{0x08, 3, '2', '0', '0'}, []byte{0x10, 1, 'a', 0x81, 0xff})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var with, without headerReader
		with.decoder, without.decoder = hpack.NewDecoder(firstTable, with.take), hpack.NewDecoder(firstTable, without.take)
		for i, block := range [][]byte{a, b, a, a, b, a} {
			without.memo = memo{}
			_, err := with.add(&frame{kind: frameHeaders, flags: flagEndHeaders, payload: block})
			_, want := without.add(&frame{kind: frameHeaders, flags: flagEndHeaders, payload: block})
			if (err != nil) != (want != nil) || err == nil && with.list != without.list {
				t.Fatalf("block %d: %+v, %v; without a memo %+v, %v", i, with.list, err, without.list, want)
			}
			if err != nil {
				return // the connection has ended
			}
		}
	})
}
