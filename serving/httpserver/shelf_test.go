package httpserver_test

import (
	"bufio"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

const (
	typeJSON     = "application/json"
	typeProtobuf = "application/x-protobuf"
	typeLines    = "application/x-ndjson"
)

// shelf is a service with an answer of each kind. It has the books from 1 to 500.
type shelf struct {
	server *httpserver.Server
	stars  atomic.Int32 // that were uploaded
}

// newShelf is a server of a shelf.
func newShelf(c serving.Config) *httpserver.Server {
	s := &shelf{server: httpserver.New(c)}
	s.server.Get("/v1/books", "ListBooks", s.listBooks)
	s.server.Get("/v1/books/:id", "GetBook", httpserver.Whole(bookEncodings, s.getBook))
	s.server.Handle("POST", "/v1/ratings", "UploadBookRatings", s.upload)
	s.server.Handle("GET", "/v1/talk", "RealtimeRecommendations", s.talk)
	s.server.GetJSON("/state", metrics.OtherOperation, func(httpserver.Exchange) (any, error) { return "ready", nil })
	return s.server
}

// book is what a shelf has.
type book struct {
	ID    int32  `json:"id"`
	Title string `json:"title"`
	Stars int32  `json:"stars"`
}

func (b book) message() *catalogv1.Book {
	return &catalogv1.Book{Id: b.ID, Title: b.Title, Year: b.Stars}
}

var bookEncodings = httpserver.Encodings[book]{
	JSON:  func(b book) any { return b },
	Proto: func(b book) proto.Message { return b.message() },
}

var pageEncodings = httpserver.Encodings[[]book]{
	JSON: func(books []book) any { return books },
	Proto: func(books []book) proto.Message {
		page := &catalogv1.BookPage{}
		for _, b := range books {
			page.Books = append(page.Books, b.message())
		}
		return page
	},
}

func (s *shelf) book(id int32) book {
	return book{id, strings.Repeat("The Girl with the Dragon Tattoo. ", 30), s.stars.Load()}
}

func (s *shelf) getBook(x httpserver.Exchange) (book, error) {
	id, err := httpserver.Int32("id", x.Param("id"))
	if err != nil {
		return book{}, err
	}
	if id < 1 || id > 500 {
		return book{}, &catalog.Error{Code: catalog.NotFound, Field: "id", Detail: "there is no such book"}
	}
	return s.book(id), nil
}

// listBooks answers as many books as limit says.
func (s *shelf) listBooks(x httpserver.Exchange) (int, error) {
	f, err := x.Negotiate(append(pageEncodings.Forms(), httpserver.AsLines)...)
	if err != nil {
		return 0, err
	}
	values, err := x.QueryValues()
	if err != nil {
		return 0, err
	}
	limit, err := httpserver.OptionalInt32(values, "limit")
	if err != nil {
		return 0, err
	}
	if f != httpserver.AsLines {
		books := make([]book, limit)
		for i := range books {
			books[i] = s.book(int32(i) + 1)
		}
		return len(books), pageEncodings.Write(x, f, books)
	}
	lines := x.Lines("ListBooks")
	defer lines.Release()
	for id := range limit {
		if err := lines.Add(s.book(id + 1)); err != nil {
			return lines.Sent(), err
		}
	}
	err = lines.End()
	return lines.Sent(), err
}

// upload takes a line for a star.
func (s *shelf) upload(x httpserver.Exchange) (items int, err error) {
	body, release, err := x.Body()
	if err != nil {
		return 0, x.BodyError(err)
	}
	defer release()
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		s.stars.Add(1)
		items++
	}
	if err := lines.Err(); err != nil {
		return items, x.BodyError(err)
	}
	return items, bookEncodings.Write(x, httpserver.AsJSON, s.book(1))
}

// talk answers every message with itself.
func (s *shelf) talk(x httpserver.Exchange) (items int, err error) {
	err = x.Socket(func(socket *httpserver.Socket, message []byte, _ bool) error {
		items++
		return socket.Write(message)
	})
	return items, err
}

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() serving.Config {
	return serving.Config{
		Metrics: metrics.NewService(prometheus.NewRegistry(), "rest"),
		Log:     slog.New(slog.DiscardHandler),
	}
}

// bench is a server of a shelf on pipes, and all that it counts.
type bench struct {
	servingtest.Client
	pipes  *servingtest.Pipes
	server *httpserver.Server
	reg    *prometheus.Registry
}

func newBench(t *testing.T, change func(*serving.Config)) bench {
	t.Helper()
	config, b := quiet(), bench{reg: prometheus.NewRegistry()}
	config.Metrics = metrics.NewService(b.reg, "rest")
	if change != nil {
		change(&config)
	}
	b.server = newShelf(config)
	b.Client, b.pipes = servingtest.StartPipes(t, b.server)
	return b
}

// cut keeps the lines of a failed test readable.
func cut(s string) string { return s[:min(len(s), 80)] }
