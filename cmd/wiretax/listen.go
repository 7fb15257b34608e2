package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"github.com/wiretax/wiretax/bench/record"
)

// listen listens at an address, which must name its host: without a host it would mean every
// interface.
func listen(ctx context.Context, flag, address string) (net.Listener, error) {
	if err := checkAddress(flag, address); err != nil {
		return nil, badInput{err}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, badInput{fmt.Errorf("%s %s: %w", flag, address, whyNoListener(address, err))}
	}
	return l, nil
}

// checkAddress rejects an address without a host or a port.
func checkAddress(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	if address == "" {
		err = nil // which is one without a host
	}
	number, badPort := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil:
		return fmt.Errorf("%s %q is not an address; use host:port, such as 127.0.0.1:8080 or [::1]:8080", flag, address)
	case port != "" && badPort != nil:
		return fmt.Errorf("%s %q: %q is not a port; use 1 to 65535, or 0 for a free one", flag, address, port)
	case host == "":
		return fmt.Errorf("%s %q names no host; use 127.0.0.1:%d, or 0.0.0.0:%[3]d for every interface", flag, address, number)
	case port == "":
		return fmt.Errorf("%s %q names no port; use 1 to 65535, or 0 for a free one", flag, address)
	}
	return nil
}

// whyNoListener says in plain words why nothing can listen at an address, and what to do.
func whyNoListener(address string, err error) error {
	host, _, _ := net.SplitHostPort(address)
	words := func(text string) error { return inWords{text, err} }
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return words("the port is in use; end what listens there, or choose another port, 0 for a free one")
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return words("this machine has no such address; use 127.0.0.1, or 0.0.0.0 for every interface")
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return words("not permitted; use a port of 1024 or more, or 0 for a free one")
	case errors.As(err, new(*net.DNSError)), errors.As(err, new(*net.AddrError)):
		return words(fmt.Sprintf("the host %q is not known; use an IP address, such as 127.0.0.1", host))
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return words(number.Error() + "; choose another address")
	}
	return fmt.Errorf("%w; choose another address", record.Reason(err))
}
