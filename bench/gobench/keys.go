package gobench

import "github.com/wiretax/wiretax/contract"

// Stacks returns what the key "stack" of the benchmarks may be, in the order of tables: those that
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

// Codecs returns what the key "codec" of the benchmarks may be, as Stacks does.
func Codecs() []string {
	return []string{"json", "goccy", "protojson", "protobuf", "protobuf-reused"}
}
