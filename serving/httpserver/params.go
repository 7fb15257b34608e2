package httpserver

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
)

// QueryValues reads the query string. gin's own reading drops what it cannot decode, which
// would answer another question than the one asked.
func QueryValues(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, Invalid("query", "%.80s", err)
	}
	return values, nil
}

// OptionalInteger reads a parameter of the query string; where it is missing it is 0, as
// in protobuf.
func OptionalInteger(values url.Values, name string) (int32, error) {
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
