package catalog

import "strconv"

// Code says why a query was rejected. The services map it to their own status codes.
type Code uint8

// The codes.
const (
	// NotFound: the book that the query names does not exist.
	NotFound Code = iota + 1
	// InvalidArgument: the query breaks a limit, whatever books there are.
	InvalidArgument
)

// String returns "not found" or "invalid argument".
func (c Code) String() string {
	switch c {
	case NotFound:
		return "not found"
	case InvalidArgument:
		return "invalid argument"
	}
	return "Code(" + strconv.Itoa(int(c)) + ")"
}

// The names of the arguments, as [Error].Field has them.
const (
	FieldID         = "id"
	FieldBookID     = "book_id"
	FieldUserID     = "user_id"
	FieldCategory   = "category"
	FieldMaxResults = "max_results"
	FieldDays       = "days"
	FieldLimit      = "limit"
	FieldAfterID    = "after_id"
	FieldPageSize   = "page_size"
	FieldPageToken  = "page_token"
	FieldStars      = "stars"
	FieldKind       = "kind"
	FieldUploadID   = "upload_id"
)

// Error says why a query was rejected. Every error of a query, of a rating and of a parser of
// names is an *Error.
type Error struct {
	Code Code
	// Field is the argument at fault, by its name in the protobuf request.
	Field string
	// Detail has the bad value and the remedy, in one line.
	Detail string
}

// Error returns one line that names the field, the bad value and the remedy.
func (e *Error) Error() string { return e.Field + ": " + e.Detail }

func invalid(field, detail string) error {
	return &Error{Code: InvalidArgument, Field: field, Detail: detail}
}

func notFound(field string, id int32) error {
	return &Error{Code: NotFound, Field: field, Detail: "there is no book " + itoa(id) + "; send the id of a book of this catalog"}
}

func itoa(n int32) string { return strconv.Itoa(int(n)) }

// maxQuoted is how much of a stranger's value an error quotes, in bytes.
const maxQuoted = 40

// Quote returns s as errors quote it: in quotes, on one line, and cut if it is long.
func Quote(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	return strconv.Quote(s[:maxQuoted]) + "…"
}
