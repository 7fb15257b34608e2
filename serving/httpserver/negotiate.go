package httpserver

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
)

// Form is one in which an answer can be had.
type Form uint8

// The forms.
const (
	AsJSON Form = iota
	AsProtobuf
	AsLines
)

// The media types of bodies, sent and received.
const (
	TypeJSON     = "application/json"
	TypeProtobuf = "application/x-protobuf"
	TypeLines    = "application/x-ndjson"
)

func (f Form) mediaType() string { return [...]string{TypeJSON, TypeProtobuf, TypeLines}[f] }

// Negotiate returns the form that the client prefers by its Accept header: the one of the largest
// weight, of several the one that the header names most specifically, and of those the first.
// If there is only one form every client gets it, which serves a client better than a refusal.
func (x Exchange) Negotiate(offers ...Form) (Form, error) {
	accept := x.Request.Header["Accept"]
	if len(offers) == 1 || len(accept) == 0 || len(accept) == 1 && (accept[0] == TypeJSON || accept[0] == "*/*" || accept[0] == "") {
		return offers[0], nil // nearly every request, at no cost
	}
	best, most := Form(0), preference{}
	for _, offer := range offers {
		if p := preferenceFor(accept, offer.mediaType()); p.over(most) {
			best, most = offer, p
		}
	}
	if most.weight == 0 {
		var types []string
		for _, offer := range offers {
			types = append(types, offer.mediaType())
		}
		return 0, FieldProblem(http.StatusNotAcceptable, CodeInvalidArgument, "Accept",
			"%.40q has none of the forms of this answer; accept %s", accept[0], strings.Join(types, ", "))
	}
	return best, nil
}

// preference is how much a client wants a media type.
type preference struct {
	weight      float64 // 0: not at all
	specificity int     // of the range that names it: 1 for */*, 3 for the type itself
	position    int     // of that range in the header
}

func (p preference) over(q preference) bool {
	if p.weight != q.weight {
		return p.weight > q.weight
	}
	if p.specificity != q.specificity {
		return p.specificity > q.specificity
	}
	return p.position < q.position
}

// preferenceFor returns the preference of the most specific range that names the media type.
func preferenceFor(accept []string, mediaType string) (p preference) {
	position := 0
	for name, weight := range weighted(accept) {
		position++
		if s := specificity(name, mediaType); s > p.specificity {
			p = preference{weight, s, position}
		}
	}
	return p
}

func specificity(name, mediaType string) int {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch {
	case strings.EqualFold(name, mediaType):
		return 3
	case len(name) == len(kind)+2 && strings.EqualFold(name[:len(kind)], kind) && name[len(kind):] == "/*":
		return 2
	case name == "*/*":
		return 1
	}
	return 0
}

// acceptsGzip reports whether an Accept-Encoding header names gzip, with at least the weight of
// identity.
func acceptsGzip(accept []string) bool {
	if len(accept) == 0 {
		return false
	}
	gzip, identity := 0.0, 0.0
	for name, weight := range weighted(accept) {
		switch {
		case strings.EqualFold(name, "gzip"):
			gzip = weight
		case strings.EqualFold(name, "identity"):
			identity = weight
		}
	}
	return gzip > 0 && gzip >= identity
}

// weighted yields the elements of a header that has weights: their names and q. It ignores other
// parameters, and skips an element without a valid q.
func weighted(values []string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for _, value := range values {
			for element := range strings.SplitSeq(value, ",") {
				name, parameters, _ := strings.Cut(element, ";")
				if q, ok := weight(parameters); ok && !yield(strings.TrimSpace(name), q) {
					return
				}
			}
		}
	}
}

// weight finds q among parameters; it is 1 where there is none.
func weight(parameters string) (q float64, ok bool) {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return q, err == nil && q >= 0 && q <= 1
	}
	return 1, true
}
