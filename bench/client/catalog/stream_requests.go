package catalog

import (
	"fmt"
	"math/rand/v2"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

const (
	// distinctStreams is how many different streams a run has: their answers are large, and
	// all are kept to be compared with.
	distinctStreams = 16
	// cycle is how many actions a stream of RealtimeRecommendations repeats.
	cycle = 256
	// badRatings says that one in this many ratings is bad.
	badRatings = 100
)

// Ratings are what one request uploads.
type Ratings []catalogjson.Rating

// String keeps errors that name a request short.
func (r *Ratings) String() string {
	if r == nil {
		return "none"
	}
	return fmt.Sprintf("%d ratings", len(*r))
}

// streamRequests makes the requests of an operation that streams. Those of
// RealtimeRecommendations are the actions of one reader, in order.
func streamRequests(random *rand.Rand, operation string, items int, ids []int32) []Request {
	switch operation {
	case contract.ListBooks:
		list := make([]Request, distinctStreams)
		for i := range list {
			list[i].Items = int32(items)
			if which := random.IntN(len(categories) + 1); which > 0 {
				list[i].Category = categories[which-1]
			}
		}
		return list
	case contract.UploadBookRatings:
		list := make([]Request, distinctStreams)
		for i := range list {
			list[i] = Request{Items: int32(items), Ratings: ratings(random, items, ids)}
		}
		return list
	}
	list := make([]Request, cycle)
	user := 1 + random.Int32N(1_000_000)
	for i := range list {
		list[i] = Request{UserID: user, BookID: ids[random.IntN(len(ids))], Items: int32(items)}
		list[i].Kind = catalogv1.UserActionKind(1 + random.Int32N(3)).String()
		if list[i].Kind == catalogv1.UserActionKind_RATED.String() {
			list[i].Stars = 1 + random.Int32N(5)
		}
	}
	return list
}

// ratings makes as many as items says. About one in badRatings is to be rejected.
func ratings(random *rand.Rand, items int, ids []int32) *Ratings {
	list := make(Ratings, items)
	for i := range list {
		r := &list[i]
		r.UserID, r.BookID, r.Stars = 1+random.Int32N(1_000_000), ids[random.IntN(len(ids))], 1+random.Int32N(5)
		switch random.IntN(2 * badRatings) {
		case 0:
			r.Stars = 0
		case 1:
			r.BookID = unknownBook
		}
	}
	return &list
}

// unknownBook is the id of a book that no catalog has.
const unknownBook = 1<<31 - 1

// streamFingerprint is fingerprintOf for operations that stream.
func streamFingerprint(answer proto.Message) (number int, of string) {
	switch m := answer.(type) {
	case *catalogv1.BookPage:
		sum := 0
		for _, b := range m.Books {
			fingerprint, _ := fingerprintOf(b)
			sum += fingerprint
		}
		return sum, "the length of its titles and descriptions"
	case *catalogv1.UploadBookRatingsResponse:
		return uploadFingerprint(m.Accepted, m.Rejected, len(m.Rejections)), "its counts of accepted, rejected and named ratings"
	}
	return -1, ""
}

// uploadFingerprint combines three numbers into one; each is below a million.
func uploadFingerprint(accepted, rejected int32, named int) int {
	const million = 1_000_000
	return (int(accepted)*million+int(rejected))*million + named
}
