package grpcsvc

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// fresh is the same books without anybody's ratings.
func fresh() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 100) }

// stars is how many readers gave book 1 that many stars on the last day, which is where
// ratings arrive.
func stars(t *testing.T, c *catalog.Catalog, n int) int32 {
	t.Helper()
	days, err := c.RatingHistory(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	return days[0].Counts[n-1]
}

// fives are n ratings of book 1 with five stars, the first of which names the upload.
func fives(n int, id string) []*catalogv1.BookRating {
	list := make([]*catalogv1.BookRating, n)
	for i := range list {
		list[i] = &catalogv1.BookRating{UserId: int32(i), BookId: 1, Stars: 5}
	}
	if n > 0 {
		list[0].UploadId = id
	}
	return list
}

func TestUploadAnswer(t *testing.T) {
	type (
		rating    = catalogv1.BookRating
		summary   = catalogv1.UploadBookRatingsResponse
		rejection = catalogv1.RatingRejection
	)
	for _, test := range []struct {
		name    string
		ratings []*rating
		want    *summary
	}{
		{"nothing", nil, &summary{}},
		{"good ratings", fives(3, ""), &summary{Accepted: 3}},
		{"bad ones among them", []*rating{{BookId: 1, Stars: 5}, {BookId: 1, Stars: 6}, {BookId: 7777, Stars: 1}, {UserId: -1, BookId: 1, Stars: 1}, {BookId: 1, Stars: 1}},
			&summary{Accepted: 2, Rejected: 3, Rejections: []*rejection{
				{Position: 2, Field: "stars", Detail: "6 is out of range; send 1 to 5"},
				{Position: 3, Field: "book_id", Detail: "there is no book 7777; send the id of a book of this catalog"},
				{Position: 4, Field: "user_id", Detail: "-1 is negative; send the id of a user, or 0 for a reader who is not signed in"},
			}}},
	} {
		config, reg, log := observable()
		config.Catalog = fresh()
		got, err := newCaller(servingtest.StartGRPC(t, New(config))).upload(t.Context(), test.ratings)
		if diff := cmp.Diff(test.want, got, protocmp.Transform()); diff != "" || err != nil {
			t.Errorf("%s: UploadBookRatings = %v, differs (-want +got):\n%s", test.name, err, diff)
		}
		want := map[string]float64{}
		if n := test.want.GetAccepted(); n > 0 {
			want[metrics.Accepted] = float64(n)
		}
		if n := test.want.GetRejected(); n > 0 {
			want[metrics.Rejected] = float64(n)
		}
		servingtest.CheckSamples(t, test.name, reg, metrics.RatingsTotal, want)
		if log.Len() > 0 {
			t.Errorf("%s: log = %s, want none of an upload that is complete", test.name, log)
		}
	}
}

// Only the first hundred rejections are named, and all are counted.
func TestUploadNamesFirstRejections(t *testing.T) {
	bad := make([]*catalogv1.BookRating, catalog.MaxRejections+5)
	for i := range bad {
		bad[i] = &catalogv1.BookRating{BookId: 1}
	}
	got, err := newCaller(servingtest.StartGRPC(t, New(quiet()))).upload(t.Context(), bad)
	if err != nil || int(got.GetRejected()) != len(bad) || len(got.GetRejections()) != catalog.MaxRejections {
		t.Errorf("upload of %d bad ratings = %d rejected, %d named, %v; want all and %d",
			len(bad), got.GetRejected(), len(got.GetRejections()), err, catalog.MaxRejections)
	}
}

// What was sent before an upload broke off counts, is in the metrics and the log, and does
// not count again when the client sends all of it.
func TestUploadBreaksOffAndIsRepeated(t *testing.T) {
	for _, sent := range []int{0, 1, 3, 2*countRatings + 1} {
		servingtest.Bubble(t, fmt.Sprint(sent), func(t *testing.T) {
			config, reg, log := observable()
			config.Catalog = fresh()
			before := stars(t, config.Catalog, 5)
			conn, _ := servingtest.StartGRPCPipe(t, New(config))
			c := newCaller(conn)
			ratings := fives(2*countRatings+10, "night \"shift\"")

			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			stream, err := c.catalog.UploadBookRatings(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range ratings[:sent] {
				if err := stream.Send(r); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Wait() // all of them have arrived
			if got, want := servingtest.Samples(t, reg, metrics.RatingsTotal)[metrics.Accepted], float64(sent/countRatings*countRatings); got != want {
				t.Errorf("under way: %v ratings counted after %d, want %v", got, sent, want)
			}
			leave()
			synctest.Wait()
			if got := stars(t, config.Catalog, 5) - before; got != int32(sent) {
				t.Errorf("broken off after %d: %d ratings count, want all of them", sent, got)
			}
			if sent > 0 {
				want := fmt.Sprintf(`level=INFO msg="upload broke off" upload_id="night \"shift\"" accepted=%d rejected=0`, sent)
				if !strings.Contains(log.String(), want) {
					t.Errorf("broken off after %d: log = %s, want %s in it", sent, log, want)
				}
			}
			if got, want := servingtest.Counted(t, reg), "CANCELLED UploadBookRatings"; got != want {
				t.Errorf("broken off after %d: counts %s, want %s", sent, got, want)
			}

			got, err := c.upload(t.Context(), ratings)
			if err != nil || int(got.GetAccepted()) != len(ratings) || got.GetRejected() != 0 {
				t.Errorf("sent again after %d: %v, %v; want %d accepted", sent, got, err, len(ratings))
			}
			if got := stars(t, config.Catalog, 5) - before; got != int32(len(ratings)) {
				t.Errorf("sent again after %d: %d ratings count, want %d", sent, got, len(ratings))
			}
			want := map[string]float64{metrics.Accepted: float64(len(ratings))}
			if sent > 0 {
				want[metrics.Repeated] = float64(sent)
			}
			servingtest.CheckSamples(t, fmt.Sprintf("sent again after %d", sent), reg, metrics.RatingsTotal, want)
		})
	}
}

// Attempts at the same upload at the same time count every rating once.
func TestUploadAttemptsAtTheSameTime(t *testing.T) {
	const attempts, n = 4, 500
	config, reg, _ := observable()
	config.Catalog = fresh()
	before := stars(t, config.Catalog, 5)
	c := newCaller(servingtest.StartGRPC(t, New(config)))
	var wg sync.WaitGroup
	for range attempts {
		wg.Go(func() {
			got, err := c.upload(t.Context(), fives(n, "same"))
			if err != nil || got.GetAccepted() != n || got.GetRejected() != 0 {
				t.Errorf("upload = %v, %v; want %d accepted", got, err, n)
			}
		})
	}
	wg.Wait()
	if got := stars(t, config.Catalog, 5) - before; got != n {
		t.Errorf("%d attempts: %d ratings count, want %d", attempts, got, n)
	}
	servingtest.CheckSamples(t, "attempts", reg, metrics.RatingsTotal, map[string]float64{metrics.Accepted: n, metrics.Repeated: (attempts - 1) * n})
}

// A message that is too large ends an upload as a client that goes away does.
func TestUploadBreaksOffAtLargeMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, reg, log := observable()
		config.Catalog = fresh()
		conn, _ := servingtest.StartGRPCPipe(t, New(config))
		_, err := newCaller(conn).upload(t.Context(), append(fives(2, "u"), &catalogv1.BookRating{UploadId: strings.Repeat("x", 5<<20)}))
		if status.Code(err) != codes.ResourceExhausted {
			t.Errorf("upload with a message of 5 MB = %v, want RESOURCE_EXHAUSTED", err)
		}
		synctest.Wait() // the library answers before the handler has ended
		servingtest.CheckSamples(t, "large message", reg, metrics.RatingsTotal, map[string]float64{metrics.Accepted: 2})
		if !strings.Contains(log.String(), `upload_id=u accepted=2`) {
			t.Errorf("log = %s, want the upload in it", log)
		}
	})
}
