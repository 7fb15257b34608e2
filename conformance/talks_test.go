package conformance_test

import (
	"fmt"
	"testing"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

const (
	viewed = catalogv1.UserActionKind_VIEWED
	liked  = catalogv1.UserActionKind_LIKED
	rated  = catalogv1.UserActionKind_RATED
)

func action(user, book int32, kind catalogv1.UserActionKind, stars, results int32) *catalogv1.UserAction {
	return &catalogv1.UserAction{UserId: user, BookId: book, Kind: kind, Stars: stars, MaxResults: results}
}

// talked is what a session of the catalog itself answers to actions that are right.
func talked(t *testing.T, c *catalog.Catalog, actions []*catalogv1.UserAction) outcome {
	t.Helper()
	o, session := outcome{Code: "OK"}, c.NewSession()
	for i, a := range actions {
		books, err := session.Act(catalogpb.Action(a))
		if err != nil {
			t.Fatalf("the catalog itself says %v to %v", err, a)
		}
		for k, b := range books {
			r := catalogpb.RecommendationOf(b)
			r.Action, r.Remaining = int32(i+1), int32(len(books)-k-1)
			o.Answers = append(o.Answers, r)
		}
	}
	return o
}

// talkCase is a stream of actions, of which the last may be wrong.
type talkCase struct {
	good []*catalogv1.UserAction
	bad  *catalogv1.UserAction
	want outcome // to the bad one
}

func talkCases() []talkCase {
	long := []*catalogv1.UserAction{}
	for i := range int32(3 * catalog.SessionActions) {
		long = append(long, action(9, i*3+1, rated, i%5+1, i%4))
	}
	return []talkCase{
		{},
		{good: []*catalogv1.UserAction{action(0, 1, viewed, 0, 0)}},
		{good: []*catalogv1.UserAction{action(7, 1, liked, 0, 100), action(7, 2, rated, 1, 3), action(7, 150, viewed, 0, 1)}},
		{good: long},
		{nil, action(0, 151, viewed, 0, 0), missing("book_id", "151")},
		{long[:2], action(9, 0, viewed, 0, 0), missing("book_id", "0")},
		{nil, &catalogv1.UserAction{}, invalid("kind", `"" names no kind of action; send VIEWED, LIKED or RATED`)},
		{nil, action(-1, 1, viewed, 0, 0), invalid("user_id", "-1 "+negativeUser)},
		{long[:1], action(8, 1, viewed, 0, 0), invalid("user_id", "8 is not the reader of this stream, who is 9; open another stream")},
		{nil, action(0, 1, rated, 0, 0), invalid("stars", "0 is out of range; send 1 to 5")},
		{nil, action(0, 1, liked, 1, 0), invalid("stars", "1 goes with RATED only; leave it out")},
		{nil, action(0, 1, liked, 0, 101), invalid("max_results", "101 is out of range; send 1 to 100, or 0 for 1")},
	}
}

// Every stream of actions gets the session's answers, up to the action that is wrong and
// ends it.
func TestTalks(t *testing.T) {
	t.Parallel()
	onEvery(t, fewSettings, config{}, func(t *testing.T, s *service, c client) {
		for _, test := range talkCases() {
			actions, want := test.good, talked(t, s.books, test.good)
			if test.bad != nil {
				actions = append(actions[:len(actions):len(actions)], test.bad)
				want.Code, want.Field, want.Text = test.want.Code, test.want.Field, test.want.Text
			}
			for name, talk := range c.talks() {
				got, err := talk(brief(t), actions)
				compare(t, fmt.Sprintf("talk over %s of %d actions, then %v", name, len(test.good), test.bad), got, err, want)
			}
		}
	})
}
