package catalog_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// These tests ask services that fail in the midst of a stream.

// shop is a service of gRPC whose streams are functions.
type shop struct {
	catalogv1.UnimplementedCatalogServiceServer
	catalogv1.UnimplementedRecommendationServiceServer
	list     func(grpc.ServerStreamingServer[catalogv1.Book]) error
	upload   func(grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error
	realtime func(grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error
}

func (s *shop) ListBooks(_ *catalogv1.ListBooksRequest, stream grpc.ServerStreamingServer[catalogv1.Book]) error {
	return s.list(stream)
}

func (s *shop) UploadBookRatings(stream grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
	return s.upload(stream)
}

func (s *shop) RealtimeRecommendations(stream grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
	return s.realtime(stream)
}

// registered is when our own service has registered its codec, which it does once: gRPC allows
// that only while no server runs.
var registered = sync.OnceFunc(func() {
	grpcsvc.New(serving.Config{Catalog: generate.Catalog(1, 1), Metrics: metrics.NewService(prometheus.NewRegistry(), "grpc"), Log: slog.New(slog.DiscardHandler)})
})

func (s *shop) serve(n *clienttest.Network) (wait func()) {
	registered()
	server := grpc.NewServer()
	catalogv1.RegisterCatalogServiceServer(server, s)
	catalogv1.RegisterRecommendationServiceServer(server, s)
	served := make(chan struct{})
	go func() { server.Serve(n); close(served) }()
	return func() { n.Kill(); <-served; server.Stop() }
}

// within returns a context that ends as those of the engine do: gRPC sends no deadline for it.
func within(t *testing.T, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	timer := time.AfterFunc(limit, cancel)
	return ctx, func() { timer.Stop(); cancel() }
}

// booksOf returns those of the first request's right answer.
func booksOf(t *testing.T) []*catalogv1.Book {
	return wants(t, "ListBooks")["grpc"][0].Message.(*catalogv1.BookPage).Books
}

// line returns a book as JSON says it.
func line(b *catalogv1.Book) string {
	counts := b.RatingCounts
	body := catalogjson.Book{
		ID: b.Id, Title: b.Title, Authors: b.Authors, Category: b.Category.String(), ISBN: b.Isbn, Language: b.Language, Year: b.Year,
		AverageRating: b.AverageRating, RatingCounts: catalogjson.RatingCounts{One: counts.One, Two: counts.Two, Three: counts.Three, Four: counts.Four, Five: counts.Five},
		Description: b.Description, ImageURL: b.ImageUrl,
	}
	if b.Price != nil {
		body.Price = &catalogjson.Money{MinorUnits: b.Price.MinorUnits, Currency: b.Price.Currency}
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(text) + "\n"
}

// listing answers over every stack with the books and then fails as it says.
type listing struct {
	name  string
	books func([]*catalogv1.Book) []*catalogv1.Book
	// end comes after the books: nil ends as a service should.
	end func(ctx context.Context, n *clienttest.Network) error
	// kinds are the failures that may come; empty where the answer is right.
	kinds []string
	first bool // the first item has come in time
	check bool
}

var errAbort = errors.New("abort")

func listings() []listing {
	all := func(b []*catalogv1.Book) []*catalogv1.Book { return b }
	few := func(b []*catalogv1.Book) []*catalogv1.Book { return b[:3] }
	none := func([]*catalogv1.Book) []*catalogv1.Book { return nil }
	another := func(b []*catalogv1.Book) []*catalogv1.Book {
		b = slices.Clone(b)
		b[7] = proto.CloneOf(b[7])
		b[7].Year++
		return b
	}
	stall := func(ctx context.Context, _ *clienttest.Network) error { <-ctx.Done(); return ctx.Err() }
	return []listing{
		{name: "right", books: all, first: true, check: true},
		{name: "another book", books: another, first: true, check: true, kinds: []string{"wrong answer"}},
		{name: "another book, unseen", books: another, first: true},
		{name: "short, and no word of it", books: few, first: true, kinds: []string{"wrong answer"}},
		{name: "cut off", books: few, first: true, kinds: clienttest.Gone, end: func(_ context.Context, n *clienttest.Network) error { n.Kill(); return errAbort }},
		{name: "stalled", books: few, first: true, kinds: []string{contract.Timeout}, end: stall},
		{name: "silent", books: none, kinds: []string{contract.Timeout}, end: stall},
	}
}

func TestListingsThatFail(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	wants, books := wants(t, "ListBooks"), booksOf(t)
	for _, l := range listings() {
		for stack, serve := range map[string]func(*clienttest.Network) func(){
			"rest-ndjson": func(n *clienttest.Network) func() { return clienttest.ServeHTTP(n, l.lines(n, l.books(books))) },
			"rest":        func(n *clienttest.Network) func() { return clienttest.ServeHTTP(n, l.pages(n, l.books(books))) },
			"grpc":        func(n *clienttest.Network) func() { return l.stream(n, l.books(books)).serve(n) },
		} {
			n := clienttest.NewNetwork(t)
			wait := serve(n)
			c := streamConfig(n.Addr().String(), "ListBooks")
			c.Connections, c.Want = 1, wants[stack]
			client := newClient(t, stack, c)
			limit := 10 * time.Second
			if slices.Contains(l.kinds, contract.Timeout) {
				limit = 50 * time.Millisecond
			}
			ctx, cancel := within(t, limit)
			o := clienttest.Ask(ctx, client, load.Ticket{Check: l.check})
			cancel()
			if o.Failure != "" && !slices.Contains(l.kinds, o.Failure) || o.Failure == "" && l.kinds != nil {
				t.Errorf("%s over %s: failure %q, want one of %q", l.name, stack, o.Failure, l.kinds)
			}
			late := o.FirstItem >= 50*time.Millisecond
			if o.Failure == contract.Timeout && stack != "rest" && late == l.first {
				t.Errorf("%s over %s: the first item came after %v, want it in time: %v", l.name, stack, o.FirstItem, l.first)
			}
			client.Close()
			wait()
		}
	}
}

func (l *listing) lines(n *clienttest.Network, books []*catalogv1.Book) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, b := range books {
			io.WriteString(w, line(b))
		}
		http.NewResponseController(w).Flush()
		if l.end != nil && l.end(r.Context(), n) != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// pages answers with two pages, of which the second is the one that fails.
func (l *listing) pages(n *clienttest.Network, books []*catalogv1.Book) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rest := books[min(100, len(books)):]
		text, token := `{"books":[`, `],"next_page_token":"2"}`
		if r.URL.Query().Get("page_token") == "" {
			rest = books[:min(100, len(books))]
		} else {
			token = `],"next_page_token":""}`
		}
		for i, b := range rest {
			if i > 0 {
				text += ","
			}
			text += line(b)
		}
		io.WriteString(w, text)
		http.NewResponseController(w).Flush()
		if l.end != nil && l.end(r.Context(), n) != nil {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, token)
	}
}

func (l *listing) stream(n *clienttest.Network, books []*catalogv1.Book) *shop {
	return &shop{list: func(stream grpc.ServerStreamingServer[catalogv1.Book]) error {
		for _, b := range books {
			if err := stream.Send(b); err != nil {
				return err
			}
		}
		if l.end != nil {
			return l.end(stream.Context(), n)
		}
		return nil
	}}
}

// Answers that only some stacks can give.
func TestListingsThatOneStackGetsWrong(t *testing.T) {
	books := booksOf(t)
	for _, test := range []struct {
		name, stack string
		serve       func(*clienttest.Network) func()
		want        string
	}{
		{"a line is none", "rest-ndjson", func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, line(books[0])+"{]\n"+line(books[1])) })
		}, "undecodable answer"},
		{"a line is cut off", "rest-ndjson", func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, line(books[0])[:50]) })
		}, "undecodable answer"},
		{"refused", "rest-ndjson", func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) })
		}, "status 400"},
		{"pages without end", "rest", func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"books":[],"next_page_token":"x"}`) })
		}, "wrong answer"},
		{"the second page is not to be had", "rest", func(n *clienttest.Network) func() {
			l := listing{}
			first := l.pages(n, books)
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Has("page_token") {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				first(w, r)
			})
		}, "status 503"},
		{"a page is no protobuf", "rest-pb", func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "\xff") })
		}, "undecodable answer"},
		{"an error after some books", "grpc", func(n *clienttest.Network) func() {
			return (&shop{list: func(stream grpc.ServerStreamingServer[catalogv1.Book]) error {
				return errors.Join(stream.Send(books[0]), status.Error(codes.Internal, "the shelf broke"))
			}}).serve(n)
		}, "code Internal"},
	} {
		n := clienttest.NewNetwork(t)
		wait := test.serve(n)
		c := streamConfig(n.Addr().String(), "ListBooks")
		c.Connections, c.Want = 1, wants(t, "ListBooks")[test.stack]
		client := newClient(t, test.stack, c)
		if o := clienttest.Ask(t.Context(), client, load.Ticket{}); o.Failure != test.want {
			t.Errorf("%s over %s: failure %q, want %q", test.name, test.stack, o.Failure, test.want)
		}
		client.Close()
		wait()
	}
}
