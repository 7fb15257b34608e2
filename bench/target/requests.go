package target

import (
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/plan"
)

// Request is one question to the catalog, whatever the stack. Fields that an operation does
// not have are zero.
type Request struct {
	BookID, UserID int32
	Category       string
	// Items is how many books, days, ratings or recommendations are asked for or sent.
	Items int32
	// Kind and Stars are those of an action, Ratings those of an upload.
	Kind    string
	Stars   int32
	Ratings *Ratings
}

// distinct is how many different requests a run asks; the sequence then repeats. It is
// large enough that the service's caches hold no single answer, and small enough that all
// answers are known and compared.
const distinct = 512

var categories = []string{"MYSTERY", "SCIENCE_FICTION", "ROMANCE", "NON_FICTION"}

// Requests makes the requests of an operation from the seed: any book of ids with the same
// chance, any user, any category. The same arguments give the same requests.
func Requests(seed uint64, operation string, items int, ids []int32) []Request {
	var stream uint64
	for _, letter := range []byte(operation) {
		stream = stream*31 + uint64(letter)
	}
	random := rand.New(rand.NewPCG(seed, stream))
	if plan.Streams(operation) {
		return streamRequests(random, operation, items, ids)
	}
	list := make([]Request, distinct)
	for i := range list {
		list[i] = Request{Items: int32(items)}
		if operation == "Recommend" {
			list[i].UserID = 1 + random.Int32N(1_000_000)
			list[i].Category = categories[random.IntN(len(categories))]
		} else {
			list[i].BookID = ids[random.IntN(len(ids))]
		}
	}
	return list
}
