package restsvc

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog"
)

// problem is an RFC 9457 problem document. Type is left out: it is "about:blank" then, and
// Title is the status text, as section 4.2.1 of the RFC wants it. Code and Field are
// extension members; Code is the gRPC code's name.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
}

// codeKey is where a request's outcome waits for the middleware that counts it.
const codeKey = "wiretax.code"

// writeError answers with the problem that err is. Anything but a catalog error is a 500.
func writeError(c *gin.Context, err error) {
	var e *catalog.Error
	if !errors.As(err, &e) {
		writeProblem(c, problem{Status: http.StatusInternalServerError, Code: "INTERNAL", Detail: err.Error()})
		return
	}
	p := problem{Status: http.StatusInternalServerError, Code: "INTERNAL", Detail: e.Error(), Field: e.Field}
	switch e.Code {
	case catalog.NotFound:
		p.Status, p.Code = http.StatusNotFound, "NOT_FOUND"
	case catalog.InvalidArgument:
		p.Status, p.Code = http.StatusBadRequest, "INVALID_ARGUMENT"
	}
	writeProblem(c, p)
}

func writeProblem(c *gin.Context, p problem) {
	p.Title = http.StatusText(p.Status)
	c.Set(codeKey, p.Code)
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and an int always encode
	}
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}
