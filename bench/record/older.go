package record

import "encoding/json"

// olderEmptyRequest is what folders before format 2 call the operation [EmptyRequest].
const olderEmptyRequest = "floor"

// readOlder takes the fields that lines of earlier versions have under other names.
func (t *Trial) readOlder(line []byte) error {
	var older struct {
		Hops             []Hop   `json:"legs"`
		FixedWorkSeconds float64 `json:"spin_seconds"`
	}
	if err := json.Unmarshal(line, &older); err != nil {
		return err
	}
	if len(t.Hops) == 0 {
		t.Hops = older.Hops
	}
	if t.FixedWorkSeconds == 0 {
		t.FixedWorkSeconds = older.FixedWorkSeconds
	}
	return nil
}
