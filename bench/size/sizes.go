package size

import (
	"bytes"
	"encoding/json"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/bench/transcode"
)

// Sizes are the bytes of one document, or of several.
type Sizes struct {
	// Document is the name of the file, with the number of the line for JSONL, or "total".
	Document string `json:"document"`
	// Message is the full name of the message's type.
	Message string `json:"message"`
	// JSON is the text as it was given, without the end of a line of JSONL.
	JSON int64 `json:"json_bytes"`
	// Compact is the same text without white space and without what was dropped.
	Compact  int64 `json:"json_compact_bytes"`
	Protobuf int64 `json:"protobuf_bytes"`
	// Ratio is Compact over Protobuf, or nil if Protobuf is 0.
	Ratio *float64 `json:"ratio"`
	// The other fields are sizes of Compact and Protobuf when compressed. Each document is
	// compressed by itself, like a message on the wire.
	JSONGzip     int64 `json:"json_gzip_bytes"`
	ProtobufGzip int64 `json:"protobuf_gzip_bytes"`
	JSONZstd     int64 `json:"json_zstd_bytes"`
	ProtobufZstd int64 `json:"protobuf_zstd_bytes"`
}

// totalName is the name of the document with the sums.
const totalName = "total"

// add adds the bytes of o.
func (s *Sizes) add(o Sizes) {
	s.JSON += o.JSON
	s.Compact += o.Compact
	s.Protobuf += o.Protobuf
	s.JSONGzip += o.JSONGzip
	s.ProtobufGzip += o.ProtobufGzip
	s.JSONZstd += o.JSONZstd
	s.ProtobufZstd += o.ProtobufZstd
	s.Ratio = ratioOf(s.Compact, s.Protobuf)
}

// ratioOf returns nil if protobuf is 0.
func ratioOf(json, protobuf int64) *float64 {
	if protobuf == 0 {
		return nil
	}
	r := float64(json) / float64(protobuf)
	return &r
}

// scale weighs documents one after another. It is used by one goroutine.
type scale struct {
	schema  *transcode.Schema
	discard bool
	total   Sizes
	count   int64
	dropped dropped
	why     breakdown
	*compressors

	compact bytes.Buffer
	encoded []byte
}

func newScale(s *transcode.Schema, discard bool) *scale {
	return &scale{
		schema: s, discard: discard, compressors: newCompressors(),
		total: Sizes{Document: totalName, Message: s.Name()},
	}
}

// weigh reads a document as the message and adds it to the total.
func (s *scale) weigh(d document) (Sizes, error) {
	message, text, left, err := decode(s.schema, d, s.discard)
	if err != nil {
		return Sizes{}, err
	}
	s.encoded, err = proto.MarshalOptions{Deterministic: true}.MarshalAppend(s.encoded[:0], message)
	if err != nil {
		return Sizes{}, d.problem(&transcode.Error{Path: "$", What: err.Error()})
	}
	s.compact.Reset()
	if err := json.Compact(&s.compact, text); err != nil {
		return Sizes{}, d.problem(&transcode.Error{Path: "$", What: err.Error()})
	}
	s.dropped.values += left.values
	s.dropped.bytes += left.bytes
	of := s.measure(s.compact.Bytes(), s.encoded, message)
	of.Document, of.JSON = d.Name, int64(len(d.Text))
	s.total.add(of)
	s.count++
	return of, nil
}

// measure measures a message in both encodings and counts its bytes by field and cause.
func (s *scale) measure(compact, encoded []byte, message protoreflect.Message) Sizes {
	s.why.countJSON(s.schema, compact, message)
	s.why.countWire(s.schema, encoded)
	return Sizes{
		Message: s.schema.Name(),
		JSON:    int64(len(compact)), Compact: int64(len(compact)), Protobuf: int64(len(encoded)),
		Ratio:    ratioOf(int64(len(compact)), int64(len(encoded))),
		JSONGzip: s.gzipped(compact), ProtobufGzip: s.gzipped(encoded),
		JSONZstd: s.zstandard(compact), ProtobufZstd: s.zstandard(encoded),
	}
}
