package dashboards_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// prometheusServer is a real Prometheus that scrapes what a test shows it.
type prometheusServer struct{ url string }

// findPrometheus returns the program that WIRETAX_PROMETHEUS names, or the one in PATH.
func findPrometheus(t *testing.T) string {
	t.Helper()
	name := os.Getenv("WIRETAX_PROMETHEUS")
	if name == "" {
		name = "prometheus"
	}
	program, err := exec.LookPath(name)
	switch {
	case err == nil:
		return program
	case os.Getenv("CI") == "true":
		t.Fatalf("find Prometheus: %v; install Debian's package prometheus or name the program in WIRETAX_PROMETHEUS", err)
	default:
		t.Skipf("Prometheus is missing (%v); install Debian's package prometheus or name the program in WIRETAX_PROMETHEUS", err)
	}
	return ""
}

// startPrometheus starts Prometheus with the scrape jobs of deploy/prometheus.yml, each
// pointed at an address of the test, and waits until it is ready.
func startPrometheus(ctx context.Context, t *testing.T, addresses map[string]string) *prometheusServer {
	t.Helper()
	program, dir, address := findPrometheus(t), t.TempDir(), freeAddress(t)
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, redirectedConfig(t, addresses), 0o644); err != nil {
		t.Fatal(err)
	}
	process := start(ctx, t, dir, program,
		"--config.file="+config,
		"--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address,
		"--log.level=warn")
	p := &prometheusServer{url: "http://" + address}
	eventually(ctx, t, "Prometheus is ready", func() error {
		if process.hasEnded() {
			t.Fatalf("Prometheus has ended: %v", process.err)
		}
		return get(ctx, p.url+"/-/ready", nil)
	})
	return p
}

// redirectedConfig is deploy/prometheus.yml with other targets. A job for which the test has
// no address gets one on which nothing listens.
func redirectedConfig(t *testing.T, addresses map[string]string) []byte {
	t.Helper()
	var config map[string]any
	readYAML(t, "deploy/prometheus.yml", &config)
	jobs, _ := config["scrape_configs"].([]any)
	found := 0
	for _, j := range jobs {
		job := j.(map[string]any)
		address, ok := addresses[job["job_name"].(string)]
		if ok {
			found++
		} else {
			address = freeAddress(t)
		}
		job["static_configs"] = []any{map[string]any{"targets": []string{address}}}
	}
	if found != len(addresses) {
		t.Fatalf("deploy/prometheus.yml has %d of the jobs %v", found, addresses)
	}
	text, err := yaml.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// series is one answered series: its labels and its finite values in the order of time.
type series struct {
	labels map[string]string
	values []float64
}

// run asks what a panel's target asks: over the range, or at its end.
func (p *prometheusServer) run(ctx context.Context, q target, from, to time.Time) ([]series, error) {
	form := url.Values{"query": {q.promQL()}}
	path := "/api/v1/query"
	if q.Range {
		path = "/api/v1/query_range"
		form.Set("start", timestamp(from))
		form.Set("end", timestamp(to))
		form.Set("step", "1")
	} else {
		form.Set("time", timestamp(to))
	}
	var answer struct {
		Result []struct {
			Metric map[string]string
			Value  *point
			Values []point
		}
	}
	if err := p.ask(ctx, path, form, &answer); err != nil {
		return nil, err
	}
	var all []series
	for _, r := range answer.Result {
		if r.Value != nil {
			r.Values = append(r.Values, *r.Value)
		}
		s := series{labels: r.Metric}
		for _, v := range r.Values {
			if !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) {
				s.values = append(s.values, float64(v))
			}
		}
		if len(s.values) > 0 {
			all = append(all, s)
		}
	}
	return all, nil
}

// ask calls the HTTP API and decodes the data of its answer.
func (p *prometheusServer) ask(ctx context.Context, path string, form url.Values, into any) error {
	var answer struct {
		Status, Error string
		Data          json.RawMessage
	}
	if err := get(ctx, p.url+path+"?"+form.Encode(), &answer); err != nil {
		return err
	}
	if answer.Status != "success" {
		return fmt.Errorf("%s: %s", path, answer.Error)
	}
	return json.Unmarshal(answer.Data, into)
}

// point is a sample's value; its time is of no use here.
type point float64

func (p *point) UnmarshalJSON(text []byte) error {
	var pair [2]any
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	value, err := strconv.ParseFloat(fmt.Sprint(pair[1]), 64)
	*p = point(value)
	return err
}

func timestamp(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1e3, 'f', 3, 64)
}

// get fetches a URL and decodes the JSON answer unless into is nil. Prometheus explains an
// error in JSON, so that its status is looked at only where nothing is decoded.
func get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if into != nil {
		return json.NewDecoder(response.Body).Decode(into)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	return nil
}
