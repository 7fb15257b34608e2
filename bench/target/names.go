package target

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// Names returns the gRPC method and the path of an operation on a stack, with a pattern for
// what varies from request to request.
func Names(stackName, operationName string) (method, path string, err error) {
	if names, ok := streamNames[operationName]; ok {
		return names.method, names.path, nil
	}
	op, err := operationOn(stackName, operationName)
	if err != nil {
		return "", "", err
	}
	path, _, _ = strings.Cut(op.path(Request{}), "?")
	return op.method, strings.Replace(path, "/0", "/{id}", 1), nil
}

var streamNames = map[string]struct{ method, path string }{
	listBooks:         {catalogv1.CatalogService_ListBooks_FullMethodName, "/v1/books"},
	uploadBookRatings: {catalogv1.CatalogService_UploadBookRatings_FullMethodName, "/v1/ratings"},
	realtime:          {catalogv1.RecommendationService_RealtimeRecommendations_FullMethodName, "/v1/recommendations/live"},
}

// URL names an operation at an address, as a client of the stack under these settings is
// pointed at it. Of what is unknown it names the address alone.
func URL(stackName, operationName, address string, s Settings) string {
	method, path, _ := Names(stackName, operationName)
	scheme := "http"
	switch {
	case stacks[stackName].transport == overGRPC:
		scheme, path = "grpc", method
	case operationName == realtime:
		scheme = "ws"
	}
	return s.scheme(scheme) + "://" + address + path
}

// Texts returns the requests on a stack as outside generators take them: JSON payloads for
// gRPC, and the paths and queries of GETs.
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
