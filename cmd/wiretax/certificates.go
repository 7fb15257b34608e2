package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/wiretax/wiretax/bench/record"
)

// mostPEM is how many bytes a file of certificates or of a key may have.
const mostPEM = 1 << 20

// loadTLS returns a TLS configuration with a certificate, or nil if none is named.
func loadTLS(cert, key string) (*tls.Config, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	if cert == "" || key == "" {
		return nil, badInput{errors.New("--tls-cert and --tls-key go together; give both")}
	}
	certText, err := readPEM("--tls-cert", cert, "CERTIFICATE")
	if err != nil {
		return nil, badInput{err}
	}
	keyText, err := readPEM("--tls-key", key, "PRIVATE KEY")
	if err != nil {
		return nil, badInput{err}
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil {
		return nil, badInput{whyNoPair(cert, key, certText, err)}
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// whyNoPair says why a certificate and a key cannot be used. The errors of package tls have no
// types.
func whyNoPair(cert, key string, certText []byte, err error) error {
	leaf, rest := pem.Decode(certText)
	for leaf != nil && leaf.Type != "CERTIFICATE" {
		leaf, rest = pem.Decode(rest)
	}
	readable := false
	if leaf != nil {
		_, broken := x509.ParseCertificate(leaf.Bytes)
		readable = broken == nil
	}
	switch {
	case !readable:
		return inWords{fmt.Sprintf("--tls-cert %s cannot be read; use a certificate in PEM", cert), err}
	case strings.Contains(err.Error(), "does not match"):
		return inWords{fmt.Sprintf("--tls-key %s is not the key of --tls-cert %s; give a certificate and its key", key, cert), err}
	}
	return inWords{fmt.Sprintf("--tls-key %s cannot be read; use a key of RSA, ECDSA or Ed25519 in PEM", key), err}
}

// trusting returns a TLS configuration with the authorities of a file, or nil if none is named.
func trusting(flag, file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	text, err := readPEM(flag, file, "CERTIFICATE")
	if err != nil {
		return nil, badInput{err}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, badInput{fmt.Errorf("%s %s cannot be read; use certificates in PEM", flag, file)}
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// readPEM reads the file that a flag names. It must have a block whose type ends in kind.
func readPEM(flag, name, kind string) ([]byte, error) {
	text, err := readSmall(name)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w; name a PEM file", flag, name, record.Reason(err))
	}
	var types []string
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		types = append(types, block.Type)
		if block.Headers["DEK-Info"] != "" {
			types = append(types, encryptedKey)
		}
	}
	what := strings.ToLower(kind)
	switch {
	case kind == "PRIVATE KEY" && slices.Contains(types, encryptedKey):
		return nil, fmt.Errorf("%s %s is encrypted; decrypt it with openssl pkey -in %[2]s -out FILE", flag, name)
	case slices.ContainsFunc(types, func(t string) bool { return strings.HasSuffix(t, kind) }):
		return text, nil
	case len(types) > 0:
		return nil, fmt.Errorf("%s %s holds no %s but a %s; name the file of the %[3]s", flag, name, what, strings.ToLower(types[0]))
	}
	return nil, fmt.Errorf("%s %s holds no %s; use a PEM file, in which it begins with a line BEGIN %s", flag, name, what, kind)
}

// encryptedKey is the type of a PEM block.
const encryptedKey = "ENCRYPTED PRIVATE KEY"

// readSmall reads a file of at most mostPEM bytes. It may be a pipe, such as a shell makes of a
// command that prints a key. A FIFO without a writer counts as empty.
func readSmall(name string) ([]byte, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostPEM+1))
	if err == nil && len(text) > mostPEM {
		return nil, fmt.Errorf("it is larger than %d MiB", mostPEM>>20)
	}
	return text, err
}
