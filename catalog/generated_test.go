package catalog

// Generate makes the books of the tests. It is generate.Catalog, which TestMain sets: only the tests
// outside of the package may import what imports it.
var Generate func(seed uint64, books int) *Catalog

// DefaultSeed and DefaultBooks are those of the catalog that most tests ask.
const (
	DefaultSeed  = 1
	DefaultBooks = 10_000
)
