package catalog

import (
	"container/list"
	"errors"
	"strconv"
	"strings"
	"sync"
)

// The limits of uploads.
const (
	// MaxUploadID is the longest id of an upload, in bytes.
	MaxUploadID = 128
	// MaxRejections is how many rejected ratings an upload names.
	MaxRejections = 100
	// KeptUploads is how many uploads with an id are remembered, those with the latest attempts.
	KeptUploads = 1000
)

// Upload is one attempt to send the ratings of an upload, in their order. It is used by one
// goroutine; several attempts at the same upload may go on at the same time. The zero Upload
// is not usable, see [Catalog.StartUpload].
type Upload struct {
	catalog *Catalog
	state   *uploadState
	// next counts the ratings of this attempt; accepted are those of them that counted, and
	// repeated those that another attempt had sent.
	next, accepted, repeated int
}

// UploadSummary is the state of an upload.
type UploadSummary struct {
	// Accepted and Rejected count the whole upload, whatever the number of attempts.
	Accepted, Rejected int
	// Rejections are the first MaxRejections. The slice is the caller's.
	Rejections []Rejection
	// Repeated is how many ratings this attempt sent that another one had sent before it.
	Repeated int
}

// Rejection says why a rating was not accepted.
type Rejection struct {
	// Position counts the ratings of the upload from 1.
	Position int
	// Field is the field at fault, or empty if the rating could not be read.
	Field, Detail string
}

// uploadState is what all attempts at an upload share.
type uploadState struct {
	mu         sync.Mutex
	seen       int // ratings that were accepted or rejected
	accepted   int
	rejections []Rejection
}

// uploads remembers the uploads with an id.
type uploads struct {
	mu     sync.Mutex
	byID   map[string]*list.Element
	recent list.List // of named, the latest first
}

type named struct {
	id    string
	state *uploadState
}

func checkUploadID(id string) error {
	if len(id) > MaxUploadID {
		return invalid(FieldUploadID, Quote(id)+" has "+strconv.Itoa(len(id))+" bytes; send at most "+strconv.Itoa(MaxUploadID))
	}
	return nil
}

func (u *uploads) state(id string) *uploadState {
	if id == "" {
		return new(uploadState)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if known, ok := u.byID[id]; ok {
		u.recent.MoveToFront(known)
		return known.Value.(named).state
	}
	if u.byID == nil {
		u.byID = make(map[string]*list.Element)
	}
	if u.recent.Len() == KeptUploads {
		last := u.recent.Back()
		delete(u.byID, u.recent.Remove(last).(named).id)
	}
	state := new(uploadState)
	id = strings.Clone(id) // a copy, so that it does not keep the request in memory
	u.byID[id] = u.recent.PushFront(named{id, state})
	return state
}

// Add takes the next rating: it counts, or is rejected and reported.
func (u *Upload) Add(r Rating) {
	u.take(func() error { return u.catalog.Rate(r) })
}

// Reject reports the next rating as one that could not be read.
func (u *Upload) Reject(field, detail string) {
	u.take(func() error { return &Error{Code: InvalidArgument, Field: field, Detail: detail} })
}

func (u *Upload) take(rate func() error) {
	u.next++
	s := u.state
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.next <= s.seen {
		u.repeated++
		return
	}
	s.seen++
	err := rate()
	if err == nil {
		s.accepted++
		u.accepted++
		return
	}
	if e, ok := errors.AsType[*Error](err); ok && len(s.rejections) < MaxRejections {
		s.rejections = append(s.rejections, Rejection{u.next, e.Field, e.Detail})
	}
}

// Counts returns the counts of this attempt alone, so that the counts of all attempts add up to
// what was sent.
func (u *Upload) Counts() (accepted, rejected, repeated int) {
	return u.accepted, u.next - u.accepted - u.repeated, u.repeated
}

// Summary returns the state of the upload so far.
func (u *Upload) Summary() UploadSummary {
	s := u.state
	s.mu.Lock()
	defer s.mu.Unlock()
	return UploadSummary{s.accepted, s.seen - s.accepted, append([]Rejection(nil), s.rejections...), u.repeated}
}
