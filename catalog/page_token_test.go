package catalog

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"
)

func TestPageToken(t *testing.T) {
	for _, id := range []int32{1, 9, 10, 1000, math.MaxInt32} {
		token := pageToken(id)
		if got, err := readToken(token); got != id || err != nil {
			t.Errorf("readToken(%q) = %d, %v; want %d", token, got, err, id)
		}
	}
	if got, err := readToken(""); got != 0 || err != nil {
		t.Errorf(`readToken("") = %d, %v; want 0`, got, err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	for _, token := range []string{
		" ", "7", "after:7", "YWZ0ZXI6Nw==", " " + pageToken(7), pageToken(7) + "\n", pageToken(7)[1:],
		encode([]byte("after:")), encode([]byte("after:0")), encode([]byte("after:-7")), encode([]byte("after:+7")),
		encode([]byte("after:07")), encode([]byte("after:7 ")), encode([]byte("after: 7")), encode([]byte("after:2147483648")),
		encode([]byte("after:after:7")), encode([]byte("7")), encode([]byte("before:7")), encode([]byte("after:7\x00")),
		// Another spelling of the last bits, which the decoder alone would let pass.
		"YWZ0ZXI6Nz",
		"\xff\xfe", strings.Repeat("YWZ0ZXI6", 10_000),
	} {
		checkBadToken(t, token)
	}
}

func checkBadToken(t *testing.T, token string) {
	t.Helper()
	books, next, err := five().Page(PageQuery{Token: token})
	if err == nil {
		t.Errorf("Page(token %q) = %v, %q; want an error", token, ids(books), next)
		return
	}
	checkError(t, err, InvalidArgument, FieldPageToken, Quote(token), "next_page_token")
	if n := len(err.Error()); n > 4*maxQuoted+150 {
		t.Errorf("the error of a token of %d bytes has %d: %q", len(token), n, err)
	}
}

// A token is accepted only if a page came with it.
func FuzzPageToken(f *testing.F) {
	for _, token := range []string{
		"", "x", pageToken(3), pageToken(4), pageToken(70), pageToken(math.MaxInt32), "YWZ0ZXI6Nz", "YWZ0ZXI6MA",
		"YWZ0ZXI6LTE", "YWZ0ZXI6MjE0NzQ4MzY0OA", "YWZ0ZXI6", "YWZ0ZXI6Nw==", "\xff", "é",
	} {
		f.Add(token)
	}
	c := five()
	f.Fuzz(func(t *testing.T, token string) {
		after, err := readToken(token)
		if err != nil {
			checkBadToken(t, token)
			return
		}
		if after < 0 || token != "" && pageToken(after) != token {
			t.Errorf("readToken(%q) = %d, of which the token is %q", token, after, pageToken(after))
		}
		books, next, err := c.Page(PageQuery{Token: token, Size: 2})
		want := listed(t, c, ListQuery{AfterID: after})
		if err != nil || len(books) != min(2, len(want)) || (next == "") != (len(want) <= 2) {
			t.Errorf("Page(token %q) = %v, %q, %v; want the first two of %v", token, ids(books), next, err, want)
		}
		for i, b := range books {
			if b.ID != want[i] {
				t.Errorf("Page(token %q) = %v, want the first of %v", token, ids(books), want)
			}
		}
	})
}
