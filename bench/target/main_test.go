package target_test

import (
	"io"
	"log"
)

// quiet is where servers write what the tests make them complain of.
var quiet = log.New(io.Discard, "", 0)
