package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writePair writes a certificate and its key.
func writePair(t *testing.T, cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, cert, "CERTIFICATE", made)
	private, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, key, "PRIVATE KEY", private)
}

func writePEM(t *testing.T, name, kind string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCertificates(t *testing.T) {
	t.Chdir(t.TempDir())
	writePair(t, "a.pem", "a.key")
	writePair(t, "b.pem", "b.key")
	writePEM(t, "locked.key", "ENCRYPTED PRIVATE KEY", []byte("x"))
	writePEM(t, "broken.pem", "CERTIFICATE", []byte("x"))
	writePEM(t, "trusted.pem", "TRUSTED CERTIFICATE", []byte("x"))
	writePEM(t, "broken.key", "PRIVATE KEY", []byte("x"))
	for name, text := range map[string]string{"words.pem": "words", "empty.pem": "", "large.pem": strings.Repeat("\n", mostPEM+1)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("folder", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo("fifo.pem", 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ cert, key, want string }{
		{"", "", ""},
		{"a.pem", "a.key", ""},
		{"a.pem", "", "--tls-cert and --tls-key go together; give both"},
		{"none.pem", "a.key", "--tls-cert none.pem: no such file or directory; name a PEM file"},
		{"folder", "a.key", "--tls-cert folder: is a directory; name a PEM file"},
		{"large.pem", "a.key", "--tls-cert large.pem: it is larger than 1 MiB; name a PEM file"},
		{"words.pem", "a.key", "--tls-cert words.pem holds no certificate; use a PEM file, in which it begins with a line BEGIN CERTIFICATE"},
		{"fifo.pem", "a.key", "--tls-cert fifo.pem holds no certificate; use a PEM file, in which it begins with a line BEGIN CERTIFICATE"},
		{"a.key", "a.pem", "--tls-cert a.key holds no certificate but a private key; name the file of the certificate"},
		{"broken.pem", "a.key", "--tls-cert broken.pem cannot be read; use a certificate in PEM"},
		{"trusted.pem", "a.key", "--tls-cert trusted.pem cannot be read; use a certificate in PEM"},
		{"a.pem", "none.key", "--tls-key none.key: no such file or directory; name a PEM file"},
		{"a.pem", "empty.pem", "--tls-key empty.pem holds no private key; use a PEM file, in which it begins with a line BEGIN PRIVATE KEY"},
		{"a.pem", "b.pem", "--tls-key b.pem holds no private key but a certificate; name the file of the private key"},
		{"a.pem", "locked.key", "--tls-key locked.key is encrypted; decrypt it with openssl pkey -in locked.key -out FILE"},
		{"a.pem", "broken.key", "--tls-key broken.key cannot be read; use a key of RSA, ECDSA or Ed25519 in PEM"},
		{"a.pem", "b.key", "--tls-key b.key is not the key of --tls-cert a.pem; give a certificate and its key"},
	} {
		config, err := loadTLS(test.cert, test.key)
		switch {
		case test.want == "" && (err != nil || (config == nil) != (test.cert == "")):
			t.Errorf("loadTLS(%q, %q) = %v, %v", test.cert, test.key, config, err)
		case test.want != "" && (err == nil || err.Error() != test.want || !errors.As(err, new(badInput))):
			t.Errorf("loadTLS(%q, %q):\n got %v\nwant %s", test.cert, test.key, err, test.want)
		}
	}
	if _, err := trusting("--upstream-ca", "a.pem"); err != nil {
		t.Error(err)
	}
	if _, err := trusting("--upstream-ca", "broken.pem"); err == nil || err.Error() != "--upstream-ca broken.pem cannot be read; use certificates in PEM" {
		t.Errorf("trusting() = %v", err)
	}
}
