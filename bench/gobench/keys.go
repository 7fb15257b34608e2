package gobench

import "github.com/wiretax/wiretax/contract"

// Stacks returns the values of the benchmarks' key "stack", in the order of tables: the stacks that
// a client asks directly, by the service that answers. The others are compared with the first.
func Stacks() []string {
	var services []string
	of := make(map[string][]string)
	for _, s := range contract.Stacks() {
		if s.Gateway != "" {
			continue
		}
		if of[s.Service] == nil {
			services = append(services, s.Service)
		}
		of[s.Service] = append(of[s.Service], s.Name)
	}
	var names []string
	for _, service := range services {
		names = append(names, of[service]...)
	}
	return names
}

// Codecs returns the values of the benchmarks' key "codec", as Stacks does.
func Codecs() []string {
	return []string{"json", "goccy", "protojson", "protobuf", "protobuf-reused"}
}
