package documents

import (
	"strings"
	"testing"
)

// TestFault holds each mistake to its place and to a remedy that fits the file.
func TestFault(t *testing.T) {
	for _, test := range []struct {
		file, text, at, want string // at is the text from the offset on
	}{
		{"o.json", `{"a":1}`, "", ""},
		{"o.json", `{"a":"\ud83d\ude00 \\ud800 \u00e9"}`, "", ""},
		{"o.json", "", "", "empty; a document is a JSON object"},
		{"o.json", " \r\n\t", "", "empty; a document is a JSON object"},
		{"o.json", "{\"a\":\"caf\xe9\"}", "\xe9", "not UTF-8; save it as UTF-8"},
		{"o.json", `{"a":[1,`, "", "unexpected end of JSON input; the text may be cut off"},
		{"o.jsonl", `{"a":[1,`, "", "unexpected end of JSON input; the line is cut off, or a document takes several lines; write each on one line"},
		{"o.jsonl.gz", `{"a"`, "", "write each on one line"},
		{"o.jsonl", `{"a":1},`, ",", "after top-level value; leave out the comma at the end"},
		{"o.jsonl", `{"a":1} , `, ",", "leave out the comma at the end"},
		{"o.json", "{}\n,{}", ",", "leave out the commas between the documents, or write a list in brackets"},
		{"o.jsonl", `{} {`, "{", "after top-level value; write each document on one line"},
		{"o.json", `{} {`, "{", "for many documents write one a line into a .jsonl file"},
		{"o.json", "{}\x00\x00", "\x00", "leave out what follows the document"},
		{"o.json", "{}\u00a0", "\u00a0", "leave out what follows the document"},
		{"o.json", "{} // a", "/", "JSON has no comments; leave them out"},
		{"o.json", "// a\n{}", "/", "JSON has no comments; leave them out"},
		{"o.json", "{\n# a\n}", "#", "JSON has no comments; leave them out"},
		{"o.json", `{"a":1,/* b */"b":2}`, "/", "JSON has no comments; leave them out"},
		{"o.json", `{'a':1}`, "'", "write texts and keys in double quotes"},
		{"o.json", `{"a":'b'}`, "'", "write texts and keys in double quotes"},
		{"o.json", `{a:1}`, "a", "write keys in double quotes"},
		{"o.json", `{"a":NaN}`, "N", `JSON has no NaN; write null, or "NaN" in quotes`},
		{"o.json", `{"a":nan}`, "a", `JSON has no nan; write null, or "nan" in quotes`},
		{"o.json", `{"a":[1,-Infinity]}`, "I", `JSON has no -Infinity; write null, or "-Infinity" in quotes`},
		{"o.json", `{"a":True}`, "T", "write true, false or null"},
		{"o.json", `{"a":None}`, "N", "write true, false or null"},
		{"o.json", `{"a":undefined}`, "u", "write true, false or null"},
		{"o.json", `{"a":1,}`, "}", "leave out the comma before it"},
		{"o.json", `[{},]`, "]", "leave out the comma before it"},
		{"o.json", "{\"a\":\"nan\n\"}", "\n", `write it with a backslash, as in \n or \u0000`},
		{"o.json", `{"a":"C:\Users"}`, "U", `write a backslash as \\`},
		{"o.json", "{\"a\":1}\ufeff{}", "\ufeff", "leave out what follows the document"},
		{"o.json", "{\"a\":\ufeff1}", "\ufeff", "leave out the byte order mark"},
		{"o.json", "id,name\n1,Ash\n", "i", "it looks like CSV; write each row as a JSON object"},
		{"o.json", "\"id\";\"name\"\n1;Ash\n", ";", "it looks like CSV; write each row as a JSON object"},
		{"o.json", "1\t2\n3\t4\n", "2", "it looks like CSV; write each row as a JSON object"},
		{"o.json", `cb({"a":1},2)`, "c", "a document is a JSON object"},
		{"o.json", "\n  id: 7", "i", "a document is a JSON object"},
		{"o.json", "\n$abcdabcd\x12\x03red", "\n", "binary data, such as a protobuf message; a document is a JSON object"},
		{"o.json", "\n\"abcd\x12\x04\xff\xfe", "\n", "binary data, such as a protobuf message"},
		{"o.json", "id: 7", "i", "a document is a JSON object"},
		{"o.json", `{"a":"\ud800"}`, `\ud800`, `\ud800 is half of a surrogate pair; write both halves, or the character itself`},
		{"o.json", `{"a":"\\\uDC00x"}`, `\uDC00`, `\uDC00 is half of a surrogate pair`},
		{"o.json", `{"a":"\ud800\ud800\udc00"}`, `\ud800\ud800`, `\ud800 is half`},
		{"o.json", `{"\udfff":1}`, `\udfff`, `\udfff is half`},
	} {
		offset, what := Document{test.file, test.file, 1, []byte(test.text)}.Fault()
		if (what == "") != (test.want == "") || !strings.Contains(what, test.want) || !strings.HasPrefix(test.text[offset:], test.at) {
			t.Errorf("%s %q: fault %q at %q, want %q at %q", test.file, test.text, what, test.text[offset:], test.want, test.at)
		}
	}
}
