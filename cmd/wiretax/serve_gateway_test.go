package main

import (
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The gateway survives whatever happens to the service behind it.
func TestServeGateway(t *testing.T) {
	t.Parallel()
	books, upstream := startServe(t, "grpc")
	cmd, at := startServe(t, "gateway", "--upstream", upstream.Listen)
	if at.Service != "gateway" || at.Books != 0 || at.TLS {
		t.Errorf("serving.Ready = %+v, want service gateway, no books, no TLS", at)
	}
	url := "http://" + at.Listen + "/recommendations?user_id=1&category=MYSTERY&max_results=2"
	until := func(what string, status int, text string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ; {
			got, body := ask(t, url, "200ms")
			if got == status && strings.Contains(body, text) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("GET %s of a service that %s = %d %s, want %d with %s", url, what, got, body, status, text)
			}
		}
	}
	until("runs", http.StatusOK, `{"status":"success","recommendations":[{"id":`)
	books.Process.Signal(syscall.SIGSTOP)
	until("is frozen", http.StatusGatewayTimeout, `"DEADLINE_EXCEEDED"`)
	books.Process.Signal(syscall.SIGCONT)
	until("is thawed", http.StatusOK, "success")
	books.Process.Kill()
	books.Wait()
	until("is killed", http.StatusServiceUnavailable, `"UNAVAILABLE"`)
	startServe(t, "grpc", "--listen", upstream.Listen)
	until("is back", http.StatusOK, "success")

	if _, metrics := fetch(t, "http://"+at.Admin+"/metrics"); !strings.Contains(metrics, `wiretax_requests_total{code="UNAVAILABLE",operation="Recommend",stack="gateway"}`) {
		t.Errorf("metrics of the gateway do not count its requests:\n%s", metrics)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("serve gateway ended with %v after SIGTERM, want exit 0", err)
	}
}

// ask is fetch with a deadline.
func ask(t *testing.T, url, timeout string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Request-Timeout", timeout)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
