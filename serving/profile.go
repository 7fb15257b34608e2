package serving

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// Profile says which options the libraries of services and clients have.
type Profile string

const (
	// Default leaves each library its defaults. Also what "" means.
	Default Profile = contract.DefaultProfile
	// Tuned is what a careful operator sets. For both stacks these are its [Windows]; a gRPC server
	// also has stream workers, and a REST server sends JSON as a whole and without HTML escapes.
	Tuned Profile = contract.TunedProfile
	// Matched has nothing but its [Windows]. The next version does not have it.
	Matched Profile = contract.MatchedProfile
)

// ParseProfile returns the profile of that name; "" is [Default].
func ParseProfile(name string) (Profile, error) {
	switch {
	case name == "":
		return Default, nil
	case slices.Contains(contract.Profiles(), name), name == contract.MatchedProfile:
		return Profile(name), nil
	}
	return "", fmt.Errorf("%q is no profile; use %s", name, strings.Join(contract.Profiles(), " or "))
}
