package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/record"
)

// outputs are the files of a load. Before it they are only tried, so that one that cannot
// be written is known in time; what they held is replaced when there is something better.
type outputs struct {
	json, hlog string
	// made are files that did not exist before.
	made []string
	log  *record.Log
	err  error // of making the log
}

func openOutputs(jsonName, hlogName string) (*outputs, error) {
	o := &outputs{json: jsonName, hlog: hlogName}
	if hlogName == "-" {
		return nil, errors.New("--hlog -: histograms go into a file; name one")
	}
	if jsonName != "" && filepath.Clean(jsonName) == filepath.Clean(hlogName) {
		return nil, fmt.Errorf("--json and --hlog both name %s; name two files", jsonName)
	}
	for _, output := range []struct{ flag, name string }{{"--json", jsonName}, {"--hlog", hlogName}} {
		if output.name == "" || output.flag == "--json" && output.name == "-" {
			continue
		}
		info, err := os.Lstat(output.name)
		isNew := errors.Is(err, fs.ErrNotExist)
		if err == nil && !info.Mode().IsRegular() {
			continue // a pipe would end, and a link lead elsewhere
		}
		os.MkdirAll(filepath.Dir(output.name), 0o755) // where it cannot, the file cannot either
		file, err := os.OpenFile(output.name, os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			o.abandon()
			return nil, fmt.Errorf("%s: %w; name a file that can be written", output.flag, err)
		}
		file.Close()
		if isNew {
			o.made = append(o.made, output.name)
		}
	}
	return o, nil
}

// abandon leaves everything as it was.
func (o *outputs) abandon() {
	for _, name := range o.made {
		os.Remove(name)
	}
}

// interval adds a second to the log.
func (o *outputs) interval(i record.Interval) {
	if o.hlog == "" || o.err != nil {
		return
	}
	if o.log == nil {
		if o.log, o.err = record.CreateLog(o.hlog); o.err != nil {
			return
		}
	}
	o.log.Add(i)
}

// close ends the log and writes the result.
func (o *outputs) close(result *record.Load, stdout io.Writer) error {
	err := o.err
	if o.log != nil {
		err = errors.Join(err, o.log.Close())
	}
	if err != nil {
		err = fmt.Errorf("--hlog: %w", err)
	}
	if o.json == "" {
		return err
	}
	text, jsonErr := json.MarshalIndent(result, "", "  ")
	if jsonErr == nil {
		text = append(text, '\n')
		if o.json == "-" {
			_, jsonErr = stdout.Write(text)
		} else {
			jsonErr = replace(o.json, text)
		}
	}
	if jsonErr != nil {
		jsonErr = fmt.Errorf("--json: %w", jsonErr)
	}
	return errors.Join(err, jsonErr)
}

// replace gives a file its new content in one step, or writes into what is no plain file.
func replace(name string, text []byte) error {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = file.Write(text)
		return errors.Join(err, file.Close())
	}
	next, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	err = errors.Join(err, next.Chmod(0o644), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}
