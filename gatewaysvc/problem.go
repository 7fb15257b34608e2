package gatewaysvc

import (
	"net/http"
	"regexp"

	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/serving/httpserver"
)

// meaning is a gRPC code in HTTP. Detail is what a caller is told. If it is empty, the caller gets
// the service's own words, which are about the caller's request. Other words of the service are
// only logged.
type meaning struct {
	status int
	detail string
}

// meanings are those of the codes, in the words of the gateway in Node.js.
var meanings = map[codes.Code]meaning{
	codes.Canceled:           {499, "the request was cancelled"},
	codes.Unknown:            {http.StatusBadGateway, "the book service failed and did not say why; the log of the gateway has what is known"},
	codes.InvalidArgument:    {http.StatusBadRequest, ""},
	codes.DeadlineExceeded:   {http.StatusGatewayTimeout, "the book service did not answer in time; try again, or allow more time"},
	codes.NotFound:           {http.StatusNotFound, ""},
	codes.AlreadyExists:      {http.StatusConflict, ""},
	codes.PermissionDenied:   {http.StatusForbidden, "the book service does not allow this"},
	codes.ResourceExhausted:  {http.StatusTooManyRequests, "the book service has too much to do; try again later"},
	codes.FailedPrecondition: {http.StatusBadRequest, ""},
	codes.Aborted:            {http.StatusConflict, ""},
	codes.OutOfRange:         {http.StatusBadRequest, ""},
	codes.Unimplemented:      {http.StatusNotImplemented, "the book service cannot do this; it may be of another version"},
	codes.Internal:           {http.StatusBadGateway, "the book service failed; its log has the details"},
	codes.Unavailable:        {http.StatusServiceUnavailable, "the book service cannot be reached now; try again"},
	codes.DataLoss:           {http.StatusBadGateway, "the book service failed: data is lost; its log has the details"},
	codes.Unauthenticated:    {http.StatusUnauthorized, "the book service wants to know who asks"},
}

// known returns the code of an error that came from the service, and what it means. A number
// without a name is UNKNOWN.
func known(err error) (codes.Code, meaning) {
	code := status.Code(err)
	m, ok := meanings[code]
	if !ok {
		return codes.Unknown, meanings[codes.Unknown]
	}
	return code, m
}

var errUnavailable = status.Error(codes.Unavailable, "not ready")

// field matches the beginning of the service's messages about arguments.
var field = regexp.MustCompile(`^(\w+): `)

// refuse returns an error of the service as a problem, and tells the caller to come back if that
// may help.
func refuse(x httpserver.Exchange, err error) error {
	code, m := known(err)
	p := &httpserver.Problem{Status: m.status, Code: codev1.Code_name[int32(code)], Detail: m.detail}
	if p.Detail == "" {
		p.Detail = status.Convert(err).Message()
	}
	if code == codes.InvalidArgument {
		if name := field.FindStringSubmatch(p.Detail); name != nil {
			p.Field = name[1]
		}
	}
	if m.status == http.StatusServiceUnavailable || m.status == http.StatusTooManyRequests {
		x.Header("Retry-After", "1")
	}
	return p
}
