package restsvc_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// rated is a config with a catalog of its own.
func rated() serving.Config {
	config := quiet()
	config.Catalog = fresh()
	return config
}

// summary reads what an upload is answered with.
func summary(t *testing.T, r servingtest.Reply) summaryView {
	t.Helper()
	var s summaryView
	if err := servingtest.StrictJSON(r.Body, &s); err != nil || r.Status != http.StatusOK {
		t.Fatalf("answer of an upload = %d %s, %v; want 200 and a summary", r.Status, r.Body, err)
	}
	return s
}

// message is a BookRatings of what is given, in bytes.
func message(ratings ...*catalogv1.BookRating) string {
	body, err := proto.Marshal(&catalogv1.BookRatings{Ratings: ratings})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// zipped is text in gzip.
func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

func TestUpload(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(rated()))
	const (
		good = `{"user_id":1,"book_id":2,"stars":5}`
		bare = `{"book_id":3,"stars":1}`
	)
	none := summaryView{Rejections: []rejectionView{}}
	one := summaryView{Accepted: 1, Rejections: []rejectionView{}}
	two := summaryView{Accepted: 2, Rejections: []rejectionView{}}
	refused := func(accepted int32, rejections ...rejectionView) summaryView {
		return summaryView{accepted, int32(len(rejections)), rejections}
	}
	for _, test := range []struct {
		contentType, body string
		want              summaryView
	}{
		{typeLines, "", none},
		{typeLines, "\n\r\n  \n", none},
		{typeLines, good, one},
		{typeLines, good + "\n", one},
		{typeLines, good + "\r\n\r\n" + bare + "\r\n", two},
		{"Application/X-NDJSON; charset=utf-8", " " + good + "\t\n\n" + bare, two},
		{typeLines, `{"book_id":2,"stars":5,"mood":"good","user_id":null}`, one}, // a newer client's
		{typeLines, good + "\n" + `{"book_id":2}` + "\n" + bare, refused(2,
			rejectionView{2, "stars", "0 is out of range; send 1 to 5"})},
		{typeLines, `{"book_id":501,"stars":1}` + "\n" + `{"user_id":-1,"book_id":501,"stars":9}`, refused(0,
			rejectionView{1, "book_id", "there is no book 501; send the id of a book of this catalog"},
			rejectionView{2, "user_id", "-1 is negative; send the id of a user, or 0 for a reader who is not signed in"})},
		// What is no rating does not end the rest, and what is empty has no position.
		{typeLines, "{\n\nnull\n" + good + "\n[1]\n" + `"x"` + "\n" + `{"stars":"5"}` + "\n" + `{"book_id":2,"stars":5.5}` + "\n" + good + good, refused(1,
			rejectionView{1, "", "it is no JSON: unexpected end of JSON input"},
			rejectionView{2, "", `"null" is no JSON object`},
			rejectionView{4, "", `"[1]" is no JSON object`},
			rejectionView{5, "", `"\"x\"" is no JSON object`},
			rejectionView{6, "", "stars cannot be string"},
			rejectionView{7, "", "stars cannot be number 5.5"},
			rejectionView{8, "", "it is no JSON: invalid character '{' after top-level value"})},
		{typeLines, strings.Repeat("x", 5000) + "\n" + `{"stars":1` + strings.Repeat("0", 5000) + "}", refused(0,
			rejectionView{1, "", `"` + strings.Repeat("x", 40) + `" is no JSON object`},
			rejectionView{2, "", "stars cannot be number 1" + strings.Repeat("0", 32)})},

		{typeJSON, "[]", none},
		{typeJSON, " [ " + good + " , " + bare + " ] \n", two},
		{typeJSON, `[` + good + `,null,{"stars":"5"},3,` + `{"book_id":2,"stars":6}]`, refused(1,
			rejectionView{2, "", `"null" is no JSON object`},
			rejectionView{3, "", "stars cannot be string"},
			rejectionView{4, "", `"3" is no JSON object`},
			rejectionView{5, "stars", "6 is out of range; send 1 to 5"})},

		{typeProtobuf, "", none},
		{typeProtobuf, message(&catalogv1.BookRating{BookId: 2, Stars: 5}, &catalogv1.BookRating{UserId: 7, BookId: 3, Stars: 1}), two},
		{typeProtobuf, message(&catalogv1.BookRating{}, &catalogv1.BookRating{BookId: 2, Stars: 5}), refused(1,
			rejectionView{1, "stars", "0 is out of range; send 1 to 5"})},
		{typeProtobuf, "\x0a\x01\x08" + message(&catalogv1.BookRating{BookId: 2, Stars: 5}), refused(1, // user_id without a value
			rejectionView{1, "", "it is no BookRating"})},
		{typeProtobuf, "\x10\x01\x1a\x01x" + message(&catalogv1.BookRating{BookId: 2, Stars: 5}), one}, // fields of a newer client
	} {
		for _, encoding := range []string{"", "identity", "gzip", "GZIP"} {
			body := test.body
			if strings.EqualFold(encoding, "gzip") {
				body = zipped(body)
			}
			r := s.Post(t, "/v1/ratings", test.contentType, body, "Content-Encoding", encoding)
			if diff := cmp.Diff(test.want, summary(t, r)); diff != "" {
				t.Errorf("POST of %s %q in %q differs (-want +got):\n%s", test.contentType, cut(test.body), encoding, diff)
			}
		}
		r := s.Post(t, "/v1/ratings", test.contentType, test.body, "Accept", typeProtobuf)
		got := new(catalogv1.UploadBookRatingsResponse)
		if err := proto.Unmarshal([]byte(r.Body), got); err != nil || !proto.Equal(got, test.want.message()) {
			t.Errorf("POST of %s %q = %v, %v in protobuf; want %v", test.contentType, cut(test.body), got, err, test.want.message())
		}
	}
}

// The first hundred rejections are told.
func TestUploadOfManyRejections(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(rated()))
	got := summary(t, s.Post(t, "/v1/ratings", typeLines, strings.Repeat("{\"book_id\":1,\"stars\":1}\nx\n", 150)))
	if got.Accepted != 150 || got.Rejected != 150 || len(got.Rejections) != 100 {
		t.Fatalf("150 good and 150 bad ratings = %d accepted, %d rejected, %d told; want 150, 150, 100", got.Accepted, got.Rejected, len(got.Rejections))
	}
	for i, r := range got.Rejections {
		if r.Position != int32(2*i+2) {
			t.Errorf("rejection %d is of rating %d, want %d", i, r.Position, 2*i+2)
		}
	}
}

// Ratings are state: the next answer shows them.
func TestUploadChangesAnswers(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(rated()))
	var before, after bookView
	if err := servingtest.StrictJSON(s.Must(t, "GET", "/v1/books/7").Body, &before); err != nil {
		t.Fatal(err)
	}
	s.Post(t, "/v1/ratings", typeLines, strings.Repeat(`{"book_id":7,"stars":5}`+"\n", 3))
	if err := servingtest.StrictJSON(s.Must(t, "GET", "/v1/books/7").Body, &after); err != nil {
		t.Fatal(err)
	}
	if got, want := after.RatingCounts.Five, before.RatingCounts.Five+3; got != want {
		t.Errorf("book 7 has %d ratings of five stars after three more, want %d", got, want)
	}
}

// An upload that is repeated counts nothing twice, whatever its form.
func TestUploadRepeated(t *testing.T) {
	config, reg := rated(), prometheus.NewRegistry()
	config.Metrics = metrics.NewService(reg, "rest")
	s := servingtest.StartHTTP(t, restsvc.New(config))
	lines := strings.Repeat(`{"book_id":1,"stars":5}`+"\n", 3)
	named := `{"book_id":1,"stars":5,"upload_id":"c"}` + "\n"
	array := "[" + strings.Repeat(`{"book_id":1,"stars":5},`, 4) + `{"book_id":1,"stars":0}]`
	ratings := []*catalogv1.BookRating{{BookId: 1, Stars: 5, UploadId: "a"}}
	for range 5 {
		ratings = append(ratings, &catalogv1.BookRating{BookId: 1, Stars: 5})
	}
	for _, test := range []struct {
		target, contentType, body string
		accepted, rejected        int32
		counts                    string
	}{
		{"/v1/ratings?upload_id=a", typeLines, lines, 3, 0, "3 0 0"},
		{"/v1/ratings?upload_id=a", typeLines, lines, 3, 0, "0 0 3"},
		{"/v1/ratings?upload_id=a", typeJSON, array, 4, 1, "1 1 3"},
		{"/v1/ratings", typeProtobuf, message(ratings...), 5, 1, "1 0 5"}, // its first rating names the upload
		{"/v1/ratings?upload_id=b", typeProtobuf, message(ratings...), 6, 0, "6 0 0"},
		{"/v1/ratings", typeLines, lines, 3, 0, "3 0 0"},
		{"/v1/ratings", typeLines, lines, 3, 0, "3 0 0"},
		{"/v1/ratings", typeLines, named + lines, 4, 0, "4 0 0"}, // and so in JSON
		{"/v1/ratings", typeLines, named + lines, 4, 0, "0 0 4"},
		{"/v1/ratings", typeJSON, "[" + named + "]", 4, 0, "0 0 1"},
		{"/v1/ratings", typeLines, lines + named, 4, 0, "4 0 0"}, // too late
	} {
		before := servingtest.Samples(t, reg, metrics.RatingsTotal)
		got := summary(t, s.Post(t, test.target, test.contentType, test.body))
		if got.Accepted != test.accepted || got.Rejected != test.rejected {
			t.Errorf("POST %s = %d accepted, %d rejected; want %d, %d", test.target, got.Accepted, got.Rejected, test.accepted, test.rejected)
		}
		after := servingtest.Samples(t, reg, metrics.RatingsTotal)
		if counts := fmt.Sprint(after["accepted"]-before["accepted"], after["rejected"]-before["rejected"],
			after["repeated"]-before["repeated"]); counts != test.counts {
			t.Errorf("POST %s counts %s as accepted, rejected and repeated; want %s", test.target, counts, test.counts)
		}
	}
	if got := servingtest.Samples(t, reg, metrics.StreamItemsTotal)["received UploadBookRatings"]; got != 3+3+5+6+6+3+3+4+4+1+4 {
		t.Errorf("%v items are counted, want 42", got)
	}
}
