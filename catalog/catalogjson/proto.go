package catalogjson

import catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"

// Proto is the same book as protobuf. A category without a number is unspecified.
func (b *Book) Proto() *catalogv1.Book {
	m := &catalogv1.Book{
		Id: b.ID, Title: b.Title, Authors: b.Authors,
		Category: catalogv1.BookCategory(catalogv1.BookCategory_value[b.Category]),
		Isbn:     b.ISBN, Language: b.Language, Year: b.Year, AverageRating: b.AverageRating,
		RatingCounts: &catalogv1.RatingCounts{
			One: b.RatingCounts.One, Two: b.RatingCounts.Two, Three: b.RatingCounts.Three,
			Four: b.RatingCounts.Four, Five: b.RatingCounts.Five,
		},
		Description: b.Description, ImageUrl: b.ImageURL,
	}
	if b.Price != nil {
		m.Price = &catalogv1.Money{MinorUnits: b.Price.MinorUnits, Currency: b.Price.Currency}
	}
	return m
}

// Proto is the same answer as protobuf.
func (r *Recommendations) Proto() *catalogv1.RecommendationResponse {
	return &catalogv1.RecommendationResponse{Recommendations: messages(r.Recommendations, (*Recommendation).Proto)}
}

// Proto is the same recommendation as protobuf.
func (r *Recommendation) Proto() *catalogv1.BookRecommendation {
	return &catalogv1.BookRecommendation{
		Id: r.ID, Title: r.Title, Author: r.Author, Rating: r.Rating, Description: r.Description,
		Action: r.Action, Remaining: r.Remaining,
	}
}

// Proto is the same history as protobuf.
func (h *RatingHistory) Proto() *catalogv1.RatingHistoryResponse {
	return &catalogv1.RatingHistoryResponse{BookId: h.BookID, Days: messages(h.Days, func(d *DailyRatings) *catalogv1.DailyRatings {
		return &catalogv1.DailyRatings{Day: d.Day, One: d.One, Two: d.Two, Three: d.Three, Four: d.Four, Five: d.Five}
	})}
}

// Proto is the same page as protobuf.
func (p *BookPage) Proto() *catalogv1.BookPage {
	return &catalogv1.BookPage{Books: messages(p.Books, (*Book).Proto), NextPageToken: p.NextPageToken}
}

// Proto is the same summary as protobuf.
func (s *UploadSummary) Proto() *catalogv1.UploadBookRatingsResponse {
	return &catalogv1.UploadBookRatingsResponse{
		Accepted: s.Accepted, Rejected: s.Rejected,
		Rejections: messages(s.Rejections, func(r *Rejection) *catalogv1.RatingRejection {
			return &catalogv1.RatingRejection{Position: r.Position, Field: r.Field, Detail: r.Detail}
		}),
	}
}

// messages converts every element of list.
func messages[T, M any](list []T, message func(*T) *M) []*M {
	if len(list) == 0 {
		return nil
	}
	out := make([]*M, len(list))
	for i := range list {
		out[i] = message(&list[i])
	}
	return out
}
