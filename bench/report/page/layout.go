package page

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// LayOut writes JSON with one line for whatever holds no object, so that a change of one
// figure is a change of one line. Newline is a line end with the indent so far.
func LayOut(out *bytes.Buffer, raw json.RawMessage, newline string) error {
	if (raw[0] != '{' && raw[0] != '[') || bytes.IndexByte(raw[1:], '{') < 0 {
		out.Write(raw)
		return nil
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	open, err := in.Token()
	if err != nil {
		return fmt.Errorf("lay out figures: %w", err)
	}
	out.WriteString(fmt.Sprint(open))
	for n := 0; in.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteString(newline + "  ")
		if open == json.Delim('{') {
			token, err := in.Token()
			if err != nil {
				return fmt.Errorf("lay out figures: %w", err)
			}
			key, err := json.Marshal(token)
			if err != nil {
				return fmt.Errorf("lay out figures: %w", err)
			}
			out.Write(key)
			out.WriteString(": ")
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return fmt.Errorf("lay out figures: %w", err)
		}
		if err := LayOut(out, value, newline+"  "); err != nil {
			return err
		}
	}
	end, err := in.Token()
	if err != nil {
		return fmt.Errorf("lay out figures: %w", err)
	}
	out.WriteString(newline + fmt.Sprint(end))
	return nil
}
