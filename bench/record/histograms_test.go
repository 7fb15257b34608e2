package record

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func writeLog(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trial.hlog")
	if err := testHistograms().writeFile(path); err != nil {
		t.Fatalf("writeFile() = %v", err)
	}
	return path
}

// Other programs read the files with their own HdrHistogram.
func TestLogIsReadableByTheLibrary(t *testing.T) {
	path := writeLog(t)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if first, err := bufio.NewReader(file).ReadString('\n'); err != nil || first != "#[Histogram log format version 1.3]\n" {
		t.Errorf("the log begins with %q, %v", first, err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	log := hdrhistogram.NewHistogramLogReader(file)
	for _, interval := range testIntervals() {
		for tag, want := range interval.tagged() {
			if want.TotalCount() == 0 {
				continue // left out
			}
			got, err := log.NextIntervalHistogram()
			if err != nil || got == nil {
				t.Fatalf("next of the log = %v, %v, want %s of %v", got, err, tag, interval.Start)
			}
			if got.Tag() != tag || !got.Equals(want) {
				t.Errorf("next of the log is %q with %d values, want %q with %d", got.Tag(), got.TotalCount(), tag, want.TotalCount())
			}
			start, end := time.UnixMilli(got.StartTimeMs()), time.UnixMilli(got.EndTimeMs())
			// The library cuts seconds that it reads as a fraction to milliseconds.
			if far(start, interval.Start) || far(end, interval.End) {
				t.Errorf("%s runs from %v to %v, want %v to %v", tag, start, end, interval.Start, interval.End)
			}
		}
	}
	if got, err := log.NextIntervalHistogram(); got != nil || err != nil {
		t.Errorf("after the last histogram the log has %v, %v", got, err)
	}
}

func far(a, b time.Time) bool { return a.Sub(b).Abs() > time.Millisecond }

func TestMerge(t *testing.T) {
	sum := NewTimes()
	for _, i := range testIntervals() {
		sum.Merge(i.Times)
	}
	want := Times{
		histogramOf(1000, 2000, 3000, 4000, 50_000), histogramOf(900, 1900, 1, 2, 3),
		histogramOf(100, 100, 7, 8, 9), histogramOf(5), histogramOf(6), histogramOf(700),
	}
	wants := make(map[string]*hdrhistogram.Histogram)
	for tag, h := range want.tagged() {
		wants[tag] = h
	}
	for tag, got := range sum.tagged() {
		if !got.Equals(wants[tag]) {
			t.Errorf("Merge() of %s has %d values up to %d, want %d up to %d",
				tag, got.TotalCount(), got.Max(), wants[tag].TotalCount(), wants[tag].Max())
		}
	}
}

func TestReadHistogramOfADamagedLog(t *testing.T) {
	path := writeLog(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"cut in the last histogram": string(text[:len(text)-20]),
		"a letter changed":          strings.Replace(string(text), "HISTFAAAA", "HISTFAAAB", 1),
		"no histogram":              strings.Replace(string(text), "HISTFAAAA", "", 1),
	} {
		if err := os.WriteFile(path, []byte(damaged), 0o644); err != nil {
			t.Fatal(err)
		}
		if h, err := readHistogram(path, TagLag); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: readHistogram() = %v, %v, want an error that names the file", name, h, err)
		}
	}
}

// TestLogOnFullDisk checks that an error of writing is returned once.
func TestLogOnFullDisk(t *testing.T) {
	for _, intervals := range []int{0, 1, 3} {
		log, err := CreateLog("/dev/full")
		if err != nil {
			t.Skip(err)
		}
		for range intervals {
			times := NewTimes()
			times.Response.RecordValue(1000)
			log.Add(Interval{Start: time.Unix(1, 0), End: time.Unix(2, 0), Times: times})
		}
		if err := log.Close(); err == nil || err.Error() != "write /dev/full: no space left on device" {
			t.Errorf("%d intervals into a full disk: %v, want one error", intervals, err)
		}
	}
}
