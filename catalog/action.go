package catalog

import "strconv"

// ActionKind says what a reader did with a book. The numbers are those of the protobuf enum
// UserActionKind.
type ActionKind uint8

// The kinds. An action is never of UnspecifiedAction.
const (
	UnspecifiedAction ActionKind = iota
	Viewed
	Liked
	Rated

	numActionKinds
)

const (
	unspecifiedActionName = "USER_ACTION_KIND_UNSPECIFIED"
	validActionKinds      = "VIEWED, LIKED or RATED"
)

// String returns the name that JSON and protobuf use, or "ActionKind(n)" for a number that
// names no kind.
func (k ActionKind) String() string {
	switch k {
	case UnspecifiedAction:
		return unspecifiedActionName
	case Viewed:
		return "VIEWED"
	case Liked:
		return "LIKED"
	case Rated:
		return "RATED"
	}
	return "ActionKind(" + strconv.Itoa(int(k)) + ")"
}

// ParseActionKind returns the kind of that name, which must be in capitals, as
// [ParseCategory] does for categories.
func ParseActionKind(s string) (ActionKind, error) {
	if s == "" {
		return UnspecifiedAction, nil
	}
	for k := UnspecifiedAction; k < numActionKinds; k++ {
		if s == k.String() {
			return k, nil
		}
	}
	return UnspecifiedAction, invalid(FieldKind, Quote(s)+" is not a kind of action; send "+validActionKinds)
}

// checkKind rejects actions without a kind, and stars of any kind but Rated.
func (a *Action) checkKind() error {
	switch {
	case a.KindErr != nil:
		return a.KindErr
	case a.Kind == UnspecifiedAction:
		return invalid(FieldKind, Quote("")+" names no kind of action; send "+validActionKinds)
	case a.Kind >= numActionKinds:
		return invalid(FieldKind, itoa(int32(a.Kind))+" is not a kind of action; send "+validActionKinds)
	case a.Kind == Rated:
		return checkStars(a.Stars)
	case a.Stars != 0:
		return invalid(FieldStars, itoa(a.Stars)+" goes with RATED only; leave it out")
	}
	return nil
}
