package process

import (
	"context"

	"github.com/wiretax/wiretax/serving"
)

// Handle says where a service is, so that another process than the one that started it can measure it.
type Handle struct {
	Name, Address, Admin string
	PID                  int
	// Below says that the service is what descends from the process.
	Below  bool
	Ledger serving.Ledger
}

// Handles returns a handle of each process.
func (c Chain) Handles() (handles []Handle) {
	for _, s := range c {
		handles = append(handles, Handle{s.Name, s.Address, s.Admin, s.PID, s.below, s.Ledger})
	}
	return handles
}

// Attach returns the chain that another process has started, and ends.
func Attach(handles []Handle) (c Chain) {
	for _, h := range handles {
		c = append(c, &Service{
			Name: h.Name, Address: h.Address, Admin: h.Admin, PID: h.PID, below: h.Below, Ledger: h.Ledger,
			ended: context.Background(),
		})
	}
	return c
}
