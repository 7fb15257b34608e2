package conformance_test

import "google.golang.org/grpc"

// rawCodec sends and receives messages as bytes, of whatever encoding its name says.
type rawCodec string

func (c rawCodec) Name() string                { return string(c) }
func (rawCodec) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }
func (rawCodec) Unmarshal(b []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), b...)
	return nil
}

func forceRaw(name string) grpc.CallOption { return grpc.ForceCodec(rawCodec(name)) }
