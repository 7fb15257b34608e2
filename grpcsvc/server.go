package grpcsvc

import (
	"sync"

	"google.golang.org/grpc/encoding"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// registerCodec makes JSON known to every server and client of the process: the library
// looks codecs up in one place only. A client that names its codec does not need it.
var registerCodec = sync.OnceFunc(func() { encoding.RegisterCodec(catalogjson.Codec{}) })

// jsonRow says what the codec does.
var jsonRow = serving.Row{Aspect: serving.AspectEncoding, When: string(contract.JSON),
	Does: "JSON by a codec of gRPC's, the same text as REST's: encoding/json (escapes <, > and &), typed structs"}

// New returns a server of catalog and recommendations, in protobuf or, for clients that ask
// for the content-subtype json, in JSON. It is not listening yet and reports itself healthy.
// The first call of a process must not run beside calls of other gRPC servers or clients.
func New(c serving.Config) *grpcserver.Server {
	registerCodec()
	s := grpcserver.New(c)
	catalogv1.RegisterCatalogServiceServer(s, catalogService{books: c.Catalog, metrics: c.Metrics, log: c.Log})
	catalogv1.RegisterRecommendationServiceServer(s, recommendationService{books: c.Catalog, server: s})
	s.Announce(jsonRow, listingRow, uploadRow, realtimeRow)
	return s
}
