package httpserver

import (
	"net/url"
	"strconv"

	"github.com/wiretax/wiretax/catalog"
)

// OptionalInt32 reads a parameter of the query string; where it is missing it is 0, as
// in protobuf.
func OptionalInt32(values url.Values, name string) (int32, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	return Int32(name, text)
}

// Int32 reads a parameter as protobuf has most numbers.
func Int32(name, text string) (int32, error) {
	n, err := Integer(name, text, 32)
	return int32(n), err
}

// Integer reads a parameter of so many bits. Its error names the parameter.
func Integer(name, text string, bits int) (int64, error) {
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		return 0, Invalid(name, "%.40q is no %d-bit integer", text, bits)
	}
	return n, nil
}

// RecommendQuery reads the query of a request for recommendations. The catalog checks it.
func RecommendQuery(x Exchange) (q catalog.RecommendQuery, err error) {
	values, err := x.QueryValues()
	if err != nil {
		return q, err
	}
	if q.UserID, err = OptionalInt32(values, catalog.FieldUserID); err != nil {
		return q, err
	}
	if q.MaxResults, err = OptionalInt32(values, catalog.FieldMaxResults); err != nil {
		return q, err
	}
	q.Category, q.CategoryErr = catalog.ParseCategory(values.Get(catalog.FieldCategory))
	return q, nil
}
