package restsvc_test

import (
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The answers as a client of REST would declare them, apart from the service's own types.
type (
	bookView struct {
		ID            int32      `json:"id"`
		Title         string     `json:"title"`
		Authors       []string   `json:"authors"`
		Category      string     `json:"category"`
		ISBN          string     `json:"isbn"`
		Language      string     `json:"language"`
		Year          int32      `json:"year"`
		AverageRating float32    `json:"average_rating"`
		RatingCounts  *starsView `json:"rating_counts"`
		Price         *moneyView `json:"price"`
		Description   string     `json:"description"`
		ImageURL      string     `json:"image_url"`
	}

	starsView struct {
		One   int32 `json:"one"`
		Two   int32 `json:"two"`
		Three int32 `json:"three"`
		Four  int32 `json:"four"`
		Five  int32 `json:"five"`
	}

	moneyView struct {
		MinorUnits int64  `json:"minor_units"`
		Currency   string `json:"currency"`
	}

	recommendationsView struct {
		Recommendations []struct {
			ID          int32   `json:"id"`
			Title       string  `json:"title"`
			Author      string  `json:"author"`
			Rating      float32 `json:"rating"`
			Description string  `json:"description"`
		} `json:"recommendations"`
	}

	realtimeView struct {
		ID          int32   `json:"id"`
		Title       string  `json:"title"`
		Author      string  `json:"author"`
		Rating      float32 `json:"rating"`
		Description string  `json:"description"`
		Action      int32   `json:"action"`
		Remaining   int32   `json:"remaining"`
	}

	pageView struct {
		Books         []bookView `json:"books"`
		NextPageToken string     `json:"next_page_token"`
	}

	summaryView struct {
		Accepted   int32           `json:"accepted"`
		Rejected   int32           `json:"rejected"`
		Rejections []rejectionView `json:"rejections"`
	}

	rejectionView struct {
		Position int32  `json:"position"`
		Field    string `json:"field"`
		Detail   string `json:"detail"`
	}

	historyView struct {
		BookID int32 `json:"book_id"`
		Days   []struct {
			Day   int32 `json:"day"`
			One   int32 `json:"one"`
			Two   int32 `json:"two"`
			Three int32 `json:"three"`
			Four  int32 `json:"four"`
			Five  int32 `json:"five"`
		} `json:"days"`
	}
)

func (v *bookView) message() proto.Message {
	m := &catalogv1.Book{
		Id: v.ID, Title: v.Title, Authors: v.Authors, Isbn: v.ISBN, Language: v.Language, Year: v.Year,
		Category:      catalogv1.BookCategory(catalogv1.BookCategory_value[v.Category]),
		AverageRating: v.AverageRating, Description: v.Description, ImageUrl: v.ImageURL,
	}
	if s := v.RatingCounts; s != nil {
		m.RatingCounts = &catalogv1.RatingCounts{One: s.One, Two: s.Two, Three: s.Three, Four: s.Four, Five: s.Five}
	}
	if p := v.Price; p != nil {
		m.Price = &catalogv1.Money{MinorUnits: p.MinorUnits, Currency: p.Currency}
	}
	return m
}

func (v *recommendationsView) message() proto.Message {
	m := &catalogv1.RecommendationResponse{}
	for _, r := range v.Recommendations {
		m.Recommendations = append(m.Recommendations, &catalogv1.BookRecommendation{
			Id: r.ID, Title: r.Title, Author: r.Author, Rating: r.Rating, Description: r.Description,
		})
	}
	return m
}

func (v *historyView) message() proto.Message {
	m := &catalogv1.RatingHistoryResponse{BookId: v.BookID}
	for _, d := range v.Days {
		m.Days = append(m.Days, &catalogv1.DailyRatings{Day: d.Day, One: d.One, Two: d.Two, Three: d.Three, Four: d.Four, Five: d.Five})
	}
	return m
}

func (v *realtimeView) message() proto.Message {
	return &catalogv1.BookRecommendation{
		Id: v.ID, Title: v.Title, Author: v.Author, Rating: v.Rating, Description: v.Description,
		Action: v.Action, Remaining: v.Remaining,
	}
}

func (v *pageView) message() proto.Message {
	m := &catalogv1.BookPage{NextPageToken: v.NextPageToken}
	for i := range v.Books {
		m.Books = append(m.Books, v.Books[i].message().(*catalogv1.Book))
	}
	return m
}

func (v *summaryView) message() proto.Message {
	m := &catalogv1.UploadBookRatingsResponse{Accepted: v.Accepted, Rejected: v.Rejected}
	for _, r := range v.Rejections {
		m.Rejections = append(m.Rejections, &catalogv1.RatingRejection{Position: r.Position, Field: r.Field, Detail: r.Detail})
	}
	return m
}
