package contract_test

import (
	"testing"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
)

// A plan may ask for what the services accept.
func TestItemsAreWhatTheCatalogTakes(t *testing.T) {
	for name, most := range map[string]int{
		contract.Recommend:               catalog.MaxMaxResults,
		contract.RatingHistory:           catalog.MaxDays,
		contract.RealtimeRecommendations: catalog.MaxMaxResults,
	} {
		if got := contract.OperationNamed(name).MostItems; got != most {
			t.Errorf("%s: at most %d items, the catalog takes %d", name, got, most)
		}
	}
	if got := contract.OperationNamed(contract.Recommend).UsualItems; got != catalog.DefaultMaxResults {
		t.Errorf("Recommend: usually %d items, the catalog's default is %d", got, catalog.DefaultMaxResults)
	}
}
