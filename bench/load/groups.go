package load

import "github.com/wiretax/wiretax/splitmix"

// Groups is how many groups the different requests of a phase are spread over.
const Groups = 20

// Group returns the group, 0 to Groups-1, of request number seq where distinct different requests
// are asked in turn: number seq mod distinct. It is the same for every arm, so that the groups of
// two arms hold the same requests. Every repetition of a request falls into one group: asked a
// thousand times, one request says no more about the sizes of others than asked once.
//
// A hash picks the group, so that no period in the order of the requests coincides with the
// groups'. At most Groups different requests have one each.
func Group(seq uint64, distinct int) int {
	request := seq % uint64(distinct)
	if distinct <= Groups {
		return int(request)
	}
	return splitmix.Scale(splitmix.Mix(request), Groups)
}
