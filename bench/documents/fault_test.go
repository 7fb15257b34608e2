package documents

import (
	"strings"
	"testing"
)

// TestFault checks that each mistake is located, with a remedy that fits the file.
func TestFault(t *testing.T) {
	for _, test := range []struct {
		file, text, at, want string // at is the text from the offset on
	}{
		{"o.json", `{"a":1}`, "", ""},
		{"o.json", `{"a":"\ud83d\ude00 \\ud800 \u00e9"}`, "", ""},
		{"o.json", "", "", "empty; a document is a JSON object"},
		{"o.json", " \r\n\t", "", "empty; a document is a JSON object"},
		{"o.json", "{\"a\":\"caf\xe9\"}", "\xe9", "not UTF-8; save it as UTF-8"},
		{"o.json", `{"a":[1,`, "", "the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed"},
		{"o.jsonl", `{"a":[1,`, "", "the line ends within a document; it is cut off, or a document takes several lines; write each on one line"},
		{"o.jsonl.gz", `{"a"`, "", "write each on one line"},
		{"o.jsonl", `{"a":1},`, ",", "',' after the document; leave out the comma at the end"},
		{"o.jsonl", `{"a":1} , `, ",", "leave out the comma at the end"},
		{"o.json", "{}\n,{}", ",", "leave out the commas between the documents, or write a list in brackets"},
		{"o.jsonl", `{} {`, "{", "'{' after the document; write each document on one line"},
		{"o.json", `{} {`, "{", "for many documents write one a line into a .jsonl file"},
		{"o.json", "{}\x00\x00", "\x00", "leave out what follows the document"},
		{"o.json", "{}\u00a0", "\u00a0", "leave out what follows the document"},
		{"o.json", "{} // a", "/", "JSON has no comments; leave them out"},
		{"o.json", "// a\n{}", "/", "JSON has no comments; leave them out"},
		{"o.json", "// a, b\n{}", "/", "JSON has no comments; leave them out"},
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
		{"o.json", "\n$abcdabcd\x12\x03red", "\n", "binary data; a document is a JSON object, not a protobuf message"},
		{"o.json", "\n\"abcd\x12\x04\xff\xfe", "\n", "binary data; a document is a JSON object"},
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

// TestFaultInPlainWords checks that an error names what was found, what should be there, and what
// to do.
func TestFaultInPlainWords(t *testing.T) {
	const value, key = " instead of a value; ", " instead of a key in double quotes; "
	const inObject, inList = " after a value instead of a comma or }; ", " after a value instead of a comma or ]; "
	const colon = " after a key instead of a colon; "
	const straight = `write texts and keys in double quotes, "`
	for text, want := range map[string]string{
		// Values of other languages.
		`{"a":NaN}`:       "'NaN'" + value + `JSON has no NaN; write null, or "NaN" in quotes`,
		`{"a":nan}`:       "'nan'" + value + `JSON has no nan; write null, or "nan" in quotes`,
		`{"a":+Infinity}`: "'+Infinity'" + value + `JSON has no +Infinity; write null, or "+Infinity" in quotes`,
		`{"a":tru}`:       "'tru'" + value + "write texts in double quotes",
		`{"a":nullx}`:     "'nullx'" + value + "write texts in double quotes",
		`{"a":TRUE}`:      "'TRUE'" + value + "write true, false or null",
		`{"a":été}`:       "'été'" + value + "write texts in double quotes",
		`{"a":(1)}`:       "'('" + value + "write texts in double quotes",
		// Numbers.
		`{"a":01}`:         "'01'" + value + "leave out the zeros that a number begins with, or write it in double quotes as a text",
		`[-007.5]`:         "'-007.5'" + value + "leave out the zeros that a number begins with, or write it in double quotes as a text",
		`{"a":+1}`:         "'+1'" + value + "leave out the plus sign",
		`{"a":.5}`:         "'.5'" + value + "write a digit before the point, as in 0.5",
		`{"a":-.5}`:        "'-.5'" + value + "write a digit before the point, as in 0.5",
		`{"a":1.}`:         "'1.'" + value + "write a digit after the point, as in 1.0",
		`{"a":1.e5}`:       "'1.e5'" + value + "write a digit after the point, as in 1.0",
		`{"a":1e}`:         "'1e'" + value + "write a digit after the e, as in 1e5",
		`{"a":0x1F}`:       "'0x1F'" + value + "write the number in decimal digits",
		`{"a":0b11}`:       "'0b11'" + value + "write the number in decimal digits",
		`{"a":1_000}`:      "'1_000'" + value + "leave out the underscores",
		`{"a":10n}`:        "'10n'" + value + "leave out the letter",
		`{"a":-}`:          "'-'" + value + "write a digit after the minus sign",
		`{"a":1,000}`:      "'000'" + key + "leave out the comma in the number, or write keys in double quotes",
		`{"a":2024-01-02}`: "'2024-01-02'" + value + "write texts in double quotes",
		`{"a":1.2.3}`:      "'1.2.3'" + value + "write texts in double quotes",
		"+1":               "'+1'" + value + "leave out the plus sign",
		// Keys, commas and colons.
		`{id:1}`:             "'id'" + key + "write keys in double quotes",
		`{été:1}`:            "'été'" + key + "write keys in double quotes",
		`{1:2}`:              "'1'" + key + "write keys in double quotes",
		`{[]:2}`:             "'['" + key + "write keys in double quotes",
		`{"a":1,,"b":2}`:     "','" + key + "leave it out",
		`{]`:                 "']'" + key + "write } instead, or before it",
		`{"a":1,}`:           "'}'" + key + "leave out the comma before it",
		`{"a":1 "b":2}`:      "'\"'" + inObject + "write a comma before it",
		"{\"a\":{}\n{}}":     "'{'" + inObject + "write a comma before it",
		`[1 2]`:              "'2'" + inList + "write a comma before it",
		`[{} x]`:             "'x'" + inList + "write a comma before it",
		`{"a":1;"b":2}`:      "';'" + inObject + "write a comma instead",
		`{"a":1]`:            "']'" + inObject + "write } instead, or before it",
		`[1}`:                "'}'" + inList + "write ] instead, or before it",
		`["a":1]`:            "':'" + inList + "write keys and their values in braces",
		`{"a" 1}`:            "'1'" + colon + "write a colon before it",
		`{"a" "b"}`:          "'\"'" + colon + "write a colon before it",
		`{"a"="b"}`:          "'='" + colon + "write a colon instead",
		`{"a"}`:              "'}'" + colon + "write a colon and a value after the key",
		`{"a","b"}`:          "','" + colon + "write a colon and a value after the key",
		`{"a":}`:             "'}'" + value + "write a value before it, such as null",
		`{"a":,"b":1}`:       "','" + value + "write a value before it, such as null",
		`{"a"::1}`:           "':'" + value + "leave it out",
		`[1,,2]`:             "','" + value + "leave it out",
		`[1,]`:               "']'" + value + "leave out the comma before it",
		`{"a":"say "hi" x"}`: "'hi'" + inObject + `write a double quote within a text as \"`,
		// Quotes and characters that look like others.
		`{“a”:1}`:               "'“'" + key + straight,
		`{"a":”b”}`:             "'”'" + value + straight,
		`{"a":‘b’}`:             "'‘'" + value + straight,
		`{«a»:1}`:               "'«'" + key + straight,
		"{`a`:1}":               "'`'" + key + straight,
		`{'a':1}`:               `"'"` + key + straight,
		`{\"a\":1}`:             `'\'` + key + "write double quotes without backslashes",
		`{"a"：1}`:               "'：'" + colon + "write ':' instead",
		"\u00a0{}":              "U+00A0" + value + "leave it out, or write a plain space",
		"{\u00a0\"a\":1}":       "U+00A0" + key + "leave it out, or write a plain space",
		"{\"a\":1\u200b}":       "U+200B" + inObject + "leave it out, or write a plain space",
		"{\"a\":\u20281}":       "U+2028" + value + "leave it out, or write a plain space",
		"{}\u00a0":              "U+00A0 after the document; leave out what follows the document",
		"{\"a\":\"b\n\"}":       `a line feed within a text; write it with a backslash, as in \n or \u0000, or close the quotes before it`,
		"{\"a\":\"b\x01\"}":     `U+0001 within a text; write it with a backslash, as in \n or \u0000, or close the quotes before it`,
		`{"a":"C:\Users"}`:      `'U' after a backslash, where it has no meaning; write a backslash as \\`,
		`{"a":"C:\users"}`:      `'s' instead of a hexadecimal digit of \u; write four digits, or a backslash as \\`,
		`{"a":"\é"}`:            `'é' after a backslash, where it has no meaning; write a backslash as \\`,
		"{\"a\":\"x\\\r\n\"}":   `a carriage return after a backslash, where it has no meaning; write a backslash as \\`,
		`{"a":1 // one` + "\n}": "'/'" + inObject + "JSON has no comments; leave them out",
		// Ends.
		`{"a":"b`: "the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed",
		`{"a":tr`: "the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed",
		`{"a":1.`: "the text ends within a document; it may be cut off, or a brace, bracket or quote is not closed",
		"{}}":     "'}' after the document; leave out what follows the document",
	} {
		if _, what := (Document{File: "o.json", Text: []byte(text)}).Fault(); what != want {
			t.Errorf("%s:\n got %s\nwant %s", text, what, want)
		}
	}
}
