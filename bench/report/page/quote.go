package page

import (
	"path"
	"regexp"
	"strings"
)

// Base is the last part of a path of any system.
func Base(name string) string { return path.Base(strings.ReplaceAll(name, `\`, "/")) }

// plain matches what a shell takes as it is.
var plain = regexp.MustCompile(`^[A-Za-z0-9._/+:@%=,-]+$`)

// Shell quotes a word, or a path, for a shell and for commands that take what begins with "-"
// for a flag.
func Shell(word string) string {
	if strings.HasPrefix(word, "-") {
		word = "./" + word
	}
	if plain.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Address is a URL without its password. It is no matter whether the rest is a URL at all.
func Address(raw string) string {
	scheme, rest, _ := strings.Cut(raw, "://")
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	at := strings.LastIndex(host, "@")
	user, _, hidden := strings.Cut(host[:max(0, at)], ":")
	if !hidden {
		return raw
	}
	return scheme + "://" + user + ":xxxxx" + rest[at:]
}
