package catalog

import (
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
)

// The bodies that a REST client decodes JSON into.
type (
	bookBody            struct{ catalogjson.Book }
	recommendationsBody struct{ catalogjson.Recommendations }
	historyBody         struct{ catalogjson.RatingHistory }
)

// gatewayBody is the answer of a gateway.
type gatewayBody struct {
	Status string `json:"status"`
	recommendationsBody
}

func (b *gatewayBody) fingerprint() int {
	if b.Status != "success" {
		return -1 // no right answer has it
	}
	return b.recommendationsBody.fingerprint()
}

func (b *bookBody) fingerprint() int       { return len(b.Title) + len(b.Description) }
func (b *bookBody) message() proto.Message { return b.Book.Proto() }

func (b *recommendationsBody) fingerprint() int {
	sum := 0
	for i := range b.Recommendations.Recommendations {
		sum += len(b.Recommendations.Recommendations[i].Title) + len(b.Recommendations.Recommendations[i].Description)
	}
	return sum
}

func (b *recommendationsBody) message() proto.Message { return b.Recommendations.Proto() }

func (b *historyBody) fingerprint() int       { return len(b.Days) }
func (b *historyBody) message() proto.Message { return b.RatingHistory.Proto() }
