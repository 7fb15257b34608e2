package process

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// adminLimit is how long a process may take to answer on its admin port.
const adminLimit = 5 * time.Second

// ask sends a request to the admin port of a service of ours, and passes the answer's body to
// read. It leaves no connection open.
func (s *Service) ask(ctx context.Context, method, path string, read func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, adminLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://"+s.Admin+path, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	return read(response.Body)
}
