package catalog

import (
	rpcencoding "google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"

	"github.com/wiretax/wiretax/catalog/catalogjson"
)

// codec encodes the messages of gRPC.
func (e encoding) codec() rpcencoding.CodecV2 {
	if e == asProtobuf {
		return protoCodec{rpcencoding.GetCodecV2(proto.Name)}
	}
	return jsonCodec{}
}

// protoCodec is grpc-go's own. It has no name, so that the content type is the one that a
// generated stub sends which is told of no codec.
type protoCodec struct{ rpcencoding.CodecV2 }

func (protoCodec) Name() string { return "" }

// jsonCodec is the codec of the catalog's JSON, in the form that works on slices of buffers.
type jsonCodec struct{ catalogjson.Codec }

func (c jsonCodec) Marshal(message any) (mem.BufferSlice, error) {
	text, err := c.Codec.Marshal(message)
	if err != nil {
		return nil, err
	}
	return mem.BufferSlice{mem.SliceBuffer(text)}, nil
}

func (c jsonCodec) Unmarshal(data mem.BufferSlice, message any) error {
	return c.Codec.Unmarshal(data.Materialize(), message)
}
