package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
)

// outputs are the files of a load. Before the load they are only tried, so that an error is
// reported in time. Their content is replaced when there is a result.
type outputs struct {
	json, hlog string
	made       []string // files that did not exist before
	log        *record.Log
	err        error // of making the log
}

// openOutputs rejects a file that the load reads, since it would be overwritten.
func openOutputs(jsonName, hlogName string, of plan.Target) (*outputs, error) {
	o := &outputs{json: jsonName, hlog: hlogName}
	if hlogName == "-" {
		return nil, errors.New("--hlog -: histograms go into a file; name one")
	}
	var named []flagFile
	if jsonName != "" && jsonName != "-" {
		named = append(named, flagFile{"--json", fileNamed(jsonName)})
	}
	if hlogName != "" {
		named = append(named, flagFile{"--hlog", fileNamed(hlogName)})
	}
	if err := refuseShared(inputsOf(of), named); err != nil {
		return nil, err
	}
	for _, output := range named {
		if err := o.try(output.name); err != nil {
			o.abandon()
			return nil, fmt.Errorf("%s %s %w", output.flag, output.name, err)
		}
	}
	return o, nil
}

// try finds out whether a file can be written, and makes it if it is missing. It does not make
// the folder: a missing folder is probably misspelt. The error continues a sentence that begins
// with the file's name.
func (o *outputs) try(name string) error {
	folder := filepath.Dir(name)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("is in no folder: there is no %s; make it first, or name a file elsewhere", folder)
	}
	_, err := os.Lstat(name)
	isNew := errors.Is(err, fs.ErrNotExist)
	how := os.O_WRONLY
	if isNew {
		how |= os.O_CREATE
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return errors.New("is a folder; name a file in it")
	case err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return nil // whose reader would see its end
	}
	file, err := os.OpenFile(name, how, 0o644)
	if err == nil && info != nil && info.Mode().IsRegular() {
		if err = record.CanWrite(folder); err != nil { // since the file is replaced
			file.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("cannot be written: %w; name a file that can be", record.Reason(err))
	}
	if isNew {
		o.made = append(o.made, name)
	}
	return file.Close()
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

// replace gives a file its new content in one step. It writes into a file that is not regular.
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
