package catalog

import (
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// Request is a request to the catalog or the shop, on any stack. Fields that the operation does
// not have are zero.
type Request struct {
	BookID, UserID int32
	Category       string
	// Items is how many books, days, ratings, recommendations or lines are asked for or sent.
	Items int32
	// OrderID names an order. Calls says how its products are asked for: "serial",
	// "parallel" or "batch".
	OrderID int64
	Calls   string
	// Kind and Stars are those of an action, Ratings those of an upload.
	Kind    string
	Stars   int32
	Ratings *Ratings
}

// distinct is how many different requests a run has; then they repeat. There are too many for a
// cache of single answers, and few enough that all answers are known and compared.
const distinct = 512

var categories = []string{"MYSTERY", "SCIENCE_FICTION", "ROMANCE", "NON_FICTION"}

// distinctLines bounds how many lines the orders of a run have together: before the run each line
// costs several calls.
const distinctLines = 8 * distinct

// Requests makes the requests of an operation from the seed: each book of ids is as likely as any
// other, and so is each user, category and order. The same arguments give the same requests, the
// number of which is a power of two.
func Requests(seed uint64, op plan.Operation, ids []int32) []Request {
	var stream uint64
	for _, letter := range []byte(op.Operation) {
		stream = stream*31 + uint64(letter)
	}
	random := rand.New(rand.NewPCG(seed, stream))
	known := contract.OperationNamed(op.Operation)
	if known.Streams() {
		return streamRequests(random, op.Operation, op.Items, ids)
	}
	number := distinct
	for number*op.Items > distinctLines && known.OfShop() {
		number /= 2
	}
	asked, _ := operationNamed(op.Operation)
	list := make([]Request, number)
	for i := range list {
		list[i] = Request{Items: int32(op.Items), Calls: op.Calls}
		if asked.draw != nil {
			asked.draw(random, &list[i])
		} else {
			list[i].BookID = ids[random.IntN(len(ids))]
		}
	}
	return list
}
