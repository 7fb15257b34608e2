package older_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func TestOlder(t *testing.T) {
	peer := build(t)
	t.Run("Client", func(t *testing.T) { testClient(t, peer) })
	t.Run("Service", func(t *testing.T) { testService(t, peer) })
}

// addedIn are the methods whose answers have fields that the older contract does not know.
var addedIn = map[string]bool{"UploadBookRatings": true, "RealtimeRecommendations": true}

// A client of the older contract gets from today's service what today's client gets, less
// the fields that it does not know.
func testClient(t *testing.T, peer string) {
	out, err := exec.CommandContext(t.Context(), peer, "call", startService(t)).Output()
	if err != nil {
		t.Fatalf("peer call: %v\n%s", err, out)
	}
	lines := json.NewDecoder(bytes.NewReader(out))
	for _, today := range newCalls(dial(t, startService(t)), false) {
		want, err := today.make(t.Context())
		if err != nil {
			t.Errorf("%s of today's client: %v", today.method, err)
		}
		var old call
		if err := lines.Decode(&old); err != nil || old.Method != today.method || old.Error != "" {
			t.Errorf("%s of the older client = %+v, %v; want no error", today.method, old, err)
			continue
		}
		if len(old.Answers) != len(want) {
			t.Errorf("%s gave the older client %d answers, want %d", today.method, len(old.Answers), len(want))
			continue
		}
		for i := range want {
			checkOlderAnswer(t, old.Answers[i], want[i])
		}
	}
}

// checkOlderAnswer reads an answer that the older client printed as today's message. A field
// that is reserved today would not be read.
func checkOlderAnswer(t *testing.T, got seen, today proto.Message) {
	t.Helper()
	read, want := today.ProtoReflect().New().Interface(), proto.Clone(today)
	if err := protojson.Unmarshal(got.Message, read); err != nil {
		t.Errorf("%s answers the older client %s: %v", got.Method, got.Message, err)
		return
	}
	switch m := want.(type) {
	case *catalogv1.UploadBookRatingsResponse:
		m.Rejections = nil
	case *catalogv1.BookRecommendation:
		m.Action, m.Remaining = 0, 0
	}
	if diff := cmp.Diff(want, read, protocmp.Transform()); diff != "" {
		t.Errorf("%s answers the older client otherwise (-want +got):\n%s", got.Method, diff)
	}
	if addedIn[got.Method] != (got.Unknown > 0) {
		t.Errorf("%s answers the older client %d bytes that it does not know; want some: %t", got.Method, got.Unknown, addedIn[got.Method])
	}
}

// Today's client gets along with a service of the older contract: what that does not know it
// ignores, and what it does not send is zero.
func testService(t *testing.T, peer string) {
	address, stop := startPeer(t, peer)
	got := map[string][]proto.Message{}
	for _, call := range newCalls(dial(t, address), true) {
		answers, err := call.make(t.Context())
		if err != nil {
			t.Errorf("%s of the older service: %v", call.method, err)
		}
		got[call.method] = answers
	}
	dune := &catalogv1.Book{
		Id: 1, Title: "Dune", Authors: []string{"Frank Herbert"}, Category: catalogv1.BookCategory_SCIENCE_FICTION,
		Price: &catalogv1.Money{MinorUnits: 1299, Currency: "EUR"}, Description: "Sand.",
	}
	night := &catalogv1.Book{Id: 2, Title: "Ночь", Authors: []string{"А. Б."}, Category: catalogv1.BookCategory_MYSTERY}
	free := &catalogv1.Book{Id: 3, Title: "Free", Authors: []string{"C."}, Category: catalogv1.BookCategory_MYSTERY}
	want := map[string][]proto.Message{
		"GetBook":   {priced(dune, "12.99 EUR")},
		"ListBooks": {priced(night, "0.99 EUR"), free},
		"RatingHistory": {&catalogv1.RatingHistoryResponse{BookId: 1, Days: []*catalogv1.DailyRatings{
			{Day: 20_000, Five: 1}, {Day: 20_001, Five: 1},
		}}},
		"Recommend":               {&catalogv1.RecommendationResponse{Recommendations: []*catalogv1.BookRecommendation{short(night), short(free)}}},
		"UploadBookRatings":       {&catalogv1.UploadBookRatingsResponse{Accepted: 1, Rejected: 1}},
		"RealtimeRecommendations": {short(night), short(free)},
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("the older service answers otherwise (-want +got):\n%s", diff)
	}
	checkSeen(t, stop())
}

// checkSeen checks that the older service read what it knows and skipped the rest.
func checkSeen(t *testing.T, received []seen) {
	t.Helper()
	unknown := map[string]int{}
	for _, s := range received {
		unknown[s.Method] += s.Unknown
	}
	// A tag and a length or number of one byte each, and the text.
	want := map[string]int{
		"GetBook": 0, "RatingHistory": 0, "Recommend": 0, "ListBooks": 0,
		"UploadBookRatings": 2 + len("an upload"), "RealtimeRecommendations": 2 * 2,
	}
	if diff := cmp.Diff(want, unknown); diff != "" {
		t.Errorf("bytes that the older service did not know (-want +got):\n%s", diff)
	}
}

// priced is a book with the older contract's price_text, which today's only knows as bytes.
func priced(b *catalogv1.Book, text string) *catalogv1.Book {
	b = proto.CloneOf(b)
	b.ProtoReflect().SetUnknown(protowire.AppendString(protowire.AppendTag(nil, priceText, protowire.BytesType), text))
	return b
}

const priceText = 11

func short(b *catalogv1.Book) *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{Id: b.Id, Title: b.Title, Author: b.Authors[0], Description: b.Description}
}

// The reserved field stays reserved: neither its number nor its name can be reused.
func TestReservedField(t *testing.T) {
	book := new(catalogv1.Book).ProtoReflect().Descriptor()
	if !book.ReservedRanges().Has(priceText) || !book.ReservedNames().Has("price_text") {
		t.Errorf("Book reserves %v and %v; want %d and price_text among them", book.ReservedRanges(), book.ReservedNames(), priceText)
	}
	text, err := protojson.Marshal(priced(&catalogv1.Book{Id: 1}, "12.99 EUR"))
	if err != nil || bytes.Contains(text, []byte("12.99")) {
		t.Errorf("a book with the reserved field is %s in JSON, %v; want it left out", text, err)
	}
}
