package grpcserver

import (
	"context"
	"io"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// shelf has a call of each kind. GetBook knows the books from 1 to 100.
type shelf struct {
	catalogv1.UnimplementedCatalogServiceServer
	catalogv1.UnimplementedRecommendationServiceServer
	server *Server
}

// newShelf is a server of a shelf.
func newShelf(c serving.Config) *Server {
	s := New(c)
	catalogv1.RegisterCatalogServiceServer(s, shelf{server: s})
	catalogv1.RegisterRecommendationServiceServer(s, shelf{server: s})
	return s
}

func bookOf(id int32) *catalogv1.Book {
	return &catalogv1.Book{Id: id, Title: "Dune", Description: strings.Repeat("sand, ", 100)}
}

func (shelf) GetBook(_ context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	if r.GetId() < 1 || r.GetId() > 100 {
		return nil, status.Error(codes.NotFound, "there is none")
	}
	return bookOf(r.GetId()), nil
}

func (shelf) ListBooks(r *catalogv1.ListBooksRequest, stream grpc.ServerStreamingServer[catalogv1.Book]) error {
	for id := range r.GetLimit() {
		if err := stream.Send(bookOf(id + 1)); err != nil {
			return err
		}
	}
	return nil
}

func (shelf) UploadBookRatings(stream grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
	for {
		if _, err := stream.Recv(); err == io.EOF {
			return stream.SendAndClose(&catalogv1.UploadBookRatingsResponse{})
		} else if err != nil {
			return err
		}
	}
}

// RealtimeRecommendations gives each action two answers.
func (s shelf) RealtimeRecommendations(stream grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
	for {
		if _, err := stream.Recv(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for range 2 {
			if err := stream.Send(&catalogv1.BookRecommendation{Title: "Dune"}); err != nil {
				return err
			}
		}
	}
}
