package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func rating(user, book, stars int32) *catalogv1.BookRating {
	return &catalogv1.BookRating{UserId: user, BookId: book, Stars: stars}
}

func summary(accepted, rejected int32, rejections ...*catalogv1.RatingRejection) outcome {
	answer := &catalogv1.UploadBookRatingsResponse{Accepted: accepted, Rejected: rejected, Rejections: rejections}
	return outcome{Answers: []proto.Message{answer}, Code: "OK"}
}

func rejection(position int32, field, detail string) *catalogv1.RatingRejection {
	return &catalogv1.RatingRejection{Position: position, Field: field, Detail: detail}
}

const (
	noBook   = "there is no book 51; send the id of a book of this catalog"
	badStars = "6 is out of range; send 1 to 5"
)

// Every way to upload accepts and rejects the same, says why, and counts the same.
func TestUploads(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{books: generate.Catalog(generate.DefaultSeed, 50)}, func(t *testing.T, s *service, c client) {
		for name, upload := range c.uploads() {
			testUpload(t, s, name, upload)
		}
	})
}

func testUpload(t *testing.T, s *service, way string, upload uploader) {
	mixed := []*catalogv1.BookRating{
		rating(0, 1, 5), rating(1, 51, 5), rating(-1, 1, 5), rating(2, 2, 6), rating(1<<31-1, 50, 1), {},
	}
	want := summary(2, 4,
		rejection(2, "book_id", noBook),
		rejection(3, "user_id", "-1 "+negativeUser),
		rejection(4, "stars", badStars),
		rejection(6, "stars", "0 is out of range; send 1 to 5"),
	)
	var bad []*catalogv1.BookRating
	var rejections []*catalogv1.RatingRejection
	for i := range int32(150) {
		bad = append(bad, rating(0, 1, 6))
		if i < catalog.MaxRejections {
			rejections = append(rejections, rejection(i+1, "stars", badStars))
		}
	}
	id := t.Name() + way
	long := strings.Repeat("ü", 65)
	for _, test := range []struct {
		id                           string
		ratings                      []*catalogv1.BookRating
		want                         outcome
		accepted, rejected, repeated float64
	}{
		{"", nil, summary(0, 0), 0, 0, 0},
		{"", mixed, want, 2, 4, 0},
		{id, mixed[:3], summary(1, 2, want.Answers[0].(*catalogv1.UploadBookRatingsResponse).Rejections[:2]...), 1, 2, 0},
		{id, mixed, want, 1, 2, 3},
		{id, mixed, want, 0, 0, 6},
		{"", bad, summary(0, 150, rejections...), 0, 150, 0},
		{long, mixed, invalid("upload_id", fmt.Sprintf("%q… has 130 bytes; send at most 128", long[:40])), 0, 0, 0},
	} {
		before := s.ratings(t)
		got, err := upload(brief(t), test.id, test.ratings)
		what := fmt.Sprintf("upload %q of %d ratings as %s", test.id, len(test.ratings), way)
		compare(t, what, got, err, test.want)
		eventually(t, what+" counted", func() (any, bool) {
			after := s.ratings(t)
			for i := range after {
				after[i] -= before[i]
			}
			return after, after == [3]float64{test.accepted, test.rejected, test.repeated}
		})
	}
}

// ratings are the accepted, rejected and repeated ones that a service has counted.
func (s *service) ratings(t *testing.T) (n [3]float64) {
	t.Helper()
	for i, outcome := range metrics.Outcomes {
		n[i] = s.value(t, metrics.RatingsTotal, metrics.LabelOutcome, outcome)
	}
	return n
}

// What was uploaded on one stack shows in the answers of all.
func TestUploadsShow(t *testing.T) {
	t.Parallel()
	books := generate.Catalog(generate.DefaultSeed, 50)
	both := map[string]*service{}
	for _, name := range services {
		both[name] = start(t, name, config{books: books})
	}
	counts := func(c client) *catalogv1.RatingCounts {
		o, err := c.ask(brief(t), getBook(7))
		if err != nil || o.Code != "OK" {
			t.Fatalf("GetBook(7) = %+v, %v", o, err)
		}
		return o.Answers[0].(*catalogv1.Book).RatingCounts
	}
	for _, stack := range stacks {
		for _, upload := range stack.connect(t, both[stack.service], false).uploads() {
			want := counts(stackNamed("rest").connect(t, both[restService], false))
			if got, err := upload(brief(t), "", []*catalogv1.BookRating{rating(0, 7, 2)}); err != nil || got.Code != "OK" {
				t.Fatalf("upload over %s = %+v, %v", stack.name, got, err)
			}
			want.Two++
			for _, other := range stacks {
				if got := counts(other.connect(t, both[other.service], false)); !proto.Equal(got, want) {
					t.Errorf("after an upload over %s book 7 has over %s the counts %v, want %v", stack.name, other.name, got, want)
				}
			}
		}
	}
}
