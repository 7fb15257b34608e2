package catalog

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// start begins an attempt that has to be allowed.
func start(t rapid.TB, c *Catalog, id string) *Upload {
	t.Helper()
	u, err := c.StartUpload(id)
	if err != nil {
		t.Fatalf("StartUpload(%q): %v", id, err)
	}
	return u
}

// send adds ratings of a book.
func send(u *Upload, bookID int32, stars ...int32) {
	for _, s := range stars {
		u.Add(Rating{BookID: bookID, Stars: s})
	}
}

func checkSummary(t *testing.T, when string, u *Upload, want UploadSummary) {
	t.Helper()
	if diff := cmp.Diff(want, u.Summary()); diff != "" {
		t.Errorf("%s: Summary() differs (-want +got):\n%s", when, diff)
	}
}

func TestUploadRejectsAndGoesOn(t *testing.T) {
	c := romances([5]int32{})
	u := start(t, c, "")
	checkSummary(t, "before the first rating", u, UploadSummary{})
	send(u, 1, 5, 6)
	u.Reject("", "the line is no JSON")
	send(u, 2, 5)
	u.Add(Rating{UserID: -1, BookID: 1, Stars: 5})
	u.Reject(FieldStars, `"five" is no number`)
	send(u, 1, 4)
	checkSummary(t, "an upload of seven", u, UploadSummary{Accepted: 2, Rejected: 5, Rejections: []Rejection{
		{2, FieldStars, "6 is out of range; send 1 to 5"},
		{3, "", "the line is no JSON"},
		{4, FieldBookID, "there is no book 2; send the id of a book of this catalog"},
		{5, FieldUserID, "-1 is negative; send the id of a user, or 0 for a reader who is not signed in"},
		{6, FieldStars, `"five" is no number`},
	}})
	if got, want := get(t, c, 1).RatingCounts, [5]int32{3: 1, 4: 1}; got != want {
		t.Errorf("after the upload the book has %v, want %v", got, want)
	}
}

// What is rejected is counted to the last, and named up to the hundredth.
func TestUploadNamesTheFirstRejections(t *testing.T) {
	u := start(t, romances([5]int32{}), "a")
	for range MaxRejections + 5 {
		send(u, 1, 5, 0)
	}
	s := u.Summary()
	if s.Accepted != MaxRejections+5 || s.Rejected != MaxRejections+5 || len(s.Rejections) != MaxRejections {
		t.Fatalf("Summary() = %d accepted, %d rejected, %d named; want %d, %[4]d and %[5]d",
			s.Accepted, s.Rejected, len(s.Rejections), MaxRejections+5, MaxRejections)
	}
	for i, r := range s.Rejections {
		if want := (Rejection{2*i + 2, FieldStars, "0 is out of range; send 1 to 5"}); r != want {
			t.Errorf("rejection %d = %+v, want %+v", i, r, want)
		}
	}
	s.Rejections[0].Position = 99
	if got := u.Summary().Rejections[0].Position; got != 2 {
		t.Errorf("the first rejection is at %d after a caller wrote into his copy, want 2", got)
	}
}

func TestUploadRetriedFromTheStart(t *testing.T) {
	c := romances([5]int32{})
	first := start(t, c, "retried")
	send(first, 1, 5, 0, 4)
	rejections := []Rejection{{2, FieldStars, "0 is out of range; send 1 to 5"}}
	checkSummary(t, "when it breaks off", first, UploadSummary{Accepted: 2, Rejected: 1, Rejections: rejections})

	second := start(t, c, "retried")
	checkSummary(t, "when it begins again", second, UploadSummary{Accepted: 2, Rejected: 1, Rejections: rejections})
	send(second, 1, 5, 0, 4, 9, 3)
	rejections = append(rejections, Rejection{4, FieldStars, "9 is out of range; send 1 to 5"})
	checkSummary(t, "at the end", second, UploadSummary{Accepted: 3, Rejected: 2, Rejections: rejections, Repeated: 3})

	third := start(t, c, "retried")
	send(third, 1, 5, 0, 4, 9, 3)
	checkSummary(t, "sent once more", third, UploadSummary{Accepted: 3, Rejected: 2, Rejections: rejections, Repeated: 5})

	if got, want := get(t, c, 1).RatingCounts, [5]int32{2: 1, 3: 1, 4: 1}; got != want {
		t.Errorf("after three attempts the book has %v, want %v", got, want)
	}
	for i, test := range []struct {
		upload *Upload
		want   [3]int
	}{{first, [3]int{2, 1, 0}}, {second, [3]int{1, 1, 3}}, {third, [3]int{0, 0, 5}}} {
		accepted, rejected, repeated := test.upload.Counts()
		if got := [3]int{accepted, rejected, repeated}; got != test.want {
			t.Errorf("attempt %d: Counts() = %v, want %v", i+1, got, test.want)
		}
	}
}

// Uploads of different ids, of none, or of another catalog share nothing.
func TestUploadsAreApart(t *testing.T) {
	c := romances([5]int32{})
	other := romances([5]int32{})
	for _, u := range []*Upload{start(t, c, "a"), start(t, c, "b"), start(t, c, ""), start(t, c, ""), start(t, other, "a")} {
		send(u, 1, 5)
		checkSummary(t, "an upload of its own", u, UploadSummary{Accepted: 1})
	}
	if got, want := get(t, c, 1).RatingCounts[4], int32(4); got != want {
		t.Errorf("four uploads count %d times, want %d", got, want)
	}
}

func TestUploadID(t *testing.T) {
	c := romances([5]int32{})
	for _, id := range []string{"a", "é\x00\n", strings.Repeat("x", MaxUploadID), strings.Repeat("é", MaxUploadID/2)} {
		send(start(t, c, id), 1, 5)
		second := start(t, c, id)
		send(second, 1, 5)
		checkSummary(t, "the second attempt at "+strconv.Quote(id), second, UploadSummary{Accepted: 1, Repeated: 1})
	}
	for _, id := range []string{strings.Repeat("x", MaxUploadID+1), strings.Repeat("\n", 1<<20)} {
		u, err := c.StartUpload(id)
		if u != nil {
			t.Errorf("StartUpload of %d bytes = %v, want none", len(id), u)
		}
		checkError(t, err, InvalidArgument, FieldUploadID, strconv.Itoa(len(id))+" bytes", "send at most 128")
		if n := len(err.Error()); n > 200 {
			t.Errorf("the error of an id of %d bytes has %d, want 200 at the most", len(id), n)
		}
	}
}

// Of so many uploads those that were begun last are remembered.
func TestUploadsAreForgotten(t *testing.T) {
	c := romances([5]int32{})
	remembered := func(id string) bool {
		u := start(t, c, id)
		send(u, 1, 5)
		_, _, repeated := u.Counts()
		return repeated == 1
	}
	for k := range KeptUploads {
		if remembered("upload " + strconv.Itoa(k)) {
			t.Fatalf("upload %d is known before it began", k)
		}
	}
	if !remembered("upload 0") {
		t.Error("the first of 1,000 uploads is forgotten")
	}
	open := start(t, c, "upload 1") // begun again too
	remembered("one more")
	for id, want := range map[string]bool{"upload 0": true, "upload 3": true, "upload 999": true} {
		if got := remembered(id); got != want {
			t.Errorf("after one upload more %q is remembered: %v, want %v", id, got, want)
		}
	}
	if remembered("upload 2") {
		t.Error("upload 2, which was begun before all others, is remembered after one more")
	}
	if n, m := len(c.uploads.byID), c.uploads.recent.Len(); n != KeptUploads || m != KeptUploads {
		t.Errorf("%d uploads are kept, %d in their order; want %d", n, m, KeptUploads)
	}
	// An attempt outlives what is remembered of its upload.
	for k := range KeptUploads {
		remembered("later " + strconv.Itoa(k))
	}
	send(open, 1, 5, 5)
	checkSummary(t, "an attempt at a forgotten upload", open, UploadSummary{Accepted: 2, Repeated: 1})
}

// An id is remembered without the request that it was cut from.
func TestUploadIDIsACopy(t *testing.T) {
	c := romances([5]int32{})
	id := "upload_id=abc"[10:]
	start(t, c, id)
	kept := append(slices.Collect(maps.Keys(c.uploads.byID)), c.uploads.recent.Front().Value.(named).id)
	for _, k := range kept {
		if k != id || unsafe.StringData(k) == unsafe.StringData(id) {
			t.Errorf("%q is kept in the memory of the request, want a copy of %q", k, id)
		}
	}
}

func TestUploadRejectionsAreTheCallers(t *testing.T) {
	u := start(t, romances([5]int32{}), "")
	u.Reject("a", "b")
	before := u.Summary().Rejections
	u.Reject("c", "d")
	if want := []Rejection{{1, "a", "b"}}; !slices.Equal(before, want) {
		t.Errorf("an earlier summary has %v after another rejection, want %v", before, want)
	}
}
