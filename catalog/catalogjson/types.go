// Package catalogjson is the JSON form of the catalog's messages, the same for a REST
// service, a gRPC service that speaks JSON, and their clients: typed structs, encoded by
// encoding/json. Keys are the field names of the proto; enums are their names.
package catalogjson

type (
	// Book answers GetBook.
	Book struct {
		ID            int32        `json:"id"`
		Title         string       `json:"title"`
		Authors       []string     `json:"authors"`
		Category      string       `json:"category"`
		ISBN          string       `json:"isbn"`
		Language      string       `json:"language"`
		Year          int32        `json:"year"`
		AverageRating float32      `json:"average_rating"`
		RatingCounts  RatingCounts `json:"rating_counts"`
		Price         *Money       `json:"price,omitempty"`
		Description   string       `json:"description"`
		ImageURL      string       `json:"image_url"`
	}

	// RatingCounts says how many readers gave each number of stars.
	RatingCounts struct {
		One   int32 `json:"one"`
		Two   int32 `json:"two"`
		Three int32 `json:"three"`
		Four  int32 `json:"four"`
		Five  int32 `json:"five"`
	}

	// Money is an amount in the minor unit of its currency.
	Money struct {
		MinorUnits int64  `json:"minor_units"`
		Currency   string `json:"currency"`
	}

	// Recommendations answers Recommend.
	Recommendations struct {
		Recommendations []Recommendation `json:"recommendations"`
	}

	// Recommendation is a book in short.
	Recommendation struct {
		ID          int32   `json:"id"`
		Title       string  `json:"title"`
		Author      string  `json:"author"`
		Rating      float32 `json:"rating"`
		Description string  `json:"description"`
		// Action and Remaining are those of RealtimeRecommendations.
		Action    int32 `json:"action,omitempty"`
		Remaining int32 `json:"remaining,omitempty"`
	}

	// RatingHistory answers RatingHistory.
	RatingHistory struct {
		BookID int32          `json:"book_id"`
		Days   []DailyRatings `json:"days"`
	}

	// DailyRatings is one day of a rating history.
	DailyRatings struct {
		// Day counts from 1970-01-01.
		Day int32 `json:"day"`
		RatingCounts
	}

	// BookPage is a part of a listing.
	BookPage struct {
		Books         []Book `json:"books"`
		NextPageToken string `json:"next_page_token"`
	}

	// Rating is one of an upload.
	Rating struct {
		UserID int32 `json:"user_id"`
		BookID int32 `json:"book_id"`
		Stars  int32 `json:"stars"`
	}

	// UploadSummary answers UploadBookRatings.
	UploadSummary struct {
		Accepted   int32       `json:"accepted"`
		Rejected   int32       `json:"rejected"`
		Rejections []Rejection `json:"rejections"`
	}

	// Rejection says why a rating was not accepted.
	Rejection struct {
		Position int32  `json:"position"`
		Field    string `json:"field,omitempty"`
		Detail   string `json:"detail"`
	}

	// Action is one thing that a reader did.
	Action struct {
		UserID     int32  `json:"user_id"`
		BookID     int32  `json:"book_id"`
		Kind       string `json:"kind"`
		Stars      int32  `json:"stars,omitempty"`
		MaxResults int32  `json:"max_results,omitempty"`
	}
)
