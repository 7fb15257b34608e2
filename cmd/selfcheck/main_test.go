package main

import (
	"bytes"
	"errors"
	"flag"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for _, test := range []struct{ args, stdout, stderr, err string }{
		{args: "", stdout: "Usage: selfcheck COMMAND"},
		{args: "-help", stderr: "Usage: selfcheck COMMAND", err: flag.ErrHelp.Error()},
		{args: "engine -help", stderr: "Usage of selfcheck engine:", err: flag.ErrHelp.Error()},
		{args: "calibrate -help", stderr: "Usage of selfcheck calibrate:", err: flag.ErrHelp.Error()},
		{args: "stall -help", stderr: "Usage of selfcheck stall:", err: flag.ErrHelp.Error()},
		{args: "engine extra", err: `selfcheck engine takes flags only, got ["extra"]; see selfcheck engine -help`},
		{args: "calibrate extra", err: `selfcheck calibrate takes flags only, got ["extra"]; see selfcheck calibrate -help`},
		{args: "calibrate -runs -1", err: "-runs -1 is out of range; use 0 to 1000"},
		{args: "stall extra", err: `selfcheck stall takes flags only, got ["extra"]; see selfcheck stall -help`},
		{args: "tools -help", stderr: "Usage of selfcheck tools:", err: flag.ErrHelp.Error()},
		{args: "tools extra", err: `selfcheck tools takes flags only, got ["extra"]; see selfcheck tools -help`},
		{args: "motor", err: `unknown command "motor"; use one of engine, calibrate, tools, stall`},
	} {
		var stdout, stderr bytes.Buffer
		err := run(t.Context(), strings.Fields(test.args), &stdout, &stderr)
		if err == nil {
			err = errors.New("")
		}
		if err.Error() != test.err || !strings.Contains(stdout.String(), test.stdout) || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("run(%s) = %v, stdout %q, stderr %q, want %+v", test.args, err, &stdout, &stderr, test)
		}
	}
}
