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
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// prepareSettings makes the plan's settings ready for clients and services alike. What it
// leaves on the disk, release takes away.
func (r *runner) prepareSettings() (release func() error, err error) {
	r.settings = conn.Settings{Gzip: r.Plan.Compression == "gzip", Matched: r.Plan.Profile == "matched"}
	if r.settings.Matched {
		r.serveArgs = append(r.serveArgs, "--profile", r.Plan.Profile)
	}
	if !r.Plan.TLS {
		return func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "wiretax-tls-")
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	release = func() error { return os.RemoveAll(dir) }
	if err := r.secure(dir); err != nil {
		return nil, errors.Join(fmt.Errorf("make a certificate: %w", err), release())
	}
	return release, nil
}

// certificateLife is longer than any run.
const certificateLife = 30 * 24 * time.Hour

// secure makes a certificate in dir that the services show, and that the clients trust and
// no other.
func (r *runner) secure(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
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
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: certificate},
		keyFile:  {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	trusted, err := x509.ParseCertificate(certificate)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	r.settings.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}
	r.serveArgs = append(r.serveArgs, "--tls-cert", certFile, "--tls-key", keyFile)
	return nil
}
