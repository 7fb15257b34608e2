package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/size"
)

// namedFile is a file that a flag or an argument names, whether it exists or not.
type namedFile struct {
	name string      // as it was given
	path string      // its path
	info fs.FileInfo // nil if there is no such file
	// folder is the folder of the file; nil if it does not exist either.
	folder fs.FileInfo
}

// fileNamed looks at a file without opening it, since the writer of a pipe would notice that.
func fileNamed(name string) namedFile { return fileAt(name, name) }

func fileAt(path, name string) namedFile {
	f := namedFile{name: name, path: filepath.Clean(path)}
	if info, err := os.Stat(path); err == nil {
		f.info = info
	}
	if info, err := os.Stat(filepath.Dir(path)); err == nil {
		f.folder = info
	}
	return f
}

// is reports whether two names mean the same file, even through links and folders. A device,
// such as a terminal that is both stdin and stdout, is the same file only under the same name.
func (f namedFile) is(other namedFile) bool {
	switch {
	case f.path == other.path:
		return true
	case f.info != nil && other.info != nil:
		return f.info.Mode()&fs.ModeDevice == 0 && os.SameFile(f.info, other.info)
	case f.folder != nil && other.folder != nil:
		return filepath.Base(f.path) == filepath.Base(other.path) && os.SameFile(f.folder, other.folder)
	}
	return false
}

// flagFile is a file with the flag that names it.
type flagFile struct {
	flag string
	namedFile
}

// inputsOf returns the files that the flags of a target read.
func inputsOf(t plan.Target) (inputs []flagFile) {
	add := func(flag, name string) {
		if name != "" {
			inputs = append(inputs, flagFile{flag, fileNamed(name)})
		}
	}
	if name, isFile := strings.CutPrefix(t.Data, "@"); isFile {
		add("--data", name)
	}
	for _, name := range t.Proto {
		add("--proto", name)
		for _, folder := range t.ProtoPath { // other paths where it may be
			add("--proto", filepath.Join(folder, name))
		}
	}
	add("--protoset", t.Protoset)
	add("--ca-cert", t.CACert)
	return inputs
}

// refuseShared rejects an output that is also an input or another output, and so would overwrite
// it.
func refuseShared(inputs, outputs []flagFile) error {
	taken := inputs
	for _, output := range outputs {
		for _, other := range taken {
			if other.is(output.namedFile) {
				return fmt.Errorf("%s and %s both name %s; name two files", other.flag, output.flag, output.name)
			}
		}
		taken = append(taken, output)
	}
	return nil
}

// refuseTwice rejects a file that is named twice, since it would count twice. The name "-" means
// stdin.
func refuseTwice(names []string) error {
	var files []namedFile
	for _, name := range names {
		file := fileNamed(name)
		if name == size.Stdin {
			file = fileAt("/dev/stdin", name)
		}
		for _, other := range files {
			switch {
			case !other.is(file):
			case other.name == name:
				return fmt.Errorf("%s appears twice; name it once", name)
			default:
				return fmt.Errorf("%s appears twice, also as %s; name it once", other.name, name)
			}
		}
		files = append(files, file)
	}
	return nil
}
