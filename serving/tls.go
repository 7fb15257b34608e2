package serving

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"strings"
)

// TLSRow says what a server is set to that speaks these protocols by ALPN. Nil is plaintext.
func TLSRow(c *tls.Config, protocols ...string) Row {
	if c == nil {
		return Row{Aspect: AspectTLS, Does: "none"}
	}
	least := c.MinVersion
	if least == 0 {
		least = tls.VersionTLS12 // crypto/tls's own
	}
	text := tls.VersionName(least) + " or later, " + strings.Join(protocols, " or ") + " by ALPN"
	if len(c.Certificates) > 0 {
		text += ", a certificate of " + keyOf(c.Certificates[0])
	}
	return Row{Aspect: AspectTLS, Does: text}
}

// keyOf names the kind of a certificate's key.
func keyOf(c tls.Certificate) string {
	switch key := c.PrivateKey.(type) {
	case *ecdsa.PrivateKey:
		return "ECDSA " + key.Curve.Params().Name
	case *rsa.PrivateKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case ed25519.PrivateKey:
		return "Ed25519"
	}
	return fmt.Sprintf("%T", c.PrivateKey)
}
