package reporttest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"testing"

	"github.com/wiretax/wiretax/bench/report/page"
)

// CheckPicture holds every measure of a picture inside it.
func CheckPicture(t *testing.T, svg []byte) {
	t.Helper()
	in := xml.NewDecoder(bytes.NewReader(svg))
	var height float64
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the picture is not XML: %v", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range element.Attr {
			limit, isNumber := float64(page.PictureWidth), true
			switch a.Name.Local {
			case "x", "x1", "x2", "cx", "width", "r", "rx":
			case "y", "y1", "y2", "cy", "height":
				limit = math.Inf(1)
				if height > 0 {
					limit = height
				}
			default:
				isNumber = false
			}
			if !isNumber {
				continue
			}
			v, err := strconv.ParseFloat(a.Value, 64)
			if err != nil || !page.Finite(v) || v < 0 || v > limit {
				t.Errorf("<%s> has %s = %q, want a number from 0 to %v", element.Name.Local, a.Name.Local, a.Value, limit)
			}
			if element.Name.Local == "svg" && a.Name.Local == "height" {
				height = v
			}
		}
	}
}
