package catalog

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// beginList makes room for the books if they are kept.
func (s *streamed) beginList() {
	if s.keep {
		s.Message = new(catalogv1.BookPage)
	}
}

// arrived counts a book, and keeps it if books are kept.
func (s *streamed) arrived(fingerprint int, book func() *catalogv1.Book) {
	if s.items++; s.items == 1 {
		s.first = time.Since(s.begun)
	}
	s.fingerprint += fingerprint
	if s.keep {
		all := s.Message.(*catalogv1.BookPage)
		all.Books = append(all.Books, book())
	}
}

func (s *streamed) arrivedAsJSON(b *catalogjson.Book) {
	s.arrived(len(b.Title)+len(b.Description), b.Proto)
}

func (s *streamed) arrivedAsProto(b *catalogv1.Book) {
	number, _ := fingerprintOf(b)
	s.arrived(number, func() *catalogv1.Book { return b })
}

// listRequest returns the request for a listing over gRPC.
func listRequest(r *Request) *catalogv1.ListBooksRequest {
	return &catalogv1.ListBooksRequest{
		Category: catalogv1.BookCategory(catalogv1.BookCategory_value[r.Category]), Limit: r.Items,
	}
}

// list reads one stream of gRPC to its end.
func (s *grpcStreams) list(ctx context.Context, on *stub, options []grpc.CallOption, r *Request, got *streamed) error {
	got.beginList()
	request := listRequest(r)
	stream, err := on.catalog.ListBooks(ctx, request, options...)
	for err == nil {
		var b *catalogv1.Book
		if b, err = stream.Recv(); err == nil {
			got.arrivedAsProto(b)
		}
	}
	if err != io.EOF || !got.keep {
		return ended(err)
	}
	if got.RequestBytes, err = s.encoding.size(request); err == nil {
		got.AnswerBytes, err = sizeOf(s.encoding, got.Message.(*catalogv1.BookPage).Books...)
	}
	return err
}

// ended returns nil if a stream has come to its end.
func ended(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// pageSize is how many books a page holds.
const pageSize = 100

// listPages asks for one page after the other; each names the next.
func (h *httpStreams) listPages(ctx context.Context, r *Request, got *streamed) {
	got.beginList()
	token := ""
	for {
		before := got.items
		path := listPath(r, "page_size", min(pageSize, r.Items-int32(got.items)))
		if token != "" {
			path += "&page_token=" + token
		}
		request, err := h.request(ctx, http.MethodGet, path)
		if err != nil {
			got.fail(contract.TransportError, err)
			return
		}
		if token = h.page(request, got); got.Err != nil {
			return
		}
		got.RequestBytes += len(path)
		if token == "" || got.items == before || got.items >= int(r.Items) {
			return
		}
	}
}

// page asks for one page and returns the token of the next.
func (h *httpStreams) page(request *http.Request, got *streamed) (token string) {
	if h.encoding == asProtobuf {
		var page catalogv1.BookPage
		got.join(h.fetch(request, nil, &page))
		for _, b := range page.Books {
			got.arrivedAsProto(b)
		}
		token = page.NextPageToken
	} else {
		var page catalogjson.BookPage
		got.join(h.fetch(request, nil, &page))
		for i := range page.Books {
			got.arrivedAsJSON(&page.Books[i])
		}
		token = page.NextPageToken
	}
	got.AnswerBytes += int(got.Length)
	return token
}

// listLines reads one answer line by line as it comes.
func (h *httpStreams) listLines(ctx context.Context, r *Request, got *streamed) {
	got.beginList()
	path := listPath(r, "limit", r.Items)
	request, err := h.request(ctx, http.MethodGet, path)
	if err != nil {
		got.fail(contract.TransportError, err)
		return
	}
	got.Reply = h.AskStream(request, func(body io.Reader) error {
		var b catalogjson.Book
		return h.eachLine(body, func(line []byte) error {
			b = catalogjson.Book{} // or what a line leaves out would be the last one's
			if err := json.Unmarshal(line, &b); err != nil {
				return err
			}
			got.arrivedAsJSON(&b)
			return nil
		})
	})
	if got.Err == nil {
		got.Want(http.StatusOK)
	}
	got.RequestBytes, got.AnswerBytes = len(path), int(got.Length)
}

// listPath returns the path and query of a listing; name is the parameter for the number of books.
func listPath(r *Request, name string, books int32) string {
	var path strings.Builder
	path.WriteString("/v1/books?")
	if r.Category != "" {
		path.WriteString("category=" + r.Category + "&")
	}
	path.WriteString(name + "=" + decimal(books))
	return path.String()
}
