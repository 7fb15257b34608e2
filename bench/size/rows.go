package size

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/catalog"
)

// frameBytes is the size of what gRPC puts before each message: a flag and the length.
const frameBytes = 5

// Row is a message of the catalog with a number of items, a stream of that many messages, or one
// of the four shapes.
type Row struct {
	// Sizes are those of all messages of a stream. Its JSON is compressed as one text, its
	// protobuf message by message, as gRPC does it.
	Sizes
	Items int `json:"items"`
	// Framed is Protobuf with gRPC's 5 bytes before each message.
	Framed int64 `json:"framed_bytes"`
	// Wire is nil if no operation answers with exactly that.
	Wire *Wire `json:"wire,omitempty"`

	title     string
	operation string
	messages  int
	why       *breakdown
}

// weighCatalog weighs every kind of message.
func weighCatalog(books *catalog.Catalog) ([]Row, error) {
	c := newCompressors()
	var rows []Row
	for _, k := range kinds {
		for _, n := range itemCounts {
			l, err := k.load(books, n)
			if err != nil {
				return nil, fmt.Errorf("make %s with %d items: %w", k.message, n, err)
			}
			row, err := weighLoad(c, l)
			if err != nil {
				return nil, fmt.Errorf("weigh %s with %d items: %w", k.message, n, err)
			}
			row.Document = fmt.Sprintf("%s/items=%d", k.message, n)
			row.Items, row.title, row.operation = n, k.message, k.operation
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func weighLoad(c *compressors, l load) (Row, error) {
	why := new(breakdown)
	row := Row{why: why, messages: len(l.messages)}
	schema := schemaOf(l.messages[0])
	row.Message = schema.Name()
	for _, m := range l.messages {
		encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil {
			return Row{}, err
		}
		why.countWire(schema, encoded)
		row.Protobuf += int64(len(encoded))
		row.Framed += int64(len(encoded)) + frameBytes
		row.ProtobufGzip += c.gzipped(encoded)
		row.ProtobufZstd += c.zstandard(encoded)
	}
	rest := len(l.json)
	for _, d := range l.documents {
		why.countJSON(schemaOf(d.message), d.text, d.message.ProtoReflect())
		rest -= len(d.text)
	}
	why.addJSON(&why.root, structure, rest) // line ends, or the commas and brackets of an array
	row.JSON, row.Compact = int64(len(l.json)), int64(len(l.json))
	row.JSONGzip, row.JSONZstd = c.gzipped(l.json), c.zstandard(l.json)
	row.Ratio = ratioOf(row.Compact, row.Protobuf)
	return row, nil
}

// schemaOf returns the schema of a message that is part of the program.
func schemaOf(m proto.Message) *transcode.Schema {
	return &transcode.Schema{Message: m.ProtoReflect().Descriptor(), Types: protoregistry.GlobalTypes}
}
