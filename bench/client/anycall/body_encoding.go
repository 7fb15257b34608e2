package anycall

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/documents"
	"github.com/wiretax/wiretax/plaintext"
)

// checkEncoding returns an error for a file's body that would be sent as JSON and is not UTF-8, or
// is JSON in a form that servers do not expect. It believes what headers say of the body, and
// accepts anything that is not JSON.
func checkEncoding(file string, body []byte, header http.Header) error {
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	switch {
	case header.Get("Content-Encoding") != "" || parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8"):
		return nil // it says how to read it
	case err == nil && !conn.IsJSON(media):
		return nil
	}
	isJSON := err == nil
	wide := plaintext.WideEncoding(body)
	switch {
	case wide != "" && (isJSON || beginsAsJSON(body)):
		return fmt.Errorf("%s is %s, and JSON is UTF-8; save it as such, as with iconv -f %[2]s -t UTF-8, or send a header that says what it is, such as 'Content-Type: application/json; charset=%[3]s'",
			file, wide, strings.ToLower(wide))
	case bytes.HasPrefix(body, []byte("\x1f\x8b")) && (isJSON || holdsJSON(file, body)):
		return fmt.Errorf("%s is gzip, and would be sent unchanged; unpack it, or send a header that says what it is, such as 'Content-Encoding: gzip' or 'Content-Type: application/gzip'", file)
	case !utf8.Valid(body) && (isJSON || json.Valid(body)):
		return fmt.Errorf("%s is not UTF-8, as JSON is; save it as such, as with iconv -f ISO-8859-1 -t UTF-8, or send a header that says what it is, such as 'Content-Type: application/octet-stream'", file)
	}
	return nil
}

// beginsAsJSON reports whether a text of wide characters begins as JSON does. A byte order mark
// is enough: without one any binary file may begin like such a text.
func beginsAsJSON(wide []byte) bool {
	begin := bytes.Trim(wide[:min(4, len(wide))], "\x00")
	return len(begin) > 0 && strings.IndexByte("{[\"\xff\xfe", begin[0]) >= 0
}

// holdsJSON reports whether a gzip file holds JSON.
func holdsJSON(file string, body []byte) bool {
	plain, err := documents.Plain(file, body)
	return err == nil && (json.Valid(plain) || documents.Count(plain) > 1)
}
