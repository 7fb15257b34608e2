package restsvc_test

import (
	"context"
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

// A listing is the same as a stream of gRPC and as lines of REST, and as its pages one after
// another.
func TestSameListings(t *testing.T) {
	p := startPair(t, books())
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.OneOf(
			rapid.SampledFrom(knownCategories),
			rapid.SampledFrom(missingCategories),
			rapid.Custom(drawUnknownNumber),
		).Draw(t, "category")
		limit, after := around(int32(books().Len())).Draw(t, "limit"), ids().Draw(t, "after_id")
		query := url.Values{}
		set(t, query, "limit", limit)
		set(t, query, "after_id", after)
		if c.given {
			query.Set("category", c.text)
		}
		request := &catalogv1.ListBooksRequest{Category: c.number, Limit: limit, AfterId: after}
		rest, err := p.listREST(withQuery("/v1/books", query))
		if err != nil {
			t.Fatal(err)
		}
		if diff := difference(p.listGRPC(t.Context(), request), rest); diff != "" {
			t.Fatalf("lines of %v differ from the stream of %v (-gRPC +REST):\n%s", query, request, diff)
		}
	})
	checkSameSeries(t, p, metrics.RequestsTotal, metrics.StreamItemsTotal)
	for _, test := range []struct {
		category category
		size     int32
	}{{missingCategories[0], 100}, {missingCategories[2], 1000}, {knownCategories[0], 7}, {knownCategories[3], 50}} {
		query := url.Values{"page_size": {itoa(test.size)}}
		if test.category.given {
			query.Set("category", test.category.text)
		}
		all := new(catalogv1.BookPage)
		walk(t, p.rest, query, func(target string) *catalogv1.BookPage {
			page := readPage(t, p.rest, target)
			all.Books = append(all.Books, page.GetBooks()...)
			return page
		})
		grpc := p.listGRPC(t.Context(), &catalogv1.ListBooksRequest{Category: test.category.number})
		if diff := difference(grpc, outcome{Answer: all, Code: "OK"}); diff != "" {
			t.Errorf("pages of %v differ from the stream (-gRPC +REST):\n%s", query, diff)
		}
	}
}

// listREST and listGRPC gather a listing in a page.
func (p pair) listREST(target string) (outcome, error) {
	r, err := p.rest.Send("GET", target, nil, "Accept", typeLines)
	if err != nil {
		return outcome{}, err
	}
	return outcomeOf(r, func() (proto.Message, error) {
		all := new(catalogv1.BookPage)
		for line := range strings.Lines(r.Body) {
			var b bookView
			if err := servingtest.StrictJSON(strings.TrimSuffix(line, "\n"), &b); err != nil {
				return nil, err
			}
			all.Books = append(all.Books, b.message().(*catalogv1.Book))
		}
		return all, nil
	})
}

func (p pair) listGRPC(ctx context.Context, r *catalogv1.ListBooksRequest) (o outcome) {
	all := new(catalogv1.BookPage)
	o.Answer = all
	stream, err := catalogv1.NewCatalogServiceClient(p.grpc).ListBooks(ctx, r)
	for err == nil {
		var b *catalogv1.Book
		if b, err = stream.Recv(); err == nil {
			all.Books = append(all.Books, b)
		}
	}
	if err == io.EOF {
		err = nil
	}
	o.fails(err)
	return o
}
