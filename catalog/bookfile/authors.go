package bookfile

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/catalog"
)

// entity matches what may be an HTML character entity.
var entity = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// htmlIn says which character of a text is an HTML entity, whose ";" is not a separator. It is
// empty if there is none.
func htmlIn(text string) string {
	for _, e := range entity.FindAllString(text, -1) {
		if c := html.UnescapeString(e); c != e {
			return "holds " + e + " as HTML writes it; write " + catalog.Quote(c)
		}
	}
	return ""
}

// collection matches a list of names without quotes as other languages print it, such as Scala's
// WrappedArray(A B, C D).
var collection = regexp.MustCompile(`(?i)^(wrappedarray|arraybuffer|array|list|listbuffer|index|series|set|frozenset|seq|vector|tuple)\(`)

// listPiece matches a piece of a list that is not a name; "Homer [attributed]" is a name.
var listPiece = regexp.MustCompile(`[\[{]\s*['"]|['"]\s*[]}]`)

// parseAuthors reads the authors in a value: names separated by ", ", by ";" or by "|", or a
// list as Python, numpy and JSON write it, such as "['A B', 'C D']".
func parseAuthors(text string) ([]string, *problem) {
	names, why := splitAuthors(text)
	if odd := htmlIn(text); odd != "" {
		why = odd
	}
	for i, name := range names {
		if name = strings.TrimSpace(name); slices.Contains(noValue, name) {
			name = "" // checkRow rejects it
		}
		names[i] = name
		if why == "" {
			why = oddName(name)
		}
	}
	if why != "" {
		return nil, &problem{fieldAuthors, catalog.Quote(text) + " " + why + `; write names separated by ", ", or a list such as ['A B', 'C D']`}
	}
	return names, nil
}

// splitAuthors separates the names in a value. why says what is wrong with it.
func splitAuthors(text string) (names []string, why string) {
	if text == "" {
		return nil, ""
	}
	if opensList(text) {
		names, rest, err := parseList(text)
		if err == nil && rest != "" {
			err = fmt.Errorf("after it comes %s", catalog.Quote(rest))
		}
		if err != nil {
			return nil, "is not a list of names: " + err.Error()
		}
		return names, ""
	}
	if opensName(text) {
		names, _, err := parseNames(text, "")
		if err == nil && len(names) == 1 && opensList(names[0]) {
			return splitAuthors(names[0]) // a list that was converted to a text twice
		}
		if err == nil {
			return names, ""
		}
	}
	for _, separator := range []string{";", "|"} {
		if strings.Contains(text, separator) {
			return strings.Split(strings.TrimSuffix(text, separator), separator), ""
		}
	}
	return strings.Split(strings.TrimSuffix(text, ","), ", "), ""
}

// oddName says why a name seems to be a piece of another notation. It is empty if it does not.
func oddName(name string) string {
	switch {
	case strings.HasPrefix(name, ",") || strings.HasSuffix(name, ","):
		return "has a name that begins or ends with a comma"
	case opensList(name) || listPiece.MatchString(name) ||
		strings.Count(name, "[") != strings.Count(name, "]") || strings.Count(name, "{") != strings.Count(name, "}"):
		return "has a piece of a list in a name"
	case collection.MatchString(name):
		return "is the list of another language"
	case len(name) > 2 && name[0] == 'b' && opensName(name[1:]) && name[len(name)-1] == name[1]:
		return "is bytes as Python writes them"
	}
	return ""
}
