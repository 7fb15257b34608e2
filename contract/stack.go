package contract

import "slices"

// The names of the stacks.
const (
	REST           = "rest"
	RESTOverHTTP2  = "rest-h2"
	RESTProtobuf   = "rest-pb"
	RESTProtobufH2 = "rest-h2-pb"
	RESTLines      = "rest-ndjson"
	GRPC           = "grpc"
	GRPCJSON       = "grpc-json"
	NodeToGRPC     = "node-grpc"
	NodeToREST     = "node-rest"
	GoToGRPC       = "go-grpc"
)

// Encoding turns messages into bytes. Its value is the media type.
type Encoding string

const (
	JSON     Encoding = "application/json"
	Protobuf Encoding = "application/x-protobuf"
	// Lines is JSON as well, one message a line.
	Lines Encoding = "application/x-ndjson"
)

// Transport carries messages.
type Transport string

const (
	HTTP1    Transport = "HTTP/1.1"
	HTTP2    Transport = "HTTP/2"
	OverGRPC Transport = "gRPC"
)

// Gateway is a program that asks the service in the client's place.
type Gateway string

const (
	Node Gateway = "node"
	Go   Gateway = "go"
)

// Stack is how the messages of an operation are encoded and carried.
type Stack struct {
	// Title is how prose and the heads of tables call it.
	Name, Title string
	Encoding    Encoding
	Transport   Transport
	// Service answers the client: the argument of `wiretax serve`, or empty if that is the
	// gateway.
	Service string
	// Gateway is the program between client and service, which asks the service over the
	// stack Behind; or empty.
	Gateway Gateway
	Behind  string
	// Carries are the operations that the stack can carry.
	Carries []string
	// Colour is a name from Grafana's palette, not an RGB value, so that each theme picks a
	// shade that is legible in it. Blue against orange can be told apart with any colour vision.
	// A gateway has a shade of the stack that it asks.
	Colour string
}

// Stacks lists all stacks. A plan compares the first two by default.
func Stacks() []Stack { return slices.Clone(stacks) }

// The operations that stacks carry.
var (
	whole     = []string{GetBook, Recommend, RatingHistory}
	transfers = []string{ListBooks, UploadBookRatings}
	talks     = []string{RealtimeRecommendations}
	shop      = []string{GetOrder, GetProduct, GetStock}
)

var stacks = []Stack{
	{Name: REST, Title: "REST", Encoding: JSON, Transport: HTTP1, Service: REST, Carries: slices.Concat(whole, transfers, talks, shop), Colour: "orange"},
	{Name: GRPC, Title: "gRPC", Encoding: Protobuf, Transport: OverGRPC, Service: GRPC, Carries: slices.Concat(whole, transfers, talks, shop), Colour: "blue"},
	{Name: RESTOverHTTP2, Title: "REST h2", Encoding: JSON, Transport: HTTP2, Service: REST, Carries: slices.Concat(whole, transfers), Colour: "yellow"},
	{Name: RESTProtobuf, Title: "REST protobuf", Encoding: Protobuf, Transport: HTTP1, Service: REST, Carries: slices.Concat(whole, transfers), Colour: "purple"},
	{Name: RESTProtobufH2, Title: "REST h2 protobuf", Encoding: Protobuf, Transport: HTTP2, Service: REST, Carries: slices.Concat(whole, transfers), Colour: "red"},
	{Name: GRPCJSON, Title: "gRPC JSON", Encoding: JSON, Transport: OverGRPC, Service: GRPC, Carries: slices.Concat(whole, transfers, talks), Colour: "green"},
	{Name: RESTLines, Title: "REST NDJSON", Encoding: Lines, Transport: HTTP1, Service: REST, Carries: transfers, Colour: "dark-yellow"},
	{Name: NodeToGRPC, Title: "Node → gRPC", Encoding: JSON, Transport: HTTP1, Gateway: Node, Behind: GRPC, Carries: []string{Recommend}, Colour: "dark-blue"},
	{Name: NodeToREST, Title: "Node → REST", Encoding: JSON, Transport: HTTP1, Gateway: Node, Behind: REST, Carries: []string{Recommend}, Colour: "dark-orange"},
	{Name: GoToGRPC, Title: "Go → gRPC", Encoding: JSON, Transport: HTTP1, Gateway: Go, Behind: GRPC, Carries: []string{Recommend}, Colour: "light-blue"},
}

// StackNamed returns the row of the stack of that name, or the zero value if there is none.
func StackNamed(name string) Stack {
	if i := slices.IndexFunc(stacks, func(s Stack) bool { return s.Name == name }); i >= 0 {
		return stacks[i]
	}
	return Stack{}
}

// CarriesOperation reports whether the operation exists on the stack.
func (s Stack) CarriesOperation(name string) bool { return slices.Contains(s.Carries, name) }
