package restsvc_test

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// The same ratings have the same outcome over both, once or repeated, and leave the same catalog.
func TestSameUploads(t *testing.T) {
	ofREST, ofGRPC := fresh(), fresh()
	p := startPairOf(t, ofREST, ofGRPC)
	rapid.Check(t, func(t *rapid.T) {
		ratings := rapid.SliceOfN(rapid.Custom(drawRating), 0, 130).Draw(t, "ratings")
		id := rapid.OneOf(
			rapid.SampledFrom([]string{"", "a", "b", "ü\n", strings.Repeat("x", 128)}),
			rapid.StringN(1, 20, 60),
		).Draw(t, "upload_id")
		if len(ratings) == 0 {
			id = "" // gRPC names the upload in its first rating
		}
		form := rapid.SampledFrom([]string{typeLines, typeJSON, typeProtobuf}).Draw(t, "form")
		rest, err := p.uploadREST(form, id, ratings)
		if err != nil {
			t.Fatal(err)
		}
		if diff := difference(p.uploadGRPC(t.Context(), id, ratings), rest); diff != "" {
			t.Fatalf("upload of %d ratings as %s differs (-gRPC +REST):\n%s", len(ratings), form, diff)
		}
	})
	for _, id := range ofREST.IDs() {
		rest, err := ofREST.GetBook(id)
		if err != nil {
			t.Fatal(err)
		}
		grpc, err := ofGRPC.GetBook(id)
		if err != nil {
			t.Fatal(err)
		}
		if rest.RatingCounts != grpc.RatingCounts {
			t.Errorf("book %d has the ratings %v in REST, %v in gRPC", id, rest.RatingCounts, grpc.RatingCounts)
		}
	}
	checkSameSeries(t, p, metrics.RatingsTotal, metrics.RequestsTotal, metrics.StreamItemsTotal)
}

func TestSameRefusalOfUploads(t *testing.T) {
	p := startPair(t, books())
	id, ratings := strings.Repeat("ü", 65), []*catalogv1.BookRating{{BookId: 1, Stars: 5}}
	for _, form := range []string{typeLines, typeJSON, typeProtobuf} {
		rest, err := p.uploadREST(form, id, ratings)
		if err != nil {
			t.Fatal(err)
		}
		if diff := difference(p.uploadGRPC(t.Context(), id, ratings), rest); diff != "" || rest.Code != "INVALID_ARGUMENT" {
			t.Errorf("upload of a long id as %s = %v; want the INVALID_ARGUMENT of gRPC (-gRPC +REST):\n%s", form, rest, diff)
		}
	}
}

func drawRating(t *rapid.T) *catalogv1.BookRating {
	most := int32(books().Len())
	return &catalogv1.BookRating{
		UserId: rapid.OneOf(rapid.Int32Min(0), rapid.Int32Range(-1, 1)).Draw(t, "user"),
		BookId: rapid.OneOf(rapid.Int32Range(1, most), rapid.Int32Range(1, 5), rapid.Int32Range(most, most+1), rapid.Int32()).Draw(t, "book"),
		Stars:  rapid.OneOf(rapid.Int32Range(1, 5), rapid.Int32Range(0, 6), rapid.Int32()).Draw(t, "stars"),
	}
}

func (p pair) uploadREST(form, id string, ratings []*catalogv1.BookRating) (outcome, error) {
	var body string
	switch form {
	case typeProtobuf:
		body = message(ratings...)
	default:
		var lines []string
		for _, r := range ratings {
			text, err := json.Marshal(map[string]int32{"user_id": r.GetUserId(), "book_id": r.GetBookId(), "stars": r.GetStars()})
			if err != nil {
				return outcome{}, err
			}
			lines = append(lines, string(text))
		}
		if body = strings.Join(lines, "\n"); form == typeJSON {
			body = "[" + strings.Join(lines, ",") + "]"
		}
	}
	r, err := p.rest.Send("POST", "/v1/ratings?"+url.Values{"upload_id": {id}}.Encode(), strings.NewReader(body), "Content-Type", form)
	if err != nil {
		return outcome{}, err
	}
	return outcomeOf(r, func() (proto.Message, error) {
		var s summaryView
		err := servingtest.StrictJSON(r.Body, &s)
		return s.message(), err
	})
}

func (p pair) uploadGRPC(ctx context.Context, id string, ratings []*catalogv1.BookRating) (o outcome) {
	stream, err := catalogv1.NewCatalogServiceClient(p.grpc).UploadBookRatings(ctx)
	for i := 0; err == nil && i < len(ratings); i++ {
		r := proto.CloneOf(ratings[i])
		if i == 0 {
			r.UploadId = id
		}
		if err = stream.Send(r); err == io.EOF {
			err = nil // CloseAndRecv says why
			break
		}
	}
	if err == nil {
		o.Answer, err = stream.CloseAndRecv()
	}
	o.fails(err)
	return o
}
