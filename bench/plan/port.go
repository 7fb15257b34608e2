package plan

import (
	"fmt"
	"strconv"
	"strings"
)

// FreePort stands in a target's URL and command for a port that is free when the command is started.
const FreePort = "{port}"

// OnFreePort reports whether the target is served at a free port.
func (t *Target) OnFreePort() bool { return strings.Contains(authority(t.URL), FreePort) }

// At returns the target served at a port, if it is to be served at a free one.
func (t Target) At(port int) Target {
	if !t.OnFreePort() {
		return t
	}
	number := strconv.Itoa(port)
	t.URL = strings.Replace(t.URL, FreePort, number, 1) // the first is the authority's
	t.Start = strings.ReplaceAll(t.Start, FreePort, number)
	return t
}

// authority returns what stands in a URL before its path.
func authority(url string) string {
	start := strings.Index(url, "://")
	if start < 0 {
		return ""
	}
	end := strings.IndexAny(url[start+3:], `/?#\`)
	if end < 0 {
		return url
	}
	return url[:start+3+end]
}

// validatePort rejects a free port that nobody gets, or of which the URL knows nothing.
func (t *Target) validatePort(key string) error {
	switch {
	case t.OnFreePort() && t.Start == "":
		return fmt.Errorf("%s.start: missing; %s in the URL is a free port for a command that serves the target; name the command, or write the port", key, FreePort)
	case !t.OnFreePort() && strings.Contains(t.Start, FreePort):
		return fmt.Errorf("%s.url: it has no %s, which the command has; write it instead of the port", key, FreePort)
	}
	return nil
}
