package contract

import "slices"

// The names of the operations.
const (
	GetBook                 = "GetBook"
	Recommend               = "Recommend"
	RatingHistory           = "RatingHistory"
	ListBooks               = "ListBooks"
	UploadBookRatings       = "UploadBookRatings"
	RealtimeRecommendations = "RealtimeRecommendations"
	GetOrder                = "GetOrder"
	GetProduct              = "GetProduct"
	GetProducts             = "GetProducts"
	GetStock                = "GetStock"
	GetStocks               = "GetStocks"
)

// Kind says whether the requests or the answers of an operation are streams of messages.
type Kind int

const (
	Unary Kind = iota
	ServerStream
	ClientStream
	BidirectionalStream
)

func (k Kind) String() string {
	return [...]string{"unary", "server stream", "client stream", "bidirectional stream"}[k]
}

// Operation is what a service does.
type Operation struct {
	Name string
	Kind Kind
	// RPC is the full name of the method, Verb and Path are the HTTP request, with {id} for the
	// part that varies.
	RPC, Verb, Path string
	// UsualItems and MostItems are the default and the largest number of items that a request
	// may be about. 0: a request is about one thing, and has no such number.
	UsualItems, MostItems int
	// Calls says that a request chooses with one of [Calls] how its first service asks the next.
	Calls bool
	// Services are those of the shop that a request passes, the first one first. The
	// catalog's operations have none.
	Services []string
	// Inner operations are called by services only; a plan cannot name them.
	Inner bool
}

// The services of the shop.
const (
	Order     = "order"
	Product   = "product"
	Inventory = "inventory"
)

// Operations lists all operations: those of the catalog, then those of the shop.
func Operations() []Operation { return slices.Clone(operations) }

var operations = []Operation{
	{Name: GetBook, RPC: "/catalog.v1.CatalogService/GetBook", Verb: "GET", Path: "/v1/books/{id}"},
	{Name: Recommend, RPC: "/catalog.v1.RecommendationService/Recommend", Verb: "GET", Path: "/v1/recommendations",
		UsualItems: 10, MostItems: 100},
	{Name: RatingHistory, RPC: "/catalog.v1.CatalogService/RatingHistory", Verb: "GET", Path: "/v1/books/{id}/rating-history",
		UsualItems: 30, MostItems: 3650},
	{Name: ListBooks, Kind: ServerStream, RPC: "/catalog.v1.CatalogService/ListBooks", Verb: "GET", Path: "/v1/books",
		UsualItems: 1000, MostItems: 10_000},
	{Name: UploadBookRatings, Kind: ClientStream, RPC: "/catalog.v1.CatalogService/UploadBookRatings", Verb: "POST", Path: "/v1/ratings",
		UsualItems: 1000, MostItems: 10_000},
	{Name: RealtimeRecommendations, Kind: BidirectionalStream, RPC: "/catalog.v1.RecommendationService/RealtimeRecommendations", Verb: "GET", Path: "/v1/recommendations/live",
		UsualItems: 3, MostItems: 100},
	{Name: GetOrder, RPC: "/shop.v1.OrderService/GetOrder", Verb: "GET", Path: "/v1/orders/{id}",
		UsualItems: 1, MostItems: 100, Calls: true, Services: []string{Order, Product, Inventory}},
	{Name: GetProduct, RPC: "/shop.v1.ProductService/GetProduct", Verb: "GET", Path: "/v1/products/{id}",
		Services: []string{Product, Inventory}},
	{Name: GetProducts, RPC: "/shop.v1.ProductService/GetProducts", Verb: "GET", Path: "/v1/products",
		Services: []string{Product, Inventory}, Inner: true},
	{Name: GetStock, RPC: "/shop.v1.InventoryService/GetStock", Verb: "GET", Path: "/v1/stock/{id}",
		Services: []string{Inventory}},
	{Name: GetStocks, RPC: "/shop.v1.InventoryService/GetStocks", Verb: "GET", Path: "/v1/stock",
		Services: []string{Inventory}, Inner: true},
}

// OperationNamed returns the row of the operation of that name, or the zero value if there is
// none.
func OperationNamed(name string) Operation {
	if i := slices.IndexFunc(operations, func(op Operation) bool { return op.Name == name }); i >= 0 {
		return operations[i]
	}
	return Operation{}
}

// Streams reports whether requests or answers are streams of messages.
func (o Operation) Streams() bool { return o.Kind != Unary }

// Answers reports whether the answer is a stream of items, the first of which can be timed.
func (o Operation) Answers() bool { return o.Kind == ServerStream || o.Kind == BidirectionalStream }

// OfShop reports whether the operation is the shop's, not the catalog's.
func (o Operation) OfShop() bool { return len(o.Services) > 0 }
