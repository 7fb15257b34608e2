package catalogjson_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

var codec catalogjson.Codec

var books = sync.OnceValue(func() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 200) })

// The codec encodes an answer's message as encoding/json encodes its body.
func TestCodecWritesAnswersOfREST(t *testing.T) {
	all, err := books().List(catalog.ListQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var list []*catalog.Book
	for b := range all {
		list = append(list, b)
		checkSameText(t, catalogpb.BookOf(b), catalogjson.BookOf(b))
		recommendation, m := catalogjson.RecommendationOf(b), catalogpb.RecommendationOf(b)
		checkSameText(t, m, recommendation)
		recommendation.Action, recommendation.Remaining, m.Action, m.Remaining = 3, 1, 3, 1
		checkSameText(t, m, recommendation)
	}
	odd := &catalog.Book{ID: math.MinInt32, Title: "<\"一九八四\"> & \u2028 \\", Authors: []string{""}, Year: -800, AverageRating: 1e-7}
	checkSameText(t, catalogpb.BookOf(odd), catalogjson.BookOf(odd))
	for _, n := range []int{0, 1, len(list)} {
		checkSameText(t, catalogpb.RecommendationsOf(list[:n]), catalogjson.RecommendationsOf(list[:n]))
	}
	for _, days := range []int32{1, 30} {
		history, err := books().RatingHistory(1, days)
		if err != nil {
			t.Fatal(err)
		}
		checkSameText(t, catalogpb.RatingHistoryOf(1, history), catalogjson.RatingHistoryOf(1, history))
	}
	for _, s := range []catalog.UploadSummary{{}, {Accepted: 3, Rejected: 2, Rejections: []catalog.Rejection{{Position: 1, Field: "stars", Detail: "9"}, {Position: 2}}}} {
		checkSameText(t, catalogpb.UploadSummaryOf(s), catalogjson.UploadSummaryOf(s))
	}
}

func checkSameText(t *testing.T, m proto.Message, body any) {
	t.Helper()
	want, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := codec.Marshal(m); err != nil || string(got) != string(want) {
		t.Errorf("Marshal(%v) = %s, %v; want %s", m, got, err, want)
	}
}

func TestCodecWritesRequests(t *testing.T) {
	for _, test := range []struct {
		message proto.Message
		want    string
	}{
		{&catalogv1.GetBookRequest{Id: 3}, `{"id":3}`},
		{&catalogv1.GetBookRequest{}, `{"id":0}`},
		{&catalogv1.ListBooksRequest{}, `{}`},
		{&catalogv1.ListBooksRequest{Category: catalogv1.BookCategory_ROMANCE, Limit: 2, AfterId: 9}, `{"category":"ROMANCE","limit":2,"after_id":9}`},
		{&catalogv1.RatingHistoryRequest{BookId: 3}, `{"book_id":3}`},
		{&catalogv1.RatingHistoryRequest{BookId: 3, Days: 7}, `{"book_id":3,"days":7}`},
		{&catalogv1.RecommendationRequest{}, `{}`},
		{&catalogv1.RecommendationRequest{UserId: 1, Category: 77, MaxResults: 5}, `{"user_id":1,"category":"77","max_results":5}`},
		{&catalogv1.BookRating{BookId: 3, Stars: 5}, `{"user_id":0,"book_id":3,"stars":5}`},
		{&catalogv1.BookRating{BookId: 3, Stars: 5, UploadId: "ü"}, `{"user_id":0,"book_id":3,"stars":5,"upload_id":"ü"}`},
		{&catalogv1.UserAction{UserId: 1, BookId: 3, Kind: catalogv1.UserActionKind_RATED, Stars: 4, MaxResults: 2},
			`{"user_id":1,"book_id":3,"kind":"RATED","stars":4,"max_results":2}`},
		{&catalogv1.UserAction{}, `{"user_id":0,"book_id":0,"kind":""}`},
		{&healthv1.HealthCheckRequest{Service: "a"}, `{"service":"a"}`},
		// Not of the calls, so by protojson: with names of the proto, defaults left out.
		{&catalogv1.BookPage{NextPageToken: "t"}, `{"next_page_token":"t"}`},
	} {
		if got, err := codec.Marshal(test.message); err != nil || strings.ReplaceAll(string(got), `": "`, `":"`) != test.want {
			t.Errorf("Marshal(%v) = %s, %v; want %s", test.message, got, err, test.want)
		}
	}
}

// What is written is read back unchanged, including numbers of enums without a name.
func TestCodecReadsWhatItWrites(t *testing.T) {
	for _, draw := range []func(*rapid.T) proto.Message{drawBook, drawRecommendations, drawHistory, drawSummary, drawRequest, drawItem} {
		rapid.Check(t, func(t *rapid.T) {
			want := draw(t)
			text, err := codec.Marshal(want)
			if err != nil {
				t.Fatalf("Marshal(%v) = %v, want nil", want, err)
			}
			got := want.ProtoReflect().New().Interface()
			err = codec.Unmarshal(text, got)
			if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || err != nil {
				t.Fatalf("Unmarshal(%s) = %v, differs (-want +got):\n%s", text, err, diff)
			}
		})
	}
}

// The codec takes the bodies of this package too, for clients that need no message.
func TestCodecTakesBodies(t *testing.T) {
	book, err := books().GetBook(3)
	if err != nil {
		t.Fatal(err)
	}
	want := catalogjson.BookOf(book)
	text, err := codec.Marshal(&want)
	if err != nil {
		t.Fatal(err)
	}
	var got catalogjson.Book
	if err := codec.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Unmarshal(%s) = %+v, %v; want %+v", text, got, err, want)
	}
}

// Decoding into a used message keeps nothing of it.
func TestCodecForgets(t *testing.T) {
	book, err := books().GetBook(3)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ used, want proto.Message }{
		{catalogpb.BookOf(book), &catalogv1.Book{RatingCounts: &catalogv1.RatingCounts{}}},
		{catalogpb.RecommendationsOf([]*catalog.Book{book}), &catalogv1.RecommendationResponse{}},
		{&catalogv1.BookRating{UserId: 1, BookId: 2, Stars: 3, UploadId: "u"}, &catalogv1.BookRating{}},
		{&catalogv1.UserAction{UserId: 1, BookId: 2, Kind: 3, Stars: 4, MaxResults: 5}, &catalogv1.UserAction{}},
	} {
		err := codec.Unmarshal([]byte(`{}`), test.used)
		if diff := cmp.Diff(test.want, test.used, protocmp.Transform()); diff != "" || err != nil {
			t.Errorf("Unmarshal({}) into a used %T = %v, differs (-want +got):\n%s", test.want, err, diff)
		}
	}
}

func TestCodecErrors(t *testing.T) {
	for _, test := range []struct {
		into proto.Message
		text string
		want string
	}{
		{&catalogv1.GetBookRequest{}, ``, "unexpected end of JSON input"},
		{&catalogv1.GetBookRequest{}, `{"id":1}x`, "invalid character 'x' after top-level value"},
		{&catalogv1.GetBookRequest{}, `[1]`, "message: array is of the wrong type; send an object"},
		{&catalogv1.GetBookRequest{}, `{"id":"1"}`, "id: string is of the wrong type; send a number that fits int32"},
		{&catalogv1.GetBookRequest{}, `{"id":1.5}`, "id: number 1.5 is of the wrong type; send a number that fits int32"},
		{&catalogv1.GetBookRequest{}, `{"id":` + strings.Repeat("9", 99) + `}`, "id: number " + strings.Repeat("9", 33) + "… is of the wrong type; send a number that fits int32"},
		{&catalogv1.RecommendationRequest{}, `{"category":1}`, "category: number is of the wrong type; send a string"},
		{&catalogv1.RecommendationRequest{}, `{"category":"CRIME"}`, `category: "CRIME" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{&catalogv1.ListBooksRequest{}, `{"category":"mystery"}`, `category: "mystery" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{&catalogv1.UserAction{}, `{"kind":"BURNED"}`, `kind: "BURNED" is not a kind of action; send VIEWED, LIKED or RATED`},
		{&catalogv1.BookRating{}, `{"upload_id":{}}`, "upload_id: object is of the wrong type; send a string"},
		{&catalogv1.Book{}, `{"category":"CRIME"}`, `category: "CRIME" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION`},
		{&catalogv1.Book{}, `{"authors":"Ann"}`, "authors: string is of the wrong type; send an array"},
		{&catalogv1.Book{}, `{"price":{"minor_units":"1"}}`, "price.minor_units: string is of the wrong type; send a number that fits int64"},
	} {
		if err := codec.Unmarshal([]byte(test.text), test.into); err == nil || err.Error() != test.want {
			t.Errorf("Unmarshal(%s) into %T = %v, want %s", test.text, test.into, err, test.want)
		}
	}
}
