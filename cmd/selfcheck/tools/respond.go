package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/wiretax/wiretax/cmd/selfcheck/responder"
)

// respondChild is the word that follows Command in the command line of the responder.
const respondChild = "respond"

// respond serves on ports of its own until ctx is done.
func respond(ctx context.Context, args []string, stdout io.Writer) (err error) {
	if len(args) > 0 {
		return fmt.Errorf("selfcheck %s %s takes no arguments, got %q", Command, respondChild, args)
	}
	r, err := responder.Listen()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := json.NewEncoder(stdout).Encode(r.Addresses); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, r.Stop)
	defer stop()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return r.Serve()
}
