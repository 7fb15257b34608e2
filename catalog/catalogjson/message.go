package catalogjson

import catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"

// The bodies of messages. The body of a message that catalogpb made equals the one that this
// package makes of the same answer.

func bookOf(m *catalogv1.Book) Book {
	body := Book{
		ID:            m.GetId(),
		Title:         m.GetTitle(),
		Authors:       m.GetAuthors(),
		Category:      m.GetCategory().String(),
		ISBN:          m.GetIsbn(),
		Language:      m.GetLanguage(),
		Year:          m.GetYear(),
		AverageRating: m.GetAverageRating(),
		Description:   m.GetDescription(),
		ImageURL:      m.GetImageUrl(),
	}
	if c := m.GetRatingCounts(); c != nil {
		body.RatingCounts = RatingCounts{c.GetOne(), c.GetTwo(), c.GetThree(), c.GetFour(), c.GetFive()}
	}
	if p := m.GetPrice(); p != nil {
		body.Price = &Money{p.GetMinorUnits(), p.GetCurrency()}
	}
	return body
}

// RecommendationsFrom returns the body of a message.
func RecommendationsFrom(m *catalogv1.RecommendationResponse) Recommendations {
	return Recommendations{bodies(m.GetRecommendations(), recommendationOf)}
}

func recommendationOf(m *catalogv1.BookRecommendation) Recommendation {
	return Recommendation{
		ID: m.GetId(), Title: m.GetTitle(), Author: m.GetAuthor(), Rating: m.GetRating(), Description: m.GetDescription(),
		Action: m.GetAction(), Remaining: m.GetRemaining(),
	}
}

func ratingHistoryOf(m *catalogv1.RatingHistoryResponse) RatingHistory {
	return RatingHistory{m.GetBookId(), bodies(m.GetDays(), func(d *catalogv1.DailyRatings) DailyRatings {
		return DailyRatings{d.GetDay(), RatingCounts{d.GetOne(), d.GetTwo(), d.GetThree(), d.GetFour(), d.GetFive()}}
	})}
}

func uploadSummaryOf(m *catalogv1.UploadBookRatingsResponse) UploadSummary {
	return UploadSummary{m.GetAccepted(), m.GetRejected(), bodies(m.GetRejections(), func(r *catalogv1.RatingRejection) Rejection {
		return Rejection{r.GetPosition(), r.GetField(), r.GetDetail()}
	})}
}
