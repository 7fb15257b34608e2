package wiretax_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/protoutil"
	"github.com/goccy/go-yaml"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/pluginpb"
)

// TestGeneratedCode generates the Go code of each contract in memory and compares it with
// the committed files. It runs the plugins that buf.gen.yaml names, so it needs neither buf
// nor Node.js.
func TestGeneratedCode(t *testing.T) {
	for _, contract := range []string{"proto", "conformance/older"} {
		fresh := generate(t, contract)
		committed := filesOf(t, contract, ".pb.go")
		for _, name := range slices.Sorted(maps.Keys(fresh)) {
			if fresh[name] != committed[name] {
				t.Errorf("%s/%s is stale; run make generate", contract, name)
			}
		}
		for name := range committed {
			if _, ok := fresh[name]; !ok {
				t.Errorf("%s/%s comes from no proto file; remove it", contract, name)
			}
		}
	}
}

// generate returns what the plugins make of the proto files of a folder, by file name.
func generate(t *testing.T, dir string) map[string]string {
	t.Helper()
	var config struct {
		Plugins []struct {
			Local []string
			Opt   string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(dir, "buf.gen.yaml"))), &config); err != nil {
		t.Fatalf("read buf.gen.yaml of %s: %v", dir, err)
	}
	request := codeGeneratorRequest(t, dir)
	generated := make(map[string]string)
	for _, plugin := range config.Plugins {
		request.Parameter = proto.String(plugin.Opt)
		for _, file := range runPlugin(t, plugin.Local, request).File {
			generated[file.GetName()] = file.GetContent()
		}
	}
	if len(generated) == 0 {
		t.Fatalf("the plugins of %s generate nothing", dir)
	}
	return generated
}

// codeGeneratorRequest asks for the code of all proto files of a folder.
func codeGeneratorRequest(t *testing.T, dir string) *pluginpb.CodeGeneratorRequest {
	t.Helper()
	sources := filesOf(t, dir, ".proto")
	names := slices.Sorted(maps.Keys(sources))
	compiler := protocompile.Compiler{
		Resolver:       &protocompile.SourceResolver{Accessor: protocompile.SourceAccessorFromMap(sources)},
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(t.Context(), names...)
	if err != nil {
		t.Fatal(err)
	}
	request := &pluginpb.CodeGeneratorRequest{FileToGenerate: names}
	added := make(map[string]bool)
	// A plugin expects each file after those that it imports.
	var add func(name string)
	add = func(name string) {
		file := files.FindFileByPath(name)
		if file == nil || added[name] {
			return
		}
		added[name] = true
		for i := range file.Imports().Len() {
			add(file.Imports().Get(i).Path())
		}
		request.ProtoFile = append(request.ProtoFile, protoutil.ProtoFromFileDescriptor(file))
	}
	for _, name := range names {
		add(name)
	}
	return request
}

// runPlugin runs a plugin of protoc on a request.
func runPlugin(t *testing.T, command []string, request *pluginpb.CodeGeneratorRequest) *pluginpb.CodeGeneratorResponse {
	t.Helper()
	in, err := proto.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, &stderr)
	}
	response := new(pluginpb.CodeGeneratorResponse)
	if err := proto.Unmarshal(out, response); err != nil {
		t.Fatalf("%v: read its answer: %v", command, err)
	}
	if response.Error != nil {
		t.Fatalf("%v: %s", command, response.GetError())
	}
	return response
}

// filesOf reads the files of a folder whose names have an ending, by their slash-separated
// paths in it.
func filesOf(t *testing.T, dir, ending string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path.Base(name), ending) {
			files[name] = read(t, filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
