// Peer speaks the contract as it was first released.
//
//	peer serve         serves three books on loopback until standard input ends
//	peer call ADDRESS  makes every call once
//
// Serve prints its address on the first line, and then each message that it received, as
// [Seen]; call prints each call with what came of it, as [Call]. Both are lines of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	out := &printer{to: json.NewEncoder(stdout)}
	switch {
	case len(args) == 1 && args[0] == "serve":
		return serve(stdin, out)
	case len(args) == 2 && args[0] == "call":
		return callAll(ctx, args[1], out)
	}
	return fmt.Errorf("%q is no way to start it; use serve, or call ADDRESS", args)
}

// Seen is a message as this contract reads it.
type Seen struct {
	Method  string          `json:"method"`
	Message json.RawMessage `json:"message"`
	// Unknown is how many bytes belong to fields that this contract does not have.
	Unknown int `json:"unknown"`
}

// Call is a call that was made.
type Call struct {
	Method string `json:"method"`
	Error  string `json:"error,omitempty"`
	// Answers are empty where the call failed before the first.
	Answers []Seen `json:"answers"`
}

func seen(method string, m proto.Message) Seen {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
	if err != nil {
		text, _ = json.Marshal(err.Error()) // shows where a message was wanted
	}
	return Seen{method, text, len(m.ProtoReflect().GetUnknown())}
}

// printer writes lines from any goroutine.
type printer struct {
	mu sync.Mutex
	to *json.Encoder
}

func (p *printer) print(line any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.to.Encode(line)
}
