package restsvc

import (
	_ "embed"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// service is what all handlers share.
type service struct {
	server  *httpserver.Server
	books   *catalog.Catalog
	metrics *metrics.Service
	log     *slog.Logger
}

// New returns a server of the catalog that is not listening yet.
func New(c serving.Config) *httpserver.Server {
	server := httpserver.New(c)
	s := &service{server: server, books: c.Catalog, metrics: c.Metrics, log: c.Log}
	server.Get("/v1/books", listBooks, s.listBooks)
	server.Get("/v1/books/:id", contract.GetBook, httpserver.Whole(server, bookEncodings, s.getBook))
	server.Get("/v1/books/:id/rating-history", contract.RatingHistory, httpserver.Whole(server, historyEncodings, s.ratingHistory))
	server.Get("/v1/recommendations", contract.Recommend, httpserver.Whole(server, recommendEncodings, s.recommend))
	server.Handle(http.MethodGet, "/v1/recommendations/live", realtime, s.realtime)
	server.Handle(http.MethodPost, "/v1/ratings", uploadRatings, s.uploadRatings)
	server.Get("/openapi.yaml", metrics.OtherOperation, s.openAPI)
	server.Announce(httpserver.ProtobufRow(), httpserver.LinesRow())
	server.Announce(streams()...)
	return server
}

// streams says how operations of many items travel.
func streams() serving.Ledger {
	row := func(operation string, when contract.Encoding, does string) serving.Row {
		return serving.Row{Aspect: operation, When: string(when), Does: does}
	}
	const page, whole = "a page of books in one answer", "one request with all ratings"
	return serving.Ledger{
		row(listBooks, contract.JSON, page),
		row(listBooks, contract.Protobuf, page),
		row(listBooks, contract.Lines, "one answer, one book a line: the first at once, then "+serving.Size(httpserver.FlushBytes)+" at a time"),
		row(uploadRatings, contract.JSON, whole),
		row(uploadRatings, contract.Protobuf, whole),
		row(uploadRatings, contract.Lines, "one request, one rating a line, taken as it comes"),
		row(realtime, contract.JSON, "a WebSocket for each stream, an action or a recommendation a text message"),
	}
}

// description is the service's contract in OpenAPI.
//
//go:embed openapi.yaml
var description []byte

func (s *service) openAPI(c *gin.Context) (int, error) {
	s.server.BeforeAnswer(c)
	c.Data(http.StatusOK, "application/yaml", description)
	return 0, nil
}
