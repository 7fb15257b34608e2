package catalog

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/contract"
)

// What a client asks for is the path of the contract, with a number for what varies.
func TestPathsAreThoseOfTheContract(t *testing.T) {
	number := regexp.MustCompile(`/\d+`)
	for _, op := range contract.Operations() {
		asked, ok := operationNamed(op.Name)
		if !ok {
			continue // it streams, or only services ask it
		}
		path, _, _ := strings.Cut(asked.path(Request{BookID: 1, OrderID: 1}), "?")
		if got := number.ReplaceAllString(strings.TrimPrefix(path, "/v1"), "/{id}"); "/v1"+got != op.Path {
			t.Errorf("%s asks for %s, which is not %s", op.Name, path, op.Path)
		}
	}
}
