package plan

// Pair is two targets that are compared with each other under one load.
type Pair struct {
	// Name is at most 64 letters, digits and dashes; it becomes part of file names.
	Name string `yaml:"name" json:"name"`
	// Rate is the offered rate, or a share of capacity as in [Operation]. Required.
	Rate Rate   `yaml:"rate" json:"rate"`
	A    Target `yaml:"a" json:"a"`
	B    Target `yaml:"b" json:"b"`
}

// Target is one method of a service that is not ours: its address, the requests, and which
// answers are right.
type Target struct {
	// Name is what the target is called in reports, at most 32 characters, such as "main" and
	// "this change". It is the same in all pairs of a plan, and may be given in only one of
	// them. Default: A and B.
	Name string `yaml:"name" json:"name,omitempty"`
	// URL is http://host:port/path, https://…, grpc://host:port/package.Service/Method or
	// grpcs://…. Required. {port} as its port is a free one that Start gets.
	URL string `yaml:"url" json:"url"`
	// Method is the HTTP method. Default GET, with Data POST.
	Method string `yaml:"method" json:"method,omitempty"`
	// Headers are "Name: value" each; gRPC sends them as metadata.
	Headers []string `yaml:"headers" json:"headers,omitempty"`
	// Data is the body, or for gRPC the request as JSON, default {}. @FILE reads it from a file.
	// Each line of a file whose name ends in .jsonl, .ndjson or .geojsonl, or in that and .gz,
	// is one request.
	Data string `yaml:"data" json:"data,omitempty"`
	// Order of several requests is "sequence" (the default), which repeats, or "shuffle",
	// by the seed.
	Order string `yaml:"order" json:"order,omitempty"`
	// HTTP2 speaks HTTP/2: over https by ALPN, over http with prior knowledge.
	HTTP2 bool `yaml:"http2" json:"http2,omitempty"`
	// Protoset is a file of descriptors, as buf build or protoc --descriptor_set_out write
	// it. Default: ask the service by gRPC reflection.
	Protoset string `yaml:"protoset" json:"protoset,omitempty"`
	// Proto are .proto files that describe the service instead, with all that they import.
	// ProtoPath are folders from which imports start. Default: those of Proto.
	Proto     []string `yaml:"proto" json:"proto,omitempty"`
	ProtoPath []string `yaml:"proto_path" json:"proto_path,omitempty"`
	// CACert is a PEM file of authorities to trust for https and grpcs instead of the
	// system's; Insecure trusts any certificate.
	CACert   string `yaml:"ca_cert" json:"ca_cert,omitempty"`
	Insecure bool   `yaml:"insecure" json:"insecure,omitempty"`
	// Expect says which answers are right; all must hold. "status=404" (for gRPC
	// "status=NotFound"), "length=512" in bytes, or a JSON path such as "$.id=7". Default:
	// a status of 200 to 299, or OK.
	Expect []string `yaml:"expect" json:"expect,omitempty"`
	// Start is a command that serves the target; it is started afresh for every trial. Where the
	// URL has {port}, it serves at that port, which it gets for {port} and as PORT in its
	// environment, so that the services of all arms run at the same time. PID is a process that
	// serves the target already. Either gives the server's CPU time.
	Start string `yaml:"start" json:"start,omitempty"`
	PID   int    `yaml:"pid" json:"pid,omitempty"`
}
