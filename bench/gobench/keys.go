package gobench

import "github.com/wiretax/wiretax/contract"

// Stacks returns the values of the benchmarks' key "stack", in the order of tables. The others
// are compared with the first.
func Stacks() []string {
	return []string{
		contract.REST, contract.RESTOverHTTP2, contract.RESTProtobuf, contract.RESTProtobufH2, contract.RESTLines,
		contract.GRPC, contract.GRPCJSON,
	}
}

// Codecs returns the values of the benchmarks' key "codec", as Stacks does.
func Codecs() []string {
	return []string{"json", "goccy", "protojson", "protobuf", "protobuf-reused"}
}
