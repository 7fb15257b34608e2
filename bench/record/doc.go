// Package record holds what a run leaves behind: trials, their histograms and the
// manifest, in one folder on disk. It is the only boundary between running and
// reporting, which share nothing but these types and files.
//
//	results/<run>/
//	  manifest.json            what was planned, on which machine, by which versions
//	  trials.jsonl             one Trial a line, appended and synced as each one ends
//	  histograms/<trial>.hlog  HdrHistogram V2 logs, a tag for each of Times
//
// All times are in seconds, all sizes in bytes, all rates per second; they are scaled only when
// printed. A run that is interrupted keeps every line that was written.
package record
