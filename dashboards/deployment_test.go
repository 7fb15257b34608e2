package dashboards_test

import (
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// root leads from this package to the top of the repository.
const root = ".."

// composition is the part of docker-compose.yml that the tests read.
type composition struct {
	Services map[string]composeService `yaml:"services"`
	Volumes  map[string]any            `yaml:"volumes"`
}

type composeService struct {
	Image   string   `yaml:"image"`
	Command string   `yaml:"command"`
	Ports   []string `yaml:"ports"`
	Volumes []string `yaml:"volumes"`

	Environment map[string]string `yaml:"environment"`

	Build struct {
		Dockerfile string `yaml:"dockerfile"`
	} `yaml:"build"`
}

// flag returns the value of a flag in the service's command.
func (s composeService) flag(name string) string {
	words := strings.Fields(s.Command)
	if i := slices.Index(words, name); i >= 0 && i+1 < len(words) {
		return words[i+1]
	}
	return ""
}

// scrapeConfig is the part of deploy/prometheus.yml that the tests read.
type scrapeConfig struct {
	Global struct {
		ScrapeInterval string `yaml:"scrape_interval"`
	} `yaml:"global"`
	Jobs []struct {
		Name    string `yaml:"job_name"`
		Targets []struct {
			Addresses []string `yaml:"targets"`
		} `yaml:"static_configs"`
	} `yaml:"scrape_configs"`
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func readComposition(t *testing.T) composition {
	t.Helper()
	var c composition
	readYAML(t, "docker-compose.yml", &c)
	for _, name := range []string{"grpc", "rest", "order", "product", "inventory", "gateway", "prometheus", "grafana", "loadtest"} {
		if _, ok := c.Services[name]; !ok {
			t.Fatalf("docker-compose.yml has no service %s", name)
		}
	}
	return c
}

func TestComposeMountsWhatExists(t *testing.T) {
	c := readComposition(t)
	for name, service := range c.Services {
		for _, v := range service.Volumes {
			from := strings.Split(v, ":")[0]
			if _, named := c.Volumes[from]; named {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, from)); err != nil {
				t.Errorf("%s mounts %q: %v", name, from, err)
			}
		}
		if file := service.Build.Dockerfile; file != "" {
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s is built by %q: %v", name, file, err)
			}
		}
	}
}

func TestComposePinsImagesAndPublishesOnLoopback(t *testing.T) {
	for name, service := range readComposition(t).Services {
		if _, tag, found := strings.Cut(service.Image, ":"); !found || tag == "latest" {
			t.Errorf("%s: image %q, want one with a tag that stays", name, service.Image)
		}
		for _, p := range service.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s publishes %q, want it on 127.0.0.1 only", name, p)
			}
		}
	}
}

// TestComposePublishesWhatServicesListenOn compares the published ports with the commands.
func TestComposePublishesWhatServicesListenOn(t *testing.T) {
	c := readComposition(t)
	for name, want := range map[string]string{"grpc": "50051", "rest": "8080", "order": "50061"} {
		_, port, err := net.SplitHostPort(c.Services[name].flag("--listen"))
		if err != nil || port != want {
			t.Errorf("%s listens on port %q (%v), want %s", name, port, err, want)
		}
		if published := "127.0.0.1:" + want + ":" + want; !slices.Contains(c.Services[name].Ports, published) {
			t.Errorf("%s publishes %q, want %s", name, c.Services[name].Ports, published)
		}
	}
}

// TestComposeChainFindsItsUpstreams compares the upstream address of a service with the one
// on which that service listens.
func TestComposeChainFindsItsUpstreams(t *testing.T) {
	c := readComposition(t)
	for name, upstream := range map[string]string{"order": "product", "product": "inventory"} {
		_, port, _ := net.SplitHostPort(c.Services[upstream].flag("--listen"))
		if got, want := c.Services[name].flag("--"+upstream), upstream+":"+port; got != want {
			t.Errorf("%s asks %s at %q, which listens at %s", name, upstream, got, want)
		}
		if got, want := c.Services[name].flag("--via"), c.Services[upstream].flag("--via"); got != want {
			t.Errorf("%s speaks %q and %s %q, want the same", name, got, upstream, want)
		}
	}
}

// TestScrapeTargetsAreComposeServices compares deploy/prometheus.yml with the addresses at
// which the services of docker-compose.yml show their metrics, in both directions.
func TestScrapeTargetsAreComposeServices(t *testing.T) {
	c := readComposition(t)
	var config scrapeConfig
	readYAML(t, "deploy/prometheus.yml", &config)
	scraped := map[string]bool{}
	for _, job := range config.Jobs {
		for _, group := range job.Targets {
			for _, target := range group.Addresses {
				host, port, err := net.SplitHostPort(target)
				if err != nil {
					t.Errorf("job %s: %v", job.Name, err)
					continue
				}
				service, ok := c.Services[host]
				if !ok {
					t.Errorf("job %s scrapes %s, which is no service of docker-compose.yml", job.Name, target)
					continue
				}
				scraped[host] = true
				if shown := metricsPort(service); port != shown {
					t.Errorf("job %s scrapes %s, but %s shows its metrics on port %q", job.Name, target, host, shown)
				}
			}
		}
	}
	for name, service := range c.Services {
		if metricsPort(service) != "" && !scraped[name] {
			t.Errorf("%s shows metrics and is not scraped", name)
		}
	}
}

func metricsPort(s composeService) string {
	for _, name := range []string{"--admin", "--metrics"} {
		if _, port, err := net.SplitHostPort(s.flag(name)); err == nil {
			return port
		}
	}
	return s.Environment["PORT"] // the gateway shows them where it serves
}

// TestGrafanaIsProvisioned follows the path from Grafana's folders to the dashboard and to
// Prometheus.
func TestGrafanaIsProvisioned(t *testing.T) {
	c := readComposition(t)
	mounts := map[string]string{}
	for _, v := range c.Services["grafana"].Volumes {
		parts := strings.Split(v, ":")
		mounts[parts[1]] = parts[0]
	}
	if from := mounts["/etc/grafana/provisioning"]; path.Clean(from) != "deploy/grafana/provisioning" {
		t.Errorf("Grafana is provisioned from %q, want deploy/grafana/provisioning", from)
	}

	var dashboards struct {
		Providers []struct{ Options struct{ Path string } }
	}
	readYAML(t, "deploy/grafana/provisioning/dashboards/wiretax.yml", &dashboards)
	for _, p := range dashboards.Providers {
		if _, err := os.Stat(filepath.Join(root, mounts[p.Options.Path], committed)); err != nil {
			t.Errorf("the provider looks in %q, where %q is mounted: %v", p.Options.Path, mounts[p.Options.Path], err)
		}
	}

	var sources struct {
		Datasources []struct {
			Type, URL string
			JSONData  struct {
				TimeInterval string `yaml:"timeInterval"`
			} `yaml:"jsonData"`
		}
	}
	readYAML(t, "deploy/grafana/provisioning/datasources/prometheus.yml", &sources)
	var config scrapeConfig
	readYAML(t, "deploy/prometheus.yml", &config)
	if len(dashboards.Providers) != 1 || len(sources.Datasources) != 1 {
		t.Fatalf("%d providers, %d data sources, want one of each", len(dashboards.Providers), len(sources.Datasources))
	}
	if s := sources.Datasources[0]; s.Type != "prometheus" || s.URL != "http://prometheus:9090" {
		t.Errorf("data source %s at %s, want prometheus at http://prometheus:9090", s.Type, s.URL)
	}
	if got, want := sources.Datasources[0].JSONData.TimeInterval, config.Global.ScrapeInterval; got != want {
		t.Errorf("Grafana expects a scrape every %q, Prometheus scrapes every %q", got, want)
	}
}
