package catalog

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
)

// Names returns the gRPC method and the path of an operation on a stack. The path has a pattern
// for what differs from request to request; that of a gateway has no version.
func Names(stackName, operationName string) (method, path string, err error) {
	op := contract.OperationNamed(operationName)
	if op.Name == "" {
		return "", "", fmt.Errorf("make client: unknown operation %q", operationName)
	}
	return op.RPC, pathOn(contract.StackNamed(stackName), op.Path), nil
}

// pathOn returns a path on a stack: that of a gateway has no version.
func pathOn(s contract.Stack, path string) string {
	if s.Gateway != "" {
		return strings.TrimPrefix(path, "/v1")
	}
	return path
}

// URL returns the URL of an operation for a client of the stack under these settings. If the
// operation is unknown it has no path.
func URL(stackName, operationName, address string, settings conn.Settings) string {
	s := contract.StackNamed(stackName)
	scheme, path := transports[s.Transport].url(s, contract.OperationNamed(operationName))
	return settings.Scheme(scheme) + "://" + address + path
}

// Texts returns the requests on a stack in the forms that other load generators take: JSON
// payloads for gRPC, and paths with queries for GET.
func Texts(stackName, operationName string, requests []Request) (payloads, paths []string, err error) {
	op, err := operationOn(stackName, operationName)
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
