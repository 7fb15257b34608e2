package catalog

import (
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Request is one question to the catalog or the shop, whatever the stack. Fields that an
// operation does not have are zero.
type Request struct {
	BookID, UserID int32
	Category       string
	// Items is how many books, days, ratings, recommendations or lines are asked for or sent.
	Items int32
	// OrderID is an order's, whose products are asked for by Calls, "serial", "parallel" or
	// "batch".
	OrderID int64
	Calls   string
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

// distinctLines is how many lines the orders of a run have together: each costs several
// calls where they are asked before the run.
const distinctLines = 8 * distinct

// Requests makes the requests of an operation from the seed: any book of ids with the same
// chance, any user, any category, any order. The same arguments give the same requests. Their
// number is a power of two.
func Requests(seed uint64, op plan.Operation, ids []int32) []Request {
	var stream uint64
	for _, letter := range []byte(op.Operation) {
		stream = stream*31 + uint64(letter)
	}
	random := rand.New(rand.NewPCG(seed, stream))
	if contract.OperationNamed(op.Operation).Streams() {
		return streamRequests(random, op.Operation, op.Items, ids)
	}
	number := distinct
	for number*op.Items > distinctLines && op.Operation == contract.GetOrder {
		number /= 2
	}
	list := make([]Request, number)
	for i := range list {
		list[i] = Request{Items: int32(op.Items), Calls: op.Calls}
		switch op.Operation {
		case contract.Recommend:
			list[i].UserID = 1 + random.Int32N(1_000_000)
			list[i].Category = categories[random.IntN(len(categories))]
		case contract.GetOrder:
			list[i].OrderID = 1 + random.Int64N(1_000_000)
		default:
			list[i].BookID = ids[random.IntN(len(ids))]
		}
	}
	return list
}
