package section

import "testing"

// A report of one run is made again in that run's folder, where it replaces itself alone.
func TestCommandNamesTheRunFolder(t *testing.T) {
	for folder, want := range map[string]string{
		"results/1-quick": "wiretax report --dir results/1-quick results/1-quick",
		"/my runs/1":      "wiretax report --dir '/my runs/1' '/my runs/1'",
		"-x/1":            "wiretax report --dir ./-x/1 ./-x/1",
		"it's":            `wiretax report --dir 'it'\''s' 'it'\''s'`,
	} {
		if got := Command(folder); got != want {
			t.Errorf("Command(%q) = %s, want %s", folder, got, want)
		}
	}
}

func TestCheckout(t *testing.T) {
	for _, c := range []struct {
		version, commit string
		changed         bool
	}{
		{"v0.1.0", "v0.1.0", false},
		{"v0.0.0-20261123015959-0123456789ab", "0123456789ab", false},
		{"v0.1.1-0.20261123015959-0123456789ab+dirty", "0123456789ab", true},
		{"v0.1.0-3-g0123456-dirty", "v0.1.0-3-g0123456", true},
		{"(devel)", "", false},
		{"", "", false},
	} {
		if commit, changed := checkout(c.version); commit != c.commit || changed != c.changed {
			t.Errorf("checkout(%q) = %q, %v, want %q, %v", c.version, commit, changed, c.commit, c.changed)
		}
	}
}
