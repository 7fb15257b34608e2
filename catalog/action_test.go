package catalog

import (
	"strings"
	"testing"
)

func TestParseActionKind(t *testing.T) {
	for _, test := range []struct {
		name string
		want ActionKind
		bad  bool
	}{
		{name: "", want: UnspecifiedAction},
		{name: "USER_ACTION_KIND_UNSPECIFIED", want: UnspecifiedAction},
		{name: "VIEWED", want: Viewed},
		{name: "LIKED", want: Liked},
		{name: "RATED", want: Rated},
		{name: "viewed", bad: true},
		{name: "ActionKind(4)", bad: true},
		{name: "RATED ", bad: true},
		{name: "1", bad: true},
		{name: strings.Repeat("\n", 5000), bad: true},
	} {
		got, err := ParseActionKind(test.name)
		if got != test.want || (err != nil) != test.bad {
			t.Errorf("ParseActionKind(%.50q) = %v, %v; want %v, an error: %v", test.name, got, err, test.want, test.bad)
		}
		if test.bad {
			checkError(t, err, InvalidArgument, FieldKind, Quote(test.name)+" is not a kind of action; send VIEWED, LIKED or RATED")
		}
	}
}

func TestActionKindString(t *testing.T) {
	for kind, want := range map[ActionKind]string{
		UnspecifiedAction: "USER_ACTION_KIND_UNSPECIFIED", Viewed: "VIEWED", Liked: "LIKED", Rated: "RATED",
		numActionKinds: "ActionKind(4)", 255: "ActionKind(255)",
	} {
		if got := kind.String(); got != want {
			t.Errorf("ActionKind(%d).String() = %q, want %q", uint8(kind), got, want)
		}
		if back, err := ParseActionKind(want); kind < numActionKinds && (back != kind || err != nil) {
			t.Errorf("ParseActionKind(%q) = %v, %v; want %v", want, back, err, kind)
		}
	}
}

func TestActErrors(t *testing.T) {
	c := five()
	for _, test := range []struct {
		action Action
		code   Code
		field  string
		want   string // the detail
	}{
		{Action{UserID: -1, BookID: 3, Kind: Viewed}, InvalidArgument, FieldUserID, "-1 is negative; send the id of a user, or 0 for a reader who is not signed in"},
		{Action{UserID: 8, BookID: 3, Kind: Viewed}, InvalidArgument, FieldUserID, "8 is not the reader of this stream, who is 7; open another stream"},
		{Action{UserID: 0, BookID: 3, Kind: Viewed}, InvalidArgument, FieldUserID, "0 is not the reader of this stream, who is 7; open another stream"},
		{Action{UserID: 7, BookID: 3}, InvalidArgument, FieldKind, `"" names no kind of action; send VIEWED, LIKED or RATED`},
		{Action{UserID: 7, BookID: 3, Kind: numActionKinds}, InvalidArgument, FieldKind, "4 is not a kind of action; send VIEWED, LIKED or RATED"},
		{Action{UserID: 7, BookID: 3, KindErr: invalid(FieldKind, "no"), Stars: 9}, InvalidArgument, FieldKind, "no"},
		{Action{UserID: 7, BookID: 3, Kind: Rated}, InvalidArgument, FieldStars, "0 is out of range; send 1 to 5"},
		{Action{UserID: 7, BookID: 3, Kind: Rated, Stars: 6}, InvalidArgument, FieldStars, "6 is out of range; send 1 to 5"},
		{Action{UserID: 7, BookID: 3, Kind: Viewed, Stars: 5}, InvalidArgument, FieldStars, "5 goes with RATED only; leave it out"},
		{Action{UserID: 7, BookID: 3, Kind: Liked, Stars: -1}, InvalidArgument, FieldStars, "-1 goes with RATED only; leave it out"},
		{Action{UserID: 7, BookID: 3, Kind: Viewed, MaxResults: -1}, InvalidArgument, FieldMaxResults, "-1 is out of range; send 1 to 100, or 0 for 1"},
		{Action{UserID: 7, BookID: 3, Kind: Viewed, MaxResults: 101}, InvalidArgument, FieldMaxResults, "101 is out of range; send 1 to 100, or 0 for 1"},
		{Action{UserID: 7, BookID: 5, Kind: Viewed}, NotFound, FieldBookID, "there is no book 5; send the id of a book of this catalog"},
		// If several fields are wrong, the error names the first in the order of the request,
		// but invalid fields before unknown books.
		{Action{UserID: 8, BookID: 5, Kind: 0, Stars: 9, MaxResults: -1}, InvalidArgument, FieldUserID, "8 is not the reader of this stream, who is 7; open another stream"},
		{Action{UserID: 7, BookID: 5, Kind: 0, Stars: 9, MaxResults: -1}, InvalidArgument, FieldKind, `"" names no kind of action; send VIEWED, LIKED or RATED`},
		{Action{UserID: 7, BookID: 5, Kind: Rated, Stars: 9, MaxResults: -1}, InvalidArgument, FieldStars, "9 is out of range; send 1 to 5"},
		{Action{UserID: 7, BookID: 5, Kind: Viewed, MaxResults: 101}, InvalidArgument, FieldMaxResults, "101 is out of range; send 1 to 100, or 0 for 1"},
	} {
		s := c.NewSession()
		if _, err := s.Act(Action{UserID: 7, BookID: 3, Kind: Viewed}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Act(test.action)
		if got != nil || s.Actions() != 1 {
			t.Errorf("Act(%+v) = %v after %d actions, want an error and 1", test.action, ids(got), s.Actions())
		}
		checkError(t, err, test.code, test.field)
		if got, want := err.Error(), test.field+": "+test.want; got != want {
			t.Errorf("Act(%+v) = %q, want %q", test.action, got, want)
		}
	}
}
