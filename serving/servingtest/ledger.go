package servingtest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/serving"
)

// LedgerChange is what a change of a setting makes of a ledger: by the aspect, and what else
// a row is limited to, the words that the changed rows have and had not.
type LedgerChange struct {
	Setting string
	Change  func(*serving.Config)
	Want    map[string]string
}

// CheckLedgerChanges wants each change to change the rows that it should, and no other.
func CheckLedgerChanges(t *testing.T, base serving.Config, ledger func(serving.Config) serving.Ledger, changes []LedgerChange) {
	t.Helper()
	before := rows(ledger(base))
	for _, change := range changes {
		changed := base
		change.Change(&changed)
		got := make(map[string]string)
		for key, does := range rows(ledger(changed)) {
			if does == before[key] {
				continue
			}
			if want := change.Want[key]; want != "" && strings.Contains(does, want) && !strings.Contains(before[key], want) {
				does = want
			}
			got[key] = does
		}
		if diff := cmp.Diff(change.Want, got); diff != "" {
			t.Errorf("%s: the rows that change differ (-want +got):\n%s", change.Setting, diff)
		}
	}
}

// rows are a ledger's by aspect and limit.
func rows(l serving.Ledger) map[string]string {
	found := make(map[string]string)
	for _, row := range l {
		found[strings.TrimSpace(row.Aspect+" "+row.When)] = row.Does
	}
	return found
}
