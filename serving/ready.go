package serving

// Ready is the line of JSON that a service prints when it is ready. Whoever starts the service
// reads it.
type Ready struct {
	Service string `json:"service"`
	Listen  string `json:"listen"`          // host:port
	Admin   string `json:"admin"`           // host:port of metrics, health and profiles
	Books   int    `json:"books,omitempty"` // of a gateway: none
	TLS     bool   `json:"tls"`
	// Ledger is what the service does for a request, in its own words.
	Ledger Ledger `json:"ledger"`
}
