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

// uploadRow says how an upload is sent.
var uploadRow = serving.Row{Aspect: contract.UploadBookRatings, Does: "a stream, one rating a message, taken as it comes"}

// UploadBookRatings receives every rating into the same message, so that a long upload takes no
// more memory than a short one.
func (s catalogService) UploadBookRatings(stream grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
	var rating catalogv1.BookRating
	err := stream.RecvMsg(&rating)
	if err != nil && err != io.EOF {
		return err // there was no upload yet
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

// countRatings is after how many ratings the metrics are updated.
const countRatings = 1000

// ratingCount counts in the metrics what became of the ratings of one upload.
type ratingCount struct {
	metrics                      *metrics.Service
	upload                       *catalog.Upload
	accepted, rejected, repeated int // counted so far
}

func (c *ratingCount) update() {
	accepted, rejected, repeated := c.upload.Counts()
	c.metrics.Ratings(accepted-c.accepted, rejected-c.rejected, repeated-c.repeated)
	c.accepted, c.rejected, c.repeated = accepted, rejected, repeated
}
