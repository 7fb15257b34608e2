package restsvc

import (
	_ "embed"
	"log/slog"
	"net/http"
	"slices"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// service is what all handlers share.
type service struct {
	books   *catalog.Catalog
	metrics *metrics.Service
	log     *slog.Logger
}

// New returns a server of the catalog that is not listening yet.
func New(c serving.Config) *httpserver.Server {
	server := httpserver.New(c)
	s := &service{books: c.Catalog, metrics: c.Metrics, log: c.Log}
	server.Get("/v1/books", listBooks, s.listBooks)
	server.Get("/v1/books/:id", contract.GetBook, httpserver.Whole(bookEncodings, s.getBook))
	server.Get("/v1/books/:id/rating-history", contract.RatingHistory, httpserver.Whole(historyEncodings, s.ratingHistory))
	server.Get("/v1/recommendations", contract.Recommend, httpserver.Whole(recommendEncodings, s.recommend))
	server.Handle(http.MethodGet, "/v1/recommendations/live", realtime, s.realtime)
	server.Handle(http.MethodPost, "/v1/ratings", uploadRatings, s.uploadRatings)
	server.Get("/openapi.yaml", metrics.OtherOperation, httpserver.Fixed("application/yaml", description))
	server.Announce(httpserver.ProtobufRow(), server.LinesRow())
	server.Announce(slices.Concat(listingRows, uploadRows, realtimeRows)...)
	return server
}

// description is the service's contract in OpenAPI.
//
//go:embed openapi.yaml
var description []byte
