package catalog

import (
	rpcencoding "google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"

	"github.com/wiretax/wiretax/catalog/catalogjson"
)

// codec returns the codec of gRPC's messages.
func (e encoding) codec() rpcencoding.CodecV2 {
	if e == asProtobuf {
		return protoCodec{rpcencoding.GetCodecV2(proto.Name)}
	}
	return jsonCodec{}
}

// protoCodec is grpc-go's own without its name, so that the content type is the one that a stub
// sends without any option.
type protoCodec struct{ rpcencoding.CodecV2 }

func (protoCodec) Name() string { return "" }

// jsonCodec is the codec of the catalog's JSON, for slices of buffers.
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
