package run

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// settings are the settings of an arm, prepared for its client and its services.
type settings struct {
	plan.Settings
	client conn.Settings
	// serveArgs are the same settings as arguments of the services.
	serveArgs []string
}

// newSettings prepares the settings of an arm. The certificate is for arms with TLS.
func newSettings(s plan.Settings, c certificate) settings {
	ready := settings{Settings: s, client: conn.Settings{
		Gzip: s.Compression == contract.Gzip, Profile: serving.Profile(s.Profile),
	}}
	if s.Profile != "" && s.Profile != contract.DefaultProfile {
		ready.serveArgs = append(ready.serveArgs, "--profile", s.Profile)
	}
	if s.TLS {
		ready.client.TLS = c.trusted
		ready.serveArgs = append(ready.serveArgs, "--tls-cert", c.file, "--tls-key", c.keyFile)
	}
	return ready
}

// certificate belongs to the run: the services present it, and the clients trust no other.
type certificate struct {
	file, keyFile string
	trusted       *tls.Config
}

// makeCertificate makes the certificate if an arm has TLS. release removes its files.
func makeCertificate(arms []plan.Arm) (c certificate, release func() error, err error) {
	if !slices.ContainsFunc(arms, func(a plan.Arm) bool { return a.Settings.TLS }) {
		return c, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "wiretax-tls-")
	if err != nil {
		return c, nil, fmt.Errorf("make a certificate: %w", err)
	}
	release = func() error { return os.RemoveAll(dir) }
	if c, err = newCertificate(dir); err != nil {
		return c, nil, errors.Join(fmt.Errorf("make a certificate: %w", err), release())
	}
	return c, release, nil
}

// certificateLife is longer than any run.
const certificateLife = 30 * 24 * time.Hour

// newCertificate makes a certificate with its key in dir.
func newCertificate(dir string) (c certificate, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return c, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return c, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return c, err
	}
	c.file, c.keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{
		c.file:    {Type: "CERTIFICATE", Bytes: signed},
		c.keyFile: {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			return c, err
		}
	}
	trusted, err := readCertificate(c.file)
	c.trusted = trusted.trusted
	return c, err
}

// readCertificate reads the certificate of a run, without its key, for its clients.
func readCertificate(file string) (c certificate, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return c, fmt.Errorf("%s has no certificate", file)
	}
	return certificate{file: file, trusted: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}}, nil
}
