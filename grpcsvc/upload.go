package grpcsvc

import (
	"io"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// uploadRow says how an upload travels.
var uploadRow = serving.Row{Aspect: contract.UploadBookRatings, Does: "a stream, one rating a message, taken as it comes"}

// UploadBookRatings takes every rating as it comes, into one message that is used again: an
// upload costs no memory for its length.
func (s catalogService) UploadBookRatings(stream grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
	var rating catalogv1.BookRating
	err := stream.RecvMsg(&rating)
	if err != nil && err != io.EOF {
		return err // it did not begin
	}
	id := rating.GetUploadId()
	upload, refused := s.books.StartUpload(id)
	if refused != nil {
		return grpcserver.Refusal(refused, 0)
	}
	count := ratingCount{metrics: s.metrics, upload: upload}
	defer count.update()
	for n := 1; err == nil; n++ {
		upload.Add(catalogpb.Rating(&rating))
		if n%countRatings == 0 {
			count.update()
		}
		err = stream.RecvMsg(&rating)
	}
	summary := upload.Summary()
	if err != io.EOF {
		s.log.Info("upload broke off", "upload_id", id, "accepted", summary.Accepted, "rejected", summary.Rejected)
		return err
	}
	return stream.SendAndClose(catalogpb.UploadSummaryOf(summary))
}

// countRatings is after how many ratings the metrics learn of them.
const countRatings = 1000

// ratingCount tells metrics what became of the ratings of an attempt at an upload.
type ratingCount struct {
	metrics                      *metrics.Service
	upload                       *catalog.Upload
	accepted, rejected, repeated int // that they know of
}

func (c *ratingCount) update() {
	accepted, rejected, repeated := c.upload.Counts()
	c.metrics.Ratings(accepted-c.accepted, rejected-c.rejected, repeated-c.repeated)
	c.accepted, c.rejected, c.repeated = accepted, rejected, repeated
}
