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
	// made are files and folders that did not exist before, a folder behind what is in it.
	made []string
	log  *record.Log
	err  error // of making the log
}

func openOutputs(jsonName, hlogName string) (*outputs, error) {
	o := &outputs{json: jsonName, hlog: hlogName}
	if hlogName == "-" {
		return nil, errors.New("--hlog -: histograms go into a file; name one")
	}
	if jsonName != "" && hlogName != "" && filepath.Clean(jsonName) == filepath.Clean(hlogName) {
		return nil, fmt.Errorf("--json and --hlog both name %s; name two files", jsonName)
	}
	for _, output := range []struct{ flag, name string }{{"--json", jsonName}, {"--hlog", hlogName}} {
		if output.name == "" || output.flag == "--json" && output.name == "-" {
			continue
		}
		info, err := os.Lstat(output.name)
		isNew := errors.Is(err, fs.ErrNotExist)
		if err == nil && info.IsDir() {
			o.abandon()
			return nil, fmt.Errorf("%s %s is a folder; name a file in it", output.flag, output.name)
		}
		if err == nil && !info.Mode().IsRegular() {
			continue // a pipe would end, and a link lead elsewhere
		}
		folders := missingFolders(filepath.Dir(output.name))
		os.MkdirAll(filepath.Dir(output.name), 0o755) // where it cannot, the file cannot either
		file, err := os.OpenFile(output.name, os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			o.made = append(o.made, folders...)
			o.abandon()
			return nil, fmt.Errorf("%s %s: %w; name a file that can be written", output.flag, output.name, record.Reason(err))
		}
		file.Close()
		if isNew {
			o.made = append(o.made, output.name)
		}
		o.made = append(o.made, folders...)
	}
	return o, nil
}

// missingFolders are those of a path that do not exist, the innermost first.
func missingFolders(dir string) (missing []string) {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return missing
		}
		missing, dir = append(missing, dir), filepath.Dir(dir)
	}
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
	return record.Replace(name, text)
}
