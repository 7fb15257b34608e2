package catalogjson

import (
	"strconv"

	"github.com/wiretax/wiretax/catalog"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The requests, for transports without query strings. Optional fields that are zero are left
// out.
type (
	getBookRequest struct {
		ID int32 `json:"id"`
	}

	listBooksRequest struct {
		Category string `json:"category,omitempty"`
		Limit    int32  `json:"limit,omitempty"`
		AfterID  int32  `json:"after_id,omitempty"`
	}

	ratingHistoryRequest struct {
		BookID int32 `json:"book_id"`
		Days   int32 `json:"days,omitempty"`
	}

	recommendationRequest struct {
		UserID     int32  `json:"user_id,omitempty"`
		Category   string `json:"category,omitempty"`
		MaxResults int32  `json:"max_results,omitempty"`
	}

	// uploadRating is a [Rating] of a stream, whose first one may name the upload.
	uploadRating struct {
		UserID   int32  `json:"user_id"`
		BookID   int32  `json:"book_id"`
		Stars    int32  `json:"stars"`
		UploadID string `json:"upload_id,omitempty"`
	}
)

func getBookRequestOf(m *catalogv1.GetBookRequest) getBookRequest {
	return getBookRequest{m.GetId()}
}

func (r *getBookRequest) fill(m *catalogv1.GetBookRequest) error {
	m.Id = r.ID
	return nil
}

func listBooksRequestOf(m *catalogv1.ListBooksRequest) listBooksRequest {
	return listBooksRequest{categoryName(m.GetCategory()), m.GetLimit(), m.GetAfterId()}
}

func (r *listBooksRequest) fill(m *catalogv1.ListBooksRequest) (err error) {
	m.Limit, m.AfterId = r.Limit, r.AfterID
	m.Category, err = categoryOf(r.Category)
	return err
}

func ratingHistoryRequestOf(m *catalogv1.RatingHistoryRequest) ratingHistoryRequest {
	return ratingHistoryRequest{m.GetBookId(), m.GetDays()}
}

func (r *ratingHistoryRequest) fill(m *catalogv1.RatingHistoryRequest) error {
	m.BookId, m.Days = r.BookID, r.Days
	return nil
}

func recommendationRequestOf(m *catalogv1.RecommendationRequest) recommendationRequest {
	return recommendationRequest{m.GetUserId(), categoryName(m.GetCategory()), m.GetMaxResults()}
}

func (r *recommendationRequest) fill(m *catalogv1.RecommendationRequest) (err error) {
	m.UserId, m.MaxResults = r.UserID, r.MaxResults
	m.Category, err = categoryOf(r.Category)
	return err
}

func uploadRatingOf(m *catalogv1.BookRating) uploadRating {
	return uploadRating{m.GetUserId(), m.GetBookId(), m.GetStars(), m.GetUploadId()}
}

func (r *uploadRating) fill(m *catalogv1.BookRating) error {
	m.UserId, m.BookId, m.Stars, m.UploadId = r.UserID, r.BookID, r.Stars, r.UploadID
	return nil
}

func actionOf(m *catalogv1.UserAction) Action {
	a := Action{UserID: m.GetUserId(), BookID: m.GetBookId(), Stars: m.GetStars(), MaxResults: m.GetMaxResults()}
	if m.GetKind() != catalogv1.UserActionKind_USER_ACTION_KIND_UNSPECIFIED {
		a.Kind = m.GetKind().String()
	}
	return a
}

func (a *Action) fill(m *catalogv1.UserAction) error {
	m.UserId, m.BookId, m.Stars, m.MaxResults = a.UserID, a.BookID, a.Stars, a.MaxResults
	kind, err := catalog.ParseActionKind(a.Kind)
	m.Kind, err = numbered(catalogv1.UserActionKind(kind), a.Kind, err)
	return err
}

// categoryName returns the name of a category, or "" for none.
func categoryName(c catalogv1.BookCategory) string {
	if c == catalogv1.BookCategory_BOOK_CATEGORY_UNSPECIFIED {
		return ""
	}
	return c.String()
}

func categoryOf(name string) (catalogv1.BookCategory, error) {
	c, err := catalog.ParseCategory(name)
	return numbered(catalogv1.BookCategory(c), name, err)
}

// numbered returns the value that a name was parsed to. A value that only a newer client has a
// name for arrives as its number, as protobuf prints it; the catalog rejects it. A number in any
// other form, or of a value that has a name, is not a name.
func numbered[E interface {
	~int32
	String() string
}](value E, name string, err error) (E, error) {
	if err == nil {
		return value, nil
	}
	if n, bad := strconv.ParseInt(name, 10, 32); bad == nil && E(n).String() == name {
		return E(n), nil
	}
	return 0, err
}
