package contract

// The metrics that a plan may judge, as its headline names them. Package record says how each is
// read from a trial.
const (
	// ResponseP50, ResponseP90 and ResponseP99 are quantiles of the response time, from
	// the intended start to the complete answer, in seconds.
	ResponseP50 = "response_p50"
	ResponseP90 = "response_p90"
	ResponseP99 = "response_p99"
	// FirstItemP50 is the median of the time from the intended start to the first item of
	// an answer that is a stream.
	FirstItemP50 = "first_item_p50"
	// ServerCPU and ClientCPU are CPU seconds for one completed request.
	ServerCPU = "server_cpu"
	ClientCPU = "client_cpu"
	// MessageBytes is the mean size of an encoded answer, RequestBytes that of an
	// encoded request: for a GET its path and query.
	MessageBytes = "message_bytes"
	RequestBytes = "request_bytes"
	// WireBytes is the TCP payload both ways for one completed request.
	WireBytes = "wire_bytes"
	// Segments is the TCP segments both ways for one completed request, pure acknowledgements
	// included, as the client's kernel counts them.
	Segments = "segments"
	// ServerMemory is the most memory that the service's processes held in the window: their
	// peak resident sets, in bytes.
	ServerMemory = "server_memory"
	// LiveHeap is the bytes of live heap of services of ours after a collection at the end of
	// the trial, with the client's connections open and nothing in flight.
	LiveHeap = "live_heap"
	// ConnectionMemory is the bytes of live heap and of stacks in use that a service of ours
	// gives back, by connection, when the client closes its connections.
	ConnectionMemory = "connection_memory"
)

// Metrics lists the metrics in the order of tables.
func Metrics() []string {
	return []string{
		ResponseP50, ResponseP90, ResponseP99, FirstItemP50, ServerCPU, ClientCPU,
		MessageBytes, RequestBytes, WireBytes, Segments,
		ServerMemory, LiveHeap, ConnectionMemory,
	}
}
