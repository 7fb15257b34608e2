// Package plan reads plans: YAML files that say which operations and stacks a run
// compares, under which load, in how many blocks. The built-in ones are embedded.
package plan

// Plan is what a run sets out to do, every default filled in. Times are in seconds, rates per
// second. It is part of the run's manifest, as it was carried out.
type Plan struct {
	// Name is at most 64 letters, digits and dashes; it becomes part of a folder's name.
	Name string `yaml:"name" json:"name"`
	// Operations are the catalog's or the shop's, Pairs are strangers' targets. One of the two
	// is required. A plan with pairs has an operation of the same name and rate for each.
	Operations []Operation `yaml:"operations" json:"operations"`
	Pairs      []Pair      `yaml:"pairs" json:"pairs,omitempty"`
	// Stacks are each compared with the first of them, the baseline; an operation is measured on
	// those that carry it. Default: rest, grpc; with pairs always b, a. A stack's name with
	// "-twin" is the same stack a second time, to see what a run says when there is no
	// difference.
	Stacks []string `yaml:"stacks" json:"stacks"`
	// AA is the stack that runs a second arm, whose difference from the first is the
	// machine's own noise. Default: the baseline.
	AA string `yaml:"aa" json:"aa"`
	// Vary is what differs between comparisons. Its keys may not be set elsewhere in the plan.
	// Default: nothing varies.
	Vary Vary `yaml:"vary" json:"vary,omitzero"`
	// Combinations of what varies that are measured are "all" (the default), or "judged": only
	// those at which a metric of the headline is judged.
	Combinations string `yaml:"combinations" json:"combinations,omitempty"`
	// Blocks is how often every arm is measured; the unit of replication. Required; default
	// with pairs 6.
	Blocks int `yaml:"blocks" json:"blocks"`
	// Seed decides requests, arrivals and the order within blocks. Default 1.
	Seed uint64 `yaml:"seed" json:"seed"`
	// Arrivals is "poisson" (the default) or "uniform".
	Arrivals string `yaml:"arrivals" json:"arrivals"`
	// Connections is how many each stack opens. Default 16.
	Connections int `yaml:"connections" json:"connections"`
	// Warmup and Window are the lengths of a trial's two phases. Required; default with pairs
	// 1 and 3.
	Warmup float64 `yaml:"warmup_seconds" json:"warmup_seconds"`
	Window float64 `yaml:"window_seconds" json:"window_seconds"`
	// Windows is "sliced" (the default) to cut the windows of the arms of a comparison into slices that
	// alternate, where the rate allows it, or "whole" to measure one arm after the other.
	Windows string `yaml:"windows" json:"windows,omitempty"`
	// WarmupUntil is "steady" to repeat the warm-up, in stretches of that length, until the last
	// two are steady together, at most 20 times. Default: it is not repeated.
	WarmupUntil string `yaml:"warmup_until" json:"warmup_until,omitempty"`
	// TLS secures the connections of every stack; Compression of all messages is "none" (the
	// default) or "gzip"; Profile is "default", each library's own options (the default), or "tuned",
	// what a careful operator sets. Gateways and the shop have none of the three. Neither have pairs,
	// whose services are not set by the plan.
	TLS         bool   `yaml:"tls" json:"tls,omitempty"`
	Compression string `yaml:"compression" json:"compression,omitempty"`
	Profile     string `yaml:"profile" json:"profile,omitempty"`
	// Client of every arm is "native" (the default), what an application pays, or "lean", one that
	// costs little, so that the service's cost stands out. It has no compression.
	Client string `yaml:"client" json:"client,omitempty"`
	// Saturate allows that a run measures the capacity of strangers' services which it does not
	// start, where rates are shares of it.
	Saturate bool `yaml:"saturate" json:"saturate,omitempty"`
	// Timeout is how long a request may take. Default 2.
	Timeout float64 `yaml:"timeout_seconds" json:"timeout_seconds"`
	// Tools are the outside generators (ghz, vegeta) that run beside our engine in the
	// first ToolBlocks blocks, at the same rate; where it varies, at the lowest alone, and where the
	// profile varies, beside the default one. Default: none.
	Tools      []string `yaml:"tools" json:"tools"`
	ToolBlocks int      `yaml:"tool_blocks" json:"tool_blocks"`
	// Headline names the metrics whose verdicts the plan is made for; they are judged together. At
	// which combinations of what varies each of them is judged, is settled by its kind: server_cpu
	// and the times at every rate, under lean where the plan has it, client_cpu under native at the
	// lowest rate, and all else once. Empty: figures only. Default with pairs: message_bytes,
	// wire_bytes, client_cpu (that of the native client), response_p50, and server_cpu if that of
	// every target can be known.
	Headline []string `yaml:"headline" json:"headline"`
}

// EmptyRequest is the operation of a trial that asks a service for an empty answer, which shows
// what the transport costs by itself. A plan cannot name it.
const EmptyRequest = "empty-request"

// The values of Windows.
const (
	SlicedWindows = "sliced"
	WholeWindows  = "whole"
)

// Steady is the only value of WarmupUntil.
const Steady = "steady"

// Operation is one operation under its load.
type Operation struct {
	// Name is the operation's own, or one of at most 64 letters, digits and dashes if Operation
	// says which operation it is, so that a plan can have one several times. It becomes part of
	// file names.
	Name string `yaml:"name" json:"name"`
	// Operation is one of the catalog's or the shop's. Default: Name. Empty for a pair.
	Operation string `yaml:"operation" json:"operation,omitempty"`
	// Rate is the offered rate, a whole number if the plan names tools, or a share of the capacity
	// of the weakest of the arms that are measured together ([Plan.Groups]), such as 10%, which the
	// run measures first. Required.
	Rate Rate `yaml:"rate" json:"rate"`
	// Items is how many books, days, ratings, recommendations an action, or lines of an order a
	// request is about. Default 10 for Recommend, 30 for RatingHistory, 1000 for ListBooks and
	// UploadBookRatings, 3 for RealtimeRecommendations, 1 for GetOrder; the other operations
	// have no such number.
	Items int `yaml:"items" json:"items,omitempty"`
	// Streams is how many stay open for RealtimeRecommendations, whose requests are the
	// actions on all of them. Default 1.
	Streams int `yaml:"streams" json:"streams,omitempty"`
	// Work is what every request costs the service besides its answer, such as
	// "cpu=50us,wait=2ms". Default: nothing. The shop's operations have none.
	Work string `yaml:"work" json:"work,omitempty"`
	// Calls is how the products of GetOrder's lines are asked for: "serial", one after the
	// other (the default), "parallel", all at once, or "batch", by one request for all.
	Calls string `yaml:"calls" json:"calls,omitempty"`
}
