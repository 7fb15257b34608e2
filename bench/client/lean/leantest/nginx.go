package leantest

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// NGINX are the addresses of a server that passes on what it is asked, but answers for files of its
// own.
type NGINX struct{ HTTP1, TLS, H2C string }

// nginxConfig makes it answer over HTTP/1.1, HTTP/2 and both over TLS. Connections end after a
// number of requests.
const nginxConfig = `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events {}
http {
	access_log off;
	client_body_temp_path body;
	proxy_temp_path proxy;
	fastcgi_temp_path fastcgi;
	uwsgi_temp_path uwsgi;
	scgi_temp_path scgi;
	client_max_body_size 0;
	keepalive_requests %[1]d;
	upstream behind {
		server %[2]s;
		keepalive 8;
	}
	server {
		listen %[3]s;
		listen %[4]s ssl http2;
		listen %[5]s http2;
		ssl_certificate server.pem;
		ssl_certificate_key server.pem;
		location /files/ { root .; }
		location / {
			proxy_pass http://behind;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $host;
			proxy_buffer_size 16k;
			proxy_buffers 8 16k;
			proxy_buffering off;
		}
	}
}
`

// StartNGINX runs nginx until the test ends. It passes requests on to another address, serves files
// by name below /files/, and ends each connection after a number of requests.
func StartNGINX(t *testing.T, behind string, files map[string]string, certificate tls.Certificate, requests int) NGINX {
	t.Helper()
	program := os.Getenv("WIRETAX_NGINX")
	if program == "" {
		program = find(t, []string{"nginx", "/usr/sbin/nginx"}, "install Debian's package nginx-light or name the program in WIRETAX_NGINX")
	}
	dir := t.TempDir()
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(filepath.Join("files", name), []byte(text))
	}
	write("server.pem", encodePEM(t, certificate))
	n := NGINX{freeAddress(t), freeAddress(t), freeAddress(t)}
	write("nginx.conf", fmt.Appendf(nil, nginxConfig, requests, behind, n.HTTP1, n.TLS, n.H2C))
	ended := run(t, exec.Command(program, "-p", dir, "-c", "nginx.conf", "-e", "stderr"))
	for _, address := range []string{n.HTTP1, n.TLS, n.H2C} {
		await(t, address, ended)
	}
	return n
}

// encodePEM encodes a certificate and its key.
func encodePEM(t *testing.T, c tls.Certificate) []byte {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})
	for _, der := range c.Certificate {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return text
}

// freeAddress returns an address on loopback where nobody listens now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// await returns when a program listens at an address.
func await(t *testing.T, address string, ended <-chan struct{}) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(10 * time.Second)
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-ended:
			t.Fatal("the program has ended")
		case <-limit:
			t.Fatalf("nobody listens at %s after ten seconds", address)
		}
	}
}
