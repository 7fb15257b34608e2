package catalog_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
)

func TestMain(m *testing.M) {
	catalog.Generate = generate.Catalog
	goleak.VerifyTestMain(m)
}
