package conformance_test

import (
	"fmt"
	"testing"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func invalid(field, detail string) outcome {
	return outcome{Code: "INVALID_ARGUMENT", Field: field, Text: field + ": " + detail}
}

func missing(field, id string) outcome {
	return outcome{Code: "NOT_FOUND", Field: field, Text: field + ": there is no book " + id + "; send the id of a book of this catalog"}
}

const (
	categories   = "MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION"
	negativeUser = "is negative; send the id of a user, or 0 for a reader who is not signed in"
)

// Every stack gives the same error, with the same field, in the same words.
func TestErrors(t *testing.T) {
	t.Parallel()
	onEvery(t, allSettings, config{}, func(t *testing.T, _ *service, c client) {
		for _, test := range []struct {
			q    question
			want outcome
		}{
			{getBook(0), missing("id", "0")},
			{getBook(151), missing("id", "151")},
			{getBook(-1 << 31), missing("id", "-2147483648")},
			{ratingHistory(151, 1), missing("book_id", "151")},
			{ratingHistory(1, -1), invalid("days", "-1 is out of range; send 1 to 3650, or 0 for 30")},
			{ratingHistory(1, 3651), invalid("days", "3651 is out of range; send 1 to 3650, or 0 for 30")},
			{recommend(-1, 1, 1), invalid("user_id", "-1 "+negativeUser)},
			{recommend(0, 0, 1), invalid("category", `"" names no category; send `+categories)},
			{recommend(0, 5, 1), invalid("category", `"5" is not a category; send `+categories)},
			{recommend(0, -1, 1), invalid("category", `"-1" is not a category; send `+categories)},
			{recommend(0, 1, 101), invalid("max_results", "101 is out of range; send 1 to 100, or 0 for 10")},
			{recommend(0, 1, -1<<31), invalid("max_results", "-2147483648 is out of range; send 1 to 100, or 0 for 10")},
			{recommend(-1, 5, 101), invalid("user_id", "-1 "+negativeUser)},
		} {
			check(t, c, test.q, test.want)
		}
	})
}

// A listing fails before its first book. Pages have a parameter of their own for their size, and
// begin at a token only.
func TestErrorsOfLists(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{}, func(t *testing.T, _ *service, c client) {
		unknown := invalid("category", `"5" is not a category; send `+categories)
		for _, test := range []struct {
			r           *catalogv1.ListBooksRequest
			want, pages outcome // no outcome: cannot be asked
		}{
			{&catalogv1.ListBooksRequest{Category: 5}, unknown, unknown},
			{
				&catalogv1.ListBooksRequest{Limit: -1},
				invalid("limit", "-1 is negative; send how many books at most, or 0 for all"),
				invalid("page_size", "-1 is out of range; send 1 to 1000, or 0 for 100"),
			},
			{
				&catalogv1.ListBooksRequest{AfterId: -1},
				invalid("after_id", "-1 is negative; send the id of the last book that arrived, or 0 to begin"),
				outcome{},
			},
		} {
			for name, list := range c.lists() {
				want := test.want
				if name == "pages" {
					want = test.pages
				}
				if want.Code != "" {
					got, err := list(brief(t), test.r)
					compare(t, fmt.Sprintf("listing %v as %s", test.r, name), got, err, want)
				}
			}
		}
	})
}

// nowhere is a request that neither service knows.
var nowhere = question{"/catalog.v1.CatalogService/Nothing", new(catalogv1.GetBookRequest), "/v1/nothing", new(catalogv1.Book)}

// Each service has an error of its own for an operation that does not exist.
func TestUnknownMethodsAndPaths(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{}, func(t *testing.T, s *service, c client) {
		want := outcome{Code: "NOT_FOUND", Text: `no such path: "/v1/nothing"`}
		if s.name == grpcService {
			want = outcome{Code: "UNIMPLEMENTED", Text: `there is no method "/catalog.v1.CatalogService/Nothing"; reflection lists those there are`}
		}
		check(t, c, nowhere, want)
	})
}
