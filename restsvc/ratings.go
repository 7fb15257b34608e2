package restsvc

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

const uploadRatings = contract.UploadBookRatings

// uploadRows say how an upload is sent.
var uploadRows = serving.Ledger{
	{Aspect: uploadRatings, When: string(contract.JSON), Does: "one request with all ratings"},
	{Aspect: uploadRatings, When: string(contract.Protobuf), Does: "one request with all ratings"},
	{Aspect: uploadRatings, When: string(contract.Lines), Does: "one request, one rating a line, taken as it comes"},
}

var summaryEncodings = httpserver.Encodings[catalog.UploadSummary]{
	JSON:  func(s catalog.UploadSummary) any { return catalogjson.UploadSummaryOf(s) },
	Proto: func(s catalog.UploadSummary) proto.Message { return catalogpb.UploadSummaryOf(s) },
}

// upload is one attempt at an upload. It updates the metrics as it goes.
type upload struct {
	*catalog.Upload
	service *service
	id      string
	rating  jsonRating // the current one

	received                     int
	accepted, rejected, repeated int // counted in the metrics so far
}

// jsonRating is a [catalogjson.Rating] of which the first may name the upload.
type jsonRating struct {
	UserID   int32  `json:"user_id"`
	BookID   int32  `json:"book_id"`
	Stars    int32  `json:"stars"`
	UploadID string `json:"upload_id"`
}

// uploadRatings adds the ratings of a body and answers what became of them.
func (s *service) uploadRatings(x httpserver.Exchange) (int, error) {
	f, err := x.Negotiate(summaryEncodings.Forms()...)
	if err != nil {
		return 0, err
	}
	values, err := x.QueryValues()
	if err != nil {
		return 0, err
	}
	read, err := readerOf(x.Request)
	if err != nil {
		return 0, err
	}
	u := &upload{service: s}
	if err := u.start(values.Get(catalog.FieldUploadID)); err != nil {
		return 0, err
	}
	if err := u.take(x, read); err != nil {
		return u.received, err
	}
	return u.received, summaryEncodings.Write(x, f, u.Summary())
}

func (u *upload) start(id string) error {
	started, err := u.service.books.StartUpload(id)
	if err == nil {
		u.id, u.Upload = id, started
	}
	return err
}

// name sets the upload's id to that of a rating. As in gRPC only the first rating can name it,
// and only if the query did not.
func (u *upload) name(id string) error {
	if u.received > 0 || u.id != "" || id == "" {
		return nil
	}
	return u.start(id)
}

// take reads the whole body. If it breaks off, what came before counts and is logged.
func (u *upload) take(x httpserver.Exchange, read ratingsReader) error {
	body, release, err := x.Body()
	if p, refused := errors.AsType[*httpserver.Problem](err); refused {
		return p
	}
	if err == nil {
		defer release()
		err = read(body, u)
	}
	u.count()
	if err == nil {
		return nil
	}
	s := u.Summary()
	u.service.log.Info("upload broke off", "upload_id", u.id, "accepted", s.Accepted, "rejected", s.Rejected)
	return x.BodyError(err)
}

// countEvery is after how many ratings the metrics are updated.
const countEvery = 1000

func (u *upload) add(r catalog.Rating) {
	u.Add(r)
	u.another()
}

func (u *upload) reject(reason string) {
	u.Reject("", reason)
	u.another()
}

func (u *upload) another() {
	if u.received++; u.received%countEvery == 0 {
		u.count()
	}
}

// count updates the metrics.
func (u *upload) count() {
	accepted, rejected, repeated := u.Counts()
	m := u.service.metrics
	m.Items(uploadRatings, metrics.Received, accepted+rejected+repeated-u.accepted-u.rejected-u.repeated)
	m.Ratings(accepted-u.accepted, rejected-u.rejected, repeated-u.repeated)
	u.accepted, u.rejected, u.repeated = accepted, rejected, repeated
}

// ratingsReader reads ratings to the end of a body.
type ratingsReader func(io.Reader, *upload) error

// readerOf returns the reader for the type of the request's body.
func readerOf(r *http.Request) (ratingsReader, error) {
	const field = "Content-Type"
	sent := r.Header.Get(field)
	name, _, _ := mime.ParseMediaType(sent)
	switch name {
	case httpserver.TypeLines:
		return readLines, nil
	case httpserver.TypeJSON, httpserver.TypeProtobuf:
	default:
		return nil, httpserver.FieldProblem(http.StatusUnsupportedMediaType, httpserver.CodeInvalidArgument, field,
			"%.40q is not read here; send %s, %s or %s", sent, httpserver.TypeLines, httpserver.TypeJSON, httpserver.TypeProtobuf)
	}
	if r.ContentLength > serving.MaxMessageBytes {
		return nil, httpserver.ErrBodyTooLarge
	}
	if name == httpserver.TypeJSON {
		return readArray, nil
	}
	return readMessage, nil
}
