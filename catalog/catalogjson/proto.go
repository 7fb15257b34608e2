package catalogjson

import catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"

// Proto returns the same book as protobuf. A category without a number is unspecified.
func (b *Book) Proto() *catalogv1.Book {
	m := new(catalogv1.Book)
	b.fill(m)
	return m
}

// fill sets every field of m. It returns an error if the category is unknown.
func (b *Book) fill(m *catalogv1.Book) (err error) {
	m.Id, m.Title, m.Authors, m.Isbn, m.Language, m.Year = b.ID, b.Title, b.Authors, b.ISBN, b.Language, b.Year
	m.AverageRating, m.Description, m.ImageUrl = b.AverageRating, b.Description, b.ImageURL
	c := &b.RatingCounts
	m.RatingCounts = &catalogv1.RatingCounts{One: c.One, Two: c.Two, Three: c.Three, Four: c.Four, Five: c.Five}
	m.Price = nil
	if b.Price != nil {
		m.Price = &catalogv1.Money{MinorUnits: b.Price.MinorUnits, Currency: b.Price.Currency}
	}
	m.Category, err = categoryOf(b.Category)
	return err
}

// Proto returns the same answer as protobuf.
func (r *Recommendations) Proto() *catalogv1.RecommendationResponse {
	m := new(catalogv1.RecommendationResponse)
	r.fill(m)
	return m
}

func (r *Recommendations) fill(m *catalogv1.RecommendationResponse) error {
	m.Recommendations = messages(r.Recommendations, (*Recommendation).Proto)
	return nil
}

// Proto returns the same recommendation as protobuf.
func (r *Recommendation) Proto() *catalogv1.BookRecommendation {
	m := new(catalogv1.BookRecommendation)
	r.fill(m)
	return m
}

func (r *Recommendation) fill(m *catalogv1.BookRecommendation) error {
	m.Id, m.Title, m.Author, m.Rating, m.Description = r.ID, r.Title, r.Author, r.Rating, r.Description
	m.Action, m.Remaining = r.Action, r.Remaining
	return nil
}

// Proto returns the same history as protobuf.
func (h *RatingHistory) Proto() *catalogv1.RatingHistoryResponse {
	m := new(catalogv1.RatingHistoryResponse)
	h.fill(m)
	return m
}

func (h *RatingHistory) fill(m *catalogv1.RatingHistoryResponse) error {
	m.BookId = h.BookID
	m.Days = messages(h.Days, func(d *DailyRatings) *catalogv1.DailyRatings {
		return &catalogv1.DailyRatings{Day: d.Day, One: d.One, Two: d.Two, Three: d.Three, Four: d.Four, Five: d.Five}
	})
	return nil
}

// Proto returns the same page as protobuf.
func (p *BookPage) Proto() *catalogv1.BookPage {
	return &catalogv1.BookPage{Books: messages(p.Books, (*Book).Proto), NextPageToken: p.NextPageToken}
}

// Proto returns the same summary as protobuf.
func (s *UploadSummary) Proto() *catalogv1.UploadBookRatingsResponse {
	m := new(catalogv1.UploadBookRatingsResponse)
	s.fill(m)
	return m
}

func (s *UploadSummary) fill(m *catalogv1.UploadBookRatingsResponse) error {
	m.Accepted, m.Rejected = s.Accepted, s.Rejected
	m.Rejections = messages(s.Rejections, func(r *Rejection) *catalogv1.RatingRejection {
		return &catalogv1.RatingRejection{Position: r.Position, Field: r.Field, Detail: r.Detail}
	})
	return nil
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
