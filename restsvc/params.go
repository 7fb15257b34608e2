package restsvc

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
)

// queryValues reads the query string. gin's own reading drops what it cannot decode, which
// would answer another question than the one asked.
func queryValues(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, invalid("query", "%.80s", err)
	}
	return values, nil
}

// optionalInteger reads a parameter of the query string; where it is missing it is 0, as
// in protobuf.
func optionalInteger(values url.Values, name string) (int32, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	return integer(name, text)
}

func integer(name, text string) (int32, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, invalid(name, "%.40q is no 32-bit integer", text)
	}
	return int32(n), nil
}
