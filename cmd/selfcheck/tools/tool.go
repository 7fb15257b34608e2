package tools

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// The tools, as the tables name them.
const (
	lean   = "wiretax lean"
	native = "wiretax native"
	wrk    = "wrk"
	ab     = "ab"
	h2load = "h2load"
	ghz    = record.Ghz
	vegeta = record.Vegeta
	hey    = "hey"
	fortio = "fortio"
	k6     = "k6"
)

// wiretax is the program of the first two.
const wiretax = "wiretax"

// tool is a load generator.
type tool struct {
	name, program string
	// does reports whether the tool can do a job as it is asked for.
	does func(j *job) bool
	// args are its arguments. It runs in the job's folder.
	args func(j *job) []string
	// read returns what it says of its run.
	read func(ctx context.Context, path string, j *job, stdout []byte) (outcome, error)
	// version is the argument with which it prints its version. Empty: the program says of what
	// module it was built.
	version string
}

// tools are all tools, in the tables' order. What a tool cannot do is left out of its groups:
// ab, wrk, hey and k6 speak no HTTP/2 in plaintext, fortio and vegeta share one connection or
// open one for each caller, and fortio and k6 cannot share connections over gRPC.
var tools = []tool{
	{lean, wiretax, anyJob, wiretaxArgs(contract.LeanClient), readWiretax, "version"},
	{native, wiretax, anyJob, wiretaxArgs(contract.NativeClient), readWiretax, "version"},
	{wrk, wrk, closed(http1), wrkArgs, readWrk, "-v"},
	{ab, ab, closed(http1), abArgs, readAB, "-V"},
	{h2load, h2load, closed(h2c, overGRPC), h2loadArgs, readH2load, "--version"},
	{ghz, ghz, of(overGRPC), ghzArgs, readGhz, ""},
	{vegeta, vegeta, vegetaDoes, vegetaArgs, readVegeta, ""},
	{hey, hey, closed(http1), heyArgs, readHey, ""},
	{fortio, fortio, closed(http1), fortioArgs, readFortio, ""},
	{k6, k6, closed(http1), k6Args, readK6, ""},
}

// job is what a tool is asked to do: a closed loop if rate is 0, and for length if requests is 0.
type job struct {
	protocol    protocol
	address     string
	connections int
	rate        float64
	length      time.Duration
	// warmup comes before an open loop, by the tools that know one.
	warmup   time.Duration
	requests int64
	// dir is a folder with the files that tools need.
	dir string
}

func (j *job) url() string {
	if j.protocol == overGRPC {
		return "http://" + j.address + getBook.RPC
	}
	return "http://" + j.address + bookPath
}

// seconds writes the length for tools that take whole seconds, at least one.
func (j *job) seconds() string {
	return strconv.Itoa(max(1, int(j.length.Round(time.Second).Seconds())))
}

// total is how many requests an open loop sends.
func (j *job) total() int64 { return int64(j.rate * j.length.Seconds()) }

func anyJob(*job) bool { return true }

// of is for tools that speak only one protocol.
func of(p protocol) func(*job) bool { return func(j *job) bool { return j.protocol == p } }

// closed is for tools without an open loop, and without a number of requests.
func closed(among ...protocol) func(*job) bool {
	return func(j *job) bool { return slices.Contains(among, j.protocol) && j.rate == 0 && j.requests == 0 }
}

// outcome is what a tool says of its run.
type outcome struct {
	completed, failed int64
	// seconds is how long it sent.
	seconds float64
	// load is the whole result of wiretax; nil of other tools.
	load *record.Load
}

// The files that tools need, in the folder of a job.
const (
	protosetFile = "catalog.binpb"
	frameFile    = "book.frame"
	scriptFile   = "http.js"
)

// script is what k6 does, and how it says what it did.
const script = `import http from 'k6/http';
export default function () { http.get(__ENV.URL); }
export function handleSummary(data) { return { stdout: JSON.stringify(data) }; }
`

// writeFiles writes the files into an empty folder.
func writeFiles(dir string) error {
	protoset, err := proto.Marshal(descriptors())
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{protosetFile: protoset, frameFile: []byte(bookFrame), scriptFile: []byte(script)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("write the files of the tools: %w", err)
		}
	}
	return nil
}

// descriptors are those of the service with all that it imports, so that no tool has to ask the
// server for them: the responder has none.
func descriptors() *descriptorpb.FileDescriptorSet {
	set := new(descriptorpb.FileDescriptorSet)
	seen := make(map[string]bool)
	var add func(f protoreflect.FileDescriptor)
	add = func(f protoreflect.FileDescriptor) {
		if seen[f.Path()] {
			return
		}
		seen[f.Path()] = true
		for i := range f.Imports().Len() {
			add(f.Imports().Get(i))
		}
		set.File = append(set.File, protodesc.ToFileDescriptorProto(f))
	}
	add(catalogv1.File_catalog_v1_catalog_service_proto)
	return set
}
