package gobench

import "github.com/wiretax/wiretax/contract"

// Stacks returns what the key "stack" of the benchmarks may be, in the order of tables; the
// others are compared with the first.
func Stacks() []string {
	return []string{
		contract.REST, contract.RESTOverHTTP2, contract.RESTProtobuf, contract.RESTProtobufH2, contract.RESTLines,
		contract.GRPC, contract.GRPCJSON,
	}
}

// Codecs returns what the key "codec" of the benchmarks may be, as Stacks does.
func Codecs() []string {
	return []string{"json", "goccy", "protojson", "protobuf", "protobuf-reused"}
}
