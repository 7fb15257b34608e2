package restsvc_test

import (
	"net/url"
	"slices"
	"strconv"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// walk asks for page after page and returns the books' ids and the pages' sizes.
func walk(t *testing.T, s servingtest.Client, query url.Values, read func(target string) *catalogv1.BookPage) (ids []int32, sizes []int) {
	t.Helper()
	for {
		p := read(withQuery("/v1/books", query))
		for _, b := range p.GetBooks() {
			ids = append(ids, b.GetId())
		}
		sizes = append(sizes, len(p.GetBooks()))
		if p.GetNextPageToken() == "" {
			return ids, sizes
		}
		if len(ids) > books().Len() {
			t.Fatalf("pages of %v go on after %d books", query, len(ids))
		}
		query.Set("page_token", p.GetNextPageToken())
	}
}

// readPage asks for a page in JSON.
func readPage(t *testing.T, s servingtest.Client, target string) *catalogv1.BookPage {
	t.Helper()
	var p pageView
	if err := servingtest.StrictJSON(s.Must(t, "GET", target).Body, &p); err != nil {
		t.Fatal(err)
	}
	return p.message().(*catalogv1.BookPage)
}

// idsOf are the ids of the books of a category, ascending.
func idsOf(category catalog.Category) (ids []int32) {
	list, err := books().List(catalog.ListQuery{Category: category})
	if err != nil {
		panic(err)
	}
	for b := range list {
		ids = append(ids, b.ID)
	}
	return ids
}

// Page by page comes every book once, in either form.
func TestPages(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	forms := map[string]func(string) *catalogv1.BookPage{
		"JSON": func(target string) *catalogv1.BookPage { return readPage(t, s, target) },
		"protobuf": func(target string) *catalogv1.BookPage {
			p := new(catalogv1.BookPage)
			if err := proto.Unmarshal([]byte(s.Must(t, "GET", target, "Accept", typeProtobuf).Body), p); err != nil {
				t.Fatal(err)
			}
			return p
		},
	}
	mysteries := len(idsOf(catalog.Mystery))
	for _, test := range []struct {
		category catalog.Category
		size     string
		pages    int
	}{
		{catalog.Unspecified, "", 5}, // 100 a page
		{catalog.Unspecified, "0", 5},
		{catalog.Unspecified, "1000", 1},
		{catalog.Unspecified, "500", 1},
		{catalog.Unspecified, "499", 2},
		{catalog.Unspecified, "7", 72},
		{catalog.Mystery, "10", (mysteries + 9) / 10},
		{catalog.Mystery, strconv.Itoa(mysteries), 1},
		{catalog.Mystery, strconv.Itoa(mysteries - 1), 2},
	} {
		for name, read := range forms {
			query := url.Values{}
			if test.category != catalog.Unspecified {
				query.Set("category", test.category.String())
			}
			if test.size != "" {
				query.Set("page_size", test.size)
			}
			got, sizes := walk(t, s, query, read)
			if want := idsOf(test.category); !slices.Equal(got, want) || len(sizes) != test.pages {
				t.Errorf("%s pages of %s %v have %d books on %v; want %d on %d, each once and in order",
					name, test.size, test.category, len(got), sizes, len(want), test.pages)
			}
		}
	}
}

func TestBadListings(t *testing.T) {
	s := servingtest.StartHTTP(t, restsvc.New(quiet()))
	for _, test := range []struct{ accept, query, field, detail string }{
		{typeJSON, "category=COOKING", "category", `category: "COOKING" is not`},
		{typeJSON, "page_size=1001", "page_size", "page_size: 1001 is out of range;"},
		{typeJSON, "page_size=-1", "page_size", "page_size: -1 is out of range;"},
		{typeJSON, "page_size=ten", "page_size", `page_size: "ten" is no`},
		{typeJSON, "page_token=next", "page_token", `page_token: "next" is not the token`},
		{typeJSON, "page_token=YWZ0ZXI6LTE", "page_token", `page_token: "YWZ0ZXI6LTE" is not the token`}, // after:-1
		{typeJSON, "page_token=YWZ0ZXI6MQ==", "page_token", `page_token: "YWZ0ZXI6MQ==" is not the token`},
		{typeJSON, "page_size=%", "query", "query: "},
		{typeJSON, "limit=1", "limit", `limit: "1" has no place in this form of the listing; send page_size`},
		{typeJSON, "after_id=0", "after_id", `after_id: "0" has no place`},
		{typeProtobuf, "page_size=1&limit=1", "limit", `limit: "1" has no place`},
		{typeLines, "category=COOKING", "category", `category: "COOKING" is not`},
		{typeLines, "limit=-1", "limit", "limit: -1 is negative;"},
		{typeLines, "limit=ten", "limit", `limit: "ten" is no`},
		{typeLines, "after_id=-1", "after_id", "after_id: -1 is negative;"},
		{typeLines, "after_id=2147483648", "after_id", `after_id: "2147483648" is no`},
		{typeLines, "page_size=10", "page_size", `page_size: "10" has no place in this form of the listing; send limit`},
		{typeLines, "page_token=YWZ0ZXI6MQ", "page_token", `page_token: "YWZ0ZXI6MQ" has no place`},
	} {
		r := s.Must(t, "GET", "/v1/books?"+test.query, "Accept", test.accept)
		servingtest.CheckProblem(t, r, test.query+" as "+test.accept, "INVALID_ARGUMENT", test.field, test.detail)
	}
}
