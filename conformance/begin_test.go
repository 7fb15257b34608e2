package conformance_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"google.golang.org/grpc"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// begun is the id of the uploads that are begun, of which a rating counts and one does not.
const begun = "an upload\nthat begins"

var begunRatings = []*catalogv1.BookRating{rating(0, 5, 4), rating(0, 5, 6)}

func (c *grpcClient) within(d time.Duration) { c.timeout = d }

// bound is ctx with the deadline of within.
func (c *grpcClient) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, c.timeout)
}

func (c *grpcClient) begin() map[string]beginner {
	books, readers := catalogv1.NewCatalogServiceClient(c.conn), catalogv1.NewRecommendationServiceClient(c.conn)
	return map[string]beginner{
		"ListBooks": func(ctx context.Context, end chan<- outcome) error {
			ctx, cancel := c.bound(ctx)
			stream, err := books.ListBooks(ctx, &catalogv1.ListBooksRequest{})
			if err != nil {
				cancel()
				return err
			}
			_, err = stream.Recv()
			go func() { <-ctx.Done(); cancel(); end <- outcome{} }()
			return err
		},
		"UploadBookRatings": func(ctx context.Context, end chan<- outcome) error {
			ctx, cancel := c.bound(ctx)
			stream, err := books.UploadBookRatings(ctx)
			if err != nil {
				cancel()
				return err
			}
			first := rating(0, 5, 4)
			first.UploadId = begun
			err = errors.Join(stream.Send(first), stream.Send(begunRatings[1]))
			go func() { defer cancel(); end <- lastOf(stream) }()
			return err
		},
		"RealtimeRecommendations": func(ctx context.Context, end chan<- outcome) error {
			ctx, cancel := c.bound(ctx)
			stream, err := readers.RealtimeRecommendations(ctx)
			if err != nil {
				cancel()
				return err
			}
			err = stream.Send(action(0, 1, viewed, 0, 0))
			if err == nil {
				_, err = stream.Recv()
			}
			go func() { defer cancel(); end <- lastOf(stream) }()
			return err
		},
	}
}

// lastOf waits for how a stream ends.
func lastOf(stream grpc.ClientStream) outcome {
	for {
		if err := stream.RecvMsg(new(catalogv1.BookRecommendation)); err != nil {
			o, bad := outcomeOf(err)
			if bad != nil {
				o.Text = bad.Error()
			}
			return o
		}
	}
}

func (c *restClient) within(d time.Duration) { c.header.Set("Request-Timeout", d.String()) }

func (c *restClient) begin() map[string]beginner {
	if !c.stack.json {
		return nil
	}
	all := map[string]beginner{"ListBooks": c.beginList, "UploadBookRatings": c.beginUpload}
	if !c.stack.http2 {
		all["RealtimeRecommendations"] = c.beginTalk
	}
	return all
}

func (c *restClient) beginList(ctx context.Context, end chan<- outcome) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.scheme+"://"+c.address+"/v1/books", nil)
	if err != nil {
		return err
	}
	c.describe(r, linesType, "")
	response, err := c.http.Do(r)
	if err != nil {
		return err
	}
	go func() { <-ctx.Done(); response.Body.Close(); end <- outcome{} }()
	body := io.Reader(response.Body)
	if c.gzip {
		if body, err = gzip.NewReader(body); err != nil {
			return err
		}
	}
	line, err := bufio.NewReader(body).ReadString('\n')
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d, first line %q: %w", response.StatusCode, line, err)
	}
	return nil
}

// beginUpload sends its body without compression, since a compressor buffers its input.
func (c *restClient) beginUpload(ctx context.Context, end chan<- outcome) error {
	read, write := io.Pipe()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.scheme+"://"+c.address+"/v1/ratings"+query("upload_id", begun), read)
	if err != nil {
		return err
	}
	c.describe(r, c.mediaType, linesType)
	text, err := joined(begunRatings, "", "\n", "\n")
	if err != nil {
		return err
	}
	// net/http waits for the reader of the body, even after the writer has stopped.
	context.AfterFunc(ctx, func() { write.CloseWithError(ctx.Err()) })
	go func() {
		o := outcome{Code: "CANCELLED"}
		if response, err := c.http.Do(r); err == nil {
			if a, err := c.read(response); err == nil {
				o, _ = a.outcome(c.mediaType, whole, new(catalogv1.UploadBookRatingsResponse))
			}
			response.Body.Close()
		}
		read.Close()
		end <- o
	}()
	_, err = write.Write(text)
	return err
}

func (c *restClient) beginTalk(ctx context.Context, end chan<- outcome) error {
	conn, err := c.dialWebSocket(ctx)
	if err != nil {
		return err
	}
	text, err := jsonCodec{}.Marshal(action(0, 1, viewed, 0, 0))
	if err == nil {
		err = conn.Write(ctx, websocket.MessageText, text)
	}
	if err == nil {
		_, _, err = conn.Read(ctx)
	}
	go func() {
		_, _, err := conn.Read(ctx)
		o, _ := outcome{}.closed(err)
		conn.CloseNow()
		end <- o
	}()
	return err
}
