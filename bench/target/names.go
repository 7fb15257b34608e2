package target

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
)

// Names returns the gRPC method and the path of an operation, with a pattern for what
// varies from request to request.
func Names(operationName string) (method, path string, err error) {
	op, err := operationNamed(operationName)
	if err != nil {
		return "", "", err
	}
	path, _, _ = strings.Cut(op.path(Request{}), "?")
	return op.method, strings.Replace(path, "/0", "/{id}", 1), nil
}

// Texts returns the requests as outside generators take them: JSON payloads for gRPC, and
// the paths and queries of GETs.
func Texts(operationName string, requests []Request) (payloads, paths []string, err error) {
	op, err := operationNamed(operationName)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range requests {
		payload, err := protojson.Marshal(op.message(r))
		if err != nil {
			return nil, nil, fmt.Errorf("write request as JSON: %w", err)
		}
		payloads, paths = append(payloads, string(payload)), append(paths, op.path(r))
	}
	return payloads, paths, nil
}

// Describe says in a few words what the client of a stack is.
func Describe(stack string) string {
	if stack == "grpc" {
		return "grpc-go, generated stub"
	}
	return "net/http, typed structs"
}
