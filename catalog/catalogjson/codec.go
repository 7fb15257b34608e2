package catalogjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// Codec writes and reads the messages of the catalog's calls as the JSON of this package, so
// that an answer is byte for byte that of a REST service. Other messages, such as those of
// health checks, are written by protojson with the field names of the proto, and what is not a
// message by encoding/json. It is an [encoding.Codec] of grpc-go for servers and clients;
// the zero Codec is ready, and safe for concurrent use.
//
// [encoding.Codec]: https://pkg.go.dev/google.golang.org/grpc/encoding#Codec
type Codec struct{}

// Name returns the content-subtype.
func (Codec) Name() string { return "json" }

// Marshal returns the JSON of v.
func (Codec) Marshal(v any) ([]byte, error) {
	switch m := v.(type) {
	case *catalogv1.Book:
		return json.Marshal(bookOf(m))
	case *catalogv1.RecommendationResponse:
		return json.Marshal(RecommendationsFrom(m))
	case *catalogv1.BookRecommendation:
		return json.Marshal(recommendationOf(m))
	case *catalogv1.RatingHistoryResponse:
		return json.Marshal(ratingHistoryOf(m))
	case *catalogv1.UploadBookRatingsResponse:
		return json.Marshal(uploadSummaryOf(m))
	case *catalogv1.GetBookRequest:
		return json.Marshal(getBookRequestOf(m))
	case *catalogv1.ListBooksRequest:
		return json.Marshal(listBooksRequestOf(m))
	case *catalogv1.RatingHistoryRequest:
		return json.Marshal(ratingHistoryRequestOf(m))
	case *catalogv1.RecommendationRequest:
		return json.Marshal(recommendationRequestOf(m))
	case *catalogv1.BookRating:
		return json.Marshal(uploadRatingOf(m))
	case *catalogv1.UserAction:
		return json.Marshal(actionOf(m))
	case proto.Message:
		return protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
	}
	return json.Marshal(v)
}

// Unmarshal sets v, which is a pointer, to what the JSON says. Unknown fields are ignored, as in
// protobuf. An error names the field that was wrong.
func (Codec) Unmarshal(data []byte, v any) error {
	switch m := v.(type) {
	case *catalogv1.Book:
		return unmarshal(data, m, (*Book).fill)
	case *catalogv1.RecommendationResponse:
		return unmarshal(data, m, (*Recommendations).fill)
	case *catalogv1.BookRecommendation:
		return unmarshal(data, m, (*Recommendation).fill)
	case *catalogv1.RatingHistoryResponse:
		return unmarshal(data, m, (*RatingHistory).fill)
	case *catalogv1.UploadBookRatingsResponse:
		return unmarshal(data, m, (*UploadSummary).fill)
	case *catalogv1.GetBookRequest:
		return unmarshal(data, m, (*getBookRequest).fill)
	case *catalogv1.ListBooksRequest:
		return unmarshal(data, m, (*listBooksRequest).fill)
	case *catalogv1.RatingHistoryRequest:
		return unmarshal(data, m, (*ratingHistoryRequest).fill)
	case *catalogv1.RecommendationRequest:
		return unmarshal(data, m, (*recommendationRequest).fill)
	case *catalogv1.BookRating:
		return unmarshal(data, m, (*uploadRating).fill)
	case *catalogv1.UserAction:
		return unmarshal(data, m, (*Action).fill)
	case proto.Message:
		return short(protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(data, m))
	}
	return readable(json.Unmarshal(data, v))
}

// unmarshal decodes a body and fills the message m with it.
func unmarshal[B, M any](data []byte, m *M, fill func(*B, *M) error) error {
	var body B
	if err := json.Unmarshal(data, &body); err != nil {
		return readable(err)
	}
	return fill(&body, m)
}

// readable says in terms of JSON, not of Go, which field has the wrong type.
func readable(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	value := wrong.Value // "string", or "number " and the number
	if len(value) > maxQuoted {
		value = value[:maxQuoted] + "…"
	}
	field := wrong.Field
	if field == "" {
		field = "message"
	}
	return fmt.Errorf("%s: %s is of the wrong type; send %s", field, value, wanted(wrong.Type))
}

// maxQuoted is how much of a stranger's value an error quotes, in bytes.
const maxQuoted = 40

// short shortens an error of protojson, which quotes whatever it could not read.
func short(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if len(text) > 2*maxQuoted {
		text = text[:2*maxQuoted] + "…"
	}
	return errors.New(strings.ToValidUTF8(text, "?"))
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.String:
		return "a string"
	}
	return "a number that fits " + t.String() // int32, int64 or float32
}
