package main

import (
	"context"
	"errors"
	"io"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/conformance/older/catalog/v1"
)

// serve answers until stdin ends.
func serve(stdin io.Reader, out *printer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := out.print(l.Addr().String()); err != nil {
		return err
	}
	s := grpc.NewServer()
	catalogv1.RegisterCatalogServiceServer(s, catalogService{out: out})
	catalogv1.RegisterRecommendationServiceServer(s, recommendationService{out: out})
	go func() {
		io.Copy(io.Discard, stdin)
		s.Stop()
	}()
	return s.Serve(l)
}

var books = []*catalogv1.Book{
	{Id: 1, Title: "Dune", Authors: []string{"Frank Herbert"}, Category: catalogv1.BookCategory_SCIENCE_FICTION,
		Price: &catalogv1.Money{MinorUnits: 1299, Currency: "EUR"}, PriceText: "12.99 EUR", Description: "Sand."},
	{Id: 2, Title: "Ночь", Authors: []string{"А. Б."}, Category: catalogv1.BookCategory_MYSTERY, PriceText: "0.99 EUR"},
	{Id: 3, Title: "Free", Authors: []string{"C."}, Category: catalogv1.BookCategory_MYSTERY},
}

// saw prints a request.
func (p *printer) saw(method string, m proto.Message) error { return p.print(seen(method, m)) }

type catalogService struct {
	catalogv1.UnimplementedCatalogServiceServer
	out *printer
}

func (s catalogService) GetBook(_ context.Context, r *catalogv1.GetBookRequest) (*catalogv1.Book, error) {
	for _, b := range books {
		if b.Id == r.Id {
			return b, s.out.saw("GetBook", r)
		}
	}
	return nil, status.Error(codes.NotFound, "no such book")
}

func (s catalogService) RatingHistory(_ context.Context, r *catalogv1.RatingHistoryRequest) (*catalogv1.RatingHistoryResponse, error) {
	answer := &catalogv1.RatingHistoryResponse{BookId: r.BookId}
	for day := range r.Days {
		answer.Days = append(answer.Days, &catalogv1.DailyRatings{Day: 20_000 + day, Five: 1})
	}
	return answer, s.out.saw("RatingHistory", r)
}

func (s catalogService) ListBooks(r *catalogv1.ListBooksRequest, stream grpc.ServerStreamingServer[catalogv1.Book]) error {
	if err := s.out.saw("ListBooks", r); err != nil {
		return err
	}
	for _, b := range books {
		if b.Id <= r.AfterId {
			continue
		}
		if err := stream.Send(b); err != nil {
			return err
		}
	}
	return nil
}

func (s catalogService) UploadBookRatings(stream grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
	answer := new(catalogv1.UploadBookRatingsResponse)
	for {
		r, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(answer)
		}
		if err != nil {
			return err
		}
		if err := s.out.saw("UploadBookRatings", r); err != nil {
			return err
		}
		if r.Stars >= 1 && r.Stars <= 5 {
			answer.Accepted++
		} else {
			answer.Rejected++
		}
	}
}

type recommendationService struct {
	catalogv1.UnimplementedRecommendationServiceServer
	out *printer
}

func (s recommendationService) Recommend(_ context.Context, r *catalogv1.RecommendationRequest) (*catalogv1.RecommendationResponse, error) {
	answer := new(catalogv1.RecommendationResponse)
	for _, b := range books {
		if b.Category == r.Category {
			answer.Recommendations = append(answer.Recommendations, recommendation(b))
		}
	}
	return answer, s.out.saw("Recommend", r)
}

func (s recommendationService) RealtimeRecommendations(stream grpc.BidiStreamingServer[catalogv1.UserAction, catalogv1.BookRecommendation]) error {
	for {
		a, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.out.saw("RealtimeRecommendations", a); err != nil {
			return err
		}
		if err := stream.Send(recommendation(books[int(a.BookId)%len(books)])); err != nil {
			return err
		}
	}
}

func recommendation(b *catalogv1.Book) *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{Id: b.Id, Title: b.Title, Author: b.Authors[0], Description: b.Description}
}
