package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// asked is what a client says to a question of the given fields; questions are in the order
// of their numbers.
type asked func(ctx context.Context, c client, a, b, d, e int32) (outcome, error)

var questions = []asked{
	func(ctx context.Context, c client, a, _, _, _ int32) (outcome, error) { return c.ask(ctx, getBook(a)) },
	func(ctx context.Context, c client, a, b, _, _ int32) (outcome, error) {
		return c.ask(ctx, ratingHistory(a, b))
	},
	func(ctx context.Context, c client, a, b, d, _ int32) (outcome, error) {
		return c.ask(ctx, recommend(a, catalogv1.BookCategory(b), d))
	},
	func(ctx context.Context, c client, a, b, d, _ int32) (outcome, error) {
		r := &catalogv1.ListBooksRequest{Category: catalogv1.BookCategory(a), Limit: b, AfterId: d}
		if list, ok := c.lists()["lines"]; ok {
			return list(ctx, r)
		}
		return c.lists()["stream"](ctx, r)
	},
	func(ctx context.Context, c client, a, b, d, _ int32) (outcome, error) {
		ratings := []*catalogv1.BookRating{rating(a, b, d)}
		if upload, ok := c.uploads()["lines"]; ok {
			return upload(ctx, "", ratings)
		}
		return c.uploads()["stream"](ctx, "", ratings)
	},
	func(ctx context.Context, c client, a, b, d, e int32) (outcome, error) {
		actions := []*catalogv1.UserAction{action(a, b, catalogv1.UserActionKind(d&7), e, d>>3)}
		if talk, ok := c.talks()["websocket"]; ok {
			return talk(ctx, actions)
		}
		return c.talks()["stream"](ctx, actions)
	},
}

// fuzzClients are those of REST and of gRPC in both encodings, for one catalog.
func fuzzClients(f *testing.F) (rest, rpc, rpcJSON client) {
	f.Helper()
	c := config{books: generate.Catalog(generate.DefaultSeed, 50)}
	overGRPC := start(f, grpcService, c)
	return stackNamed("rest").connect(f, start(f, restService, c), false), stackNamed("grpc").connect(f, overGRPC, false), stackNamed("grpc-json").connect(f, overGRPC, false)
}

// FuzzSame asks both services the same: whatever is wrong with it, they say the same.
func FuzzSame(f *testing.F) {
	for i := range questions {
		for _, n := range []int32{0, 1, -1, 5, 51, 101, 3651, math.MaxInt32, math.MinInt32} {
			f.Add(uint8(i), n, n, n, n)
			f.Add(uint8(i), int32(1), int32(1), int32(1), n)
			f.Add(uint8(i), int32(1), n, int32(3), int32(5))
		}
	}
	rest, rpc, rpcJSON := fuzzClients(f)
	f.Fuzz(func(t *testing.T, which uint8, a, b, d, e int32) {
		ask := questions[int(which)%len(questions)]
		want, err := ask(brief(t), rest, a, b, d, e)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]client{"grpc": rpc, "grpc-json": rpcJSON} {
			if got, err := ask(brief(t), c, a, b, d, e); err != nil || !same(got, want) {
				t.Errorf("question %d of %d %d %d %d: %s, %v, differs (-rest +%s):\n%s",
					int(which)%len(questions), a, b, d, e, name, err, name, cmp.Diff(want, got, protocmp.Transform()))
			}
		}
	})
}

// undecodable is what grpc-go itself says, and calls INTERNAL, where a codec fails: no service
// is asked.
const undecodable = "grpc: failed to unmarshal the received message: "

// FuzzNames asks for categories and kinds by names that are none, which only JSON can.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"", "MYSTERY", "mystery", "BOOK_CATEGORY_UNSPECIFIED", "VIEWED", "5", "-1", "0", "1", "05", "+5", "a\x00b", "\u2028\"\\", strings.Repeat("ü", 100)} {
		f.Add(seed)
	}
	rest, _, rpc := fuzzClients(f)
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) {
			return // no JSON
		}
		text, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		q := recommend(1, 0, 1)
		q.target += "&category=" + url.QueryEscape(name)
		want, restErr := rest.ask(brief(t), q)
		request, answer := []byte(`{"user_id":1,"max_results":1,"category":`+string(text)+`}`), []byte(nil)
		got := outcome{Code: "OK"}
		if err := rpc.(*grpcClient).conn.Invoke(brief(t), q.method, &request, &answer, forceRaw("json")); err != nil {
			got, err = outcomeOf(err)
			restErr = errors.Join(restErr, err)
		}
		want.Answers = nil
		if text, ok := strings.CutPrefix(got.Text, undecodable); ok && got.Code == "INTERNAL" {
			got.Code, got.Text = want.Code, text
			got.Field, _, _ = cutField(text)
		}
		if restErr != nil || !same(got, want) {
			t.Errorf("category %q: %v, differs (-rest +grpc-json):\n%s", name, restErr, cmp.Diff(want, got))
		}
	})
}
