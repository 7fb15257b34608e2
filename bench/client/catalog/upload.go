package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// came notes the answer to an upload.
func (s *streamed) came(m *catalogv1.UploadBookRatingsResponse) {
	s.Message = m
	s.fingerprint, _ = fingerprintOf(m)
}

// ratingMessage returns a rating as any client of gRPC makes it.
func ratingMessage(r *catalogjson.Rating) *catalogv1.BookRating {
	return &catalogv1.BookRating{UserId: r.UserID, BookId: r.BookID, Stars: r.Stars}
}

func ratingMessages(ratings Ratings) *catalogv1.BookRatings {
	all := &catalogv1.BookRatings{Ratings: make([]*catalogv1.BookRating, len(ratings))}
	for i := range ratings {
		all.Ratings[i] = ratingMessage(&ratings[i])
	}
	return all
}

// upload sends one stream of gRPC.
func (s *grpcStreams) upload(ctx context.Context, on *stub, options []grpc.CallOption, r *Request, got *streamed) error {
	stream, err := on.catalog.UploadBookRatings(ctx, options...)
	if err != nil {
		return err
	}
	for i := range *r.Ratings {
		if err := stream.Send(ratingMessage(&(*r.Ratings)[i])); err == io.EOF {
			break // the service has ended the stream; CloseAndRecv says why
		} else if err != nil {
			return err
		}
	}
	answer, err := stream.CloseAndRecv()
	if err != nil {
		return err
	}
	got.items = len(*r.Ratings)
	got.came(answer)
	if !got.keep {
		return nil
	}
	if got.RequestBytes, err = sizeOf(s.encoding, ratingMessages(*r.Ratings).Ratings...); err == nil {
		got.AnswerBytes, err = s.encoding.size(answer)
	}
	return err
}

const uploadPath = "/v1/ratings"

// uploadWhole sends all ratings as one message, a JSON array or one of protobuf.
func (h *httpStreams) uploadWhole(ctx context.Context, r *Request, got *streamed) {
	var body []byte
	var err error
	if h.encoding == asProtobuf {
		body, err = proto.Marshal(ratingMessages(*r.Ratings))
	} else {
		body, err = json.Marshal(*r.Ratings)
	}
	if err != nil {
		got.fail(contract.TransportError, err)
		return
	}
	request, err := h.request(ctx, http.MethodPost, uploadPath)
	if err != nil {
		got.fail(contract.TransportError, err)
		return
	}
	if h.encoding == asProtobuf {
		var answer catalogv1.UploadBookRatingsResponse
		got.Reply = h.fetch(request, body, &answer)
		got.came(&answer)
	} else {
		var answer catalogjson.UploadSummary
		got.Reply = h.fetch(request, body, &answer)
		got.came(answer.Proto())
	}
	got.items, got.RequestBytes, got.AnswerBytes = len(*r.Ratings), len(body), int(got.Length)
}

// uploadLines sends the ratings as lines that are encoded as they leave.
func (h *httpStreams) uploadLines(ctx context.Context, r *Request, got *streamed) {
	request, err := h.request(ctx, http.MethodPost, uploadPath)
	if err != nil {
		got.fail(contract.TransportError, err)
		return
	}
	request.Body = newRatingLines(*r.Ratings)
	got.Reply = h.AskStream(request, func(body io.Reader) error {
		buffer := h.bodies.Get().(*bytes.Buffer)
		defer h.bodies.Put(buffer)
		buffer.Reset()
		if _, err := buffer.ReadFrom(body); err != nil {
			return err
		}
		var answer catalogjson.UploadSummary
		if err := json.Unmarshal(buffer.Bytes(), &answer); err != nil {
			return err
		}
		got.came(answer.Proto())
		return nil
	})
	if got.Err == nil {
		got.Want(http.StatusOK)
	}
	got.items, got.AnswerBytes = len(*r.Ratings), int(got.Length)
	if got.keep && got.Err == nil { // the body itself cannot be measured: it may still be read
		length, _ := io.Copy(io.Discard, newRatingLines(*r.Ratings))
		got.RequestBytes = int(length)
	}
}

// ratingLines is a body of lines for one request. A transport may read from it for a moment after
// the request is done.
type ratingLines struct {
	left    Ratings
	lines   bytes.Buffer
	encoder *json.Encoder
}

func newRatingLines(ratings Ratings) *ratingLines {
	l := &ratingLines{left: ratings}
	l.encoder = json.NewEncoder(&l.lines)
	return l
}

// Read implements [io.Reader]. It encodes as many ratings as there is room for.
func (l *ratingLines) Read(p []byte) (int, error) {
	for len(l.left) > 0 && l.lines.Len() < len(p) {
		if err := l.encoder.Encode(&l.left[0]); err != nil {
			return 0, err
		}
		l.left = l.left[1:]
	}
	return l.lines.Read(p) // io.EOF if nothing is left
}

// Close implements [io.Closer]. It does nothing, since a Read may follow.
func (l *ratingLines) Close() error { return nil }
