package grpcsvc

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

func TestGetBookAnswer(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	got, err := c.catalog.GetBook(t.Context(), &catalogv1.GetBookRequest{Id: 3})
	want := &catalogv1.Book{
		Id: 3, Title: "Dune", Authors: []string{"Frank Herbert"}, Category: catalogv1.BookCategory_SCIENCE_FICTION,
		Isbn: "9780441013593", Language: "en-US", Year: 1965, AverageRating: 4.6,
		RatingCounts: &catalogv1.RatingCounts{One: 9_000, Two: 16_000, Three: 54_000, Four: 168_000, Five: 653_000},
		Price:        &catalogv1.Money{MinorUnits: 1099, Currency: "GBP"},
		Description:  got.GetDescription(), ImageUrl: got.GetImageUrl(),
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || err != nil {
		t.Errorf("GetBook(3) = %v, differs (-want +got):\n%s", err, diff)
	}
	if book, _ := books().GetBook(3); got.GetDescription() != book.Description || got.GetImageUrl() != book.ImageURL {
		t.Errorf("GetBook(3) has %q and %q, want %q and %q", got.GetDescription(), got.GetImageUrl(), book.Description, book.ImageURL)
	}
}

func TestBookMessageOfSparseBook(t *testing.T) {
	for _, test := range []struct {
		book catalog.Book
		want *catalogv1.Book
	}{
		{
			catalog.Book{ID: 1, Title: "not for sale", Authors: []string{"a", "b"}, Category: catalog.Romance, Year: -800},
			&catalogv1.Book{Id: 1, Title: "not for sale", Authors: []string{"a", "b"}, Category: catalogv1.BookCategory_ROMANCE,
				Year: -800, RatingCounts: &catalogv1.RatingCounts{}},
		},
		{
			catalog.Book{ID: 2, Title: "一九八四 😀", Authors: []string{"ジョージ"}, Category: catalog.NonFiction, Price: catalog.Money{MinorUnits: 1, Currency: "JPY"}},
			&catalogv1.Book{Id: 2, Title: "一九八四 😀", Authors: []string{"ジョージ"}, Category: catalogv1.BookCategory_NON_FICTION,
				RatingCounts: &catalogv1.RatingCounts{}, Price: &catalogv1.Money{MinorUnits: 1, Currency: "JPY"}},
		},
	} {
		if diff := cmp.Diff(test.want, catalogpb.BookOf(&test.book), protocmp.Transform()); diff != "" {
			t.Errorf("catalogpb.BookOf(%+v) differs (-want +got):\n%s", test.book, diff)
		}
	}
}

func TestRecommendAnswer(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	for _, test := range []struct {
		category catalogv1.BookCategory
		want     []*catalogv1.BookRecommendation
	}{
		{catalogv1.BookCategory_MYSTERY, []*catalogv1.BookRecommendation{
			{Id: 1, Title: "The Girl with the Dragon Tattoo", Author: "Stieg Larsson", Rating: 4.5},
			{Id: 2, Title: "Gone Girl", Author: "Gillian Flynn", Rating: 4.3},
		}},
		{catalogv1.BookCategory_SCIENCE_FICTION, []*catalogv1.BookRecommendation{
			{Id: 3, Title: "Dune", Author: "Frank Herbert", Rating: 4.6},
		}},
	} {
		for _, r := range test.want {
			book, err := books().GetBook(r.GetId())
			if err != nil {
				t.Fatal(err)
			}
			r.Description = book.Description
		}
		request := &catalogv1.RecommendationRequest{Category: test.category, MaxResults: int32(len(test.want))}
		got, err := c.recommendations.Recommend(t.Context(), request)
		if diff := cmp.Diff(test.want, got.GetRecommendations(), protocmp.Transform()); diff != "" || err != nil {
			t.Errorf("Recommend(%v) = %v, differs (-want +got):\n%s", request, err, diff)
		}
	}
}

func TestRatingHistoryAnswer(t *testing.T) {
	c := newCaller(servingtest.StartGRPC(t, New(quiet())))
	for _, test := range []struct{ days, want int32 }{{0, catalog.DefaultDays}, {1, 1}, {2, 2}, {catalog.MaxDays, catalog.MaxDays}} {
		got, err := c.catalog.RatingHistory(t.Context(), &catalogv1.RatingHistoryRequest{BookId: 1, Days: test.days})
		if err != nil || got.GetBookId() != 1 || len(got.GetDays()) != int(test.want) {
			t.Errorf("RatingHistory(1, %d) = book %d, %d days, %v; want book 1, %d days",
				test.days, got.GetBookId(), len(got.GetDays()), err, test.want)
			continue
		}
		stored, err := books().RatingHistory(1, test.days)
		if err != nil {
			t.Fatal(err)
		}
		var want []*catalogv1.DailyRatings
		for _, d := range stored {
			want = append(want, &catalogv1.DailyRatings{Day: d.Day, One: d.Counts[0], Two: d.Counts[1], Three: d.Counts[2], Four: d.Counts[3], Five: d.Counts[4]})
		}
		if diff := difference(want, got.GetDays()); diff != "" {
			t.Errorf("RatingHistory(1, %d) differs (-want +got):\n%s", test.days, diff)
		}
	}
}
