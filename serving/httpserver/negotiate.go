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

// Negotiate returns the form that the client likes best by its Accept header. Of those with
// the same weight it likes best what it names most closely, then what it names first. Where
// there is one form only it is given to all: it serves a client better than a refusal.
func (x Exchange) Negotiate(offers ...Form) (Form, error) {
	accept := x.Request.Header["Accept"]
	if len(offers) == 1 || len(accept) == 0 || len(accept) == 1 && (accept[0] == TypeJSON || accept[0] == "*/*" || accept[0] == "") {
		return offers[0], nil // nearly every request, at no cost
	}
	best, bestWish := Form(0), wish{}
	for _, offer := range offers {
		if w := wishFor(accept, offer.mediaType()); w.betterThan(bestWish) {
			best, bestWish = offer, w
		}
	}
	if bestWish.weight == 0 {
		var types []string
		for _, offer := range offers {
			types = append(types, offer.mediaType())
		}
		return 0, FieldProblem(http.StatusNotAcceptable, CodeInvalidArgument, "Accept",
			"%.40q takes nothing that there is; accept %s", accept[0], strings.Join(types, ", "))
	}
	return best, nil
}

// wish is how much a client wants a media type.
type wish struct {
	weight    float64 // 0 is not at all
	closeness int     // of the range that names it: 1 for */*, 3 for the type itself
	place     int     // of that range in the header
}

func (w wish) betterThan(v wish) bool {
	if w.weight != v.weight {
		return w.weight > v.weight
	}
	if w.closeness != v.closeness {
		return w.closeness > v.closeness
	}
	return w.place < v.place
}

// wishFor returns the wish of the range that names the media type most closely.
func wishFor(accept []string, mediaType string) (w wish) {
	place := 0
	for name, weight := range weighted(accept) {
		place++
		if c := closeness(name, mediaType); c > w.closeness {
			w = wish{weight, c, place}
		}
	}
	return w
}

func closeness(name, mediaType string) int {
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

// acceptsGzip reports whether an Accept-Encoding header asks for gzip, and for it at least
// as much as for nothing. What it does not name is not compressed.
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

// weighted goes through the elements of a header that has weights: their names and q. Other
// parameters do not matter here, and what has no valid q is not there.
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
