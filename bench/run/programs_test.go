package run

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/bench/process"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/shop"
)

const (
	// serveAt makes this program a small server at an address.
	serveAt = "WIRETAX_TEST_SERVE"
	// nodeName makes it, by its name, what Node.js makes of the gateway.
	nodeName = "node"
)

// TestMain turns this program into those that the tests start: the argument serve makes it one
// of our services.
func TestMain(m *testing.M) {
	if code, asked := process.Watch(os.Args, os.Stderr); asked {
		os.Exit(code)
	}
	var err error
	switch address := os.Getenv(serveAt); {
	case filepath.Base(os.Args[0]) == nodeName:
		err = serveNode()
	case len(os.Args) > 1 && os.Args[1] == "serve":
		err = serve(os.Args[2:])
	case len(os.Args) > 1 && os.Args[1] == WorkerCommand:
		if err = Work(context.Background(), os.Stdin, os.Stdout); err == nil {
			os.Exit(0)
		}
	case address != "":
		err = http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"id":7}`)
		}))
	default:
		idleTime, roundTripTime = 20*time.Millisecond, 5*time.Millisecond
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// server is what all services can do.
type server interface{ Serve(net.Listener) error }

// serve returns what the command of that name does, as far as a run needs it.
func serve(args []string) error {
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	listen, admin := flags.String("listen", "", ""), flags.String("admin", "", "")
	cert, key := flags.String("tls-cert", "", ""), flags.String("tls-key", "", "")
	profile, work := flags.String("profile", "", ""), flags.String("work", "", "")
	via, _ := flags.String("via", "", ""), flags.String("deadline", "", "")
	upstream := flags.String("upstream", "", "")
	flags.StringVar(upstream, "product", "", "")
	flags.StringVar(upstream, "inventory", "", "")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	c := serving.Config{
		Catalog: testBooks(), Metrics: metrics.NewService(registry, args[0]),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	var err, workErr, certErr error
	c.Profile, err = serving.ParseProfile(*profile)
	c.Work, workErr = catalog.ParseWork(*work)
	if *cert != "" {
		c.TLS = &tls.Config{Certificates: make([]tls.Certificate, 1)}
		c.TLS.Certificates[0], certErr = tls.LoadX509KeyPair(*cert, *key)
	}
	if err := errors.Join(err, workErr, certErr); err != nil {
		return err
	}
	s, err := serverNamed(args[0], shop.Transport(*via), *upstream, c)
	if err != nil {
		return err
	}
	adminListener, err := net.Listen("tcp", *admin)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("POST "+serving.MemoryPath, serving.ServeMemory)
	go http.Serve(adminListener, mux)
	return announce(s, *listen, adminListener.Addr().String())
}

func serverNamed(name string, via shop.Transport, upstream string, c serving.Config) (server, error) {
	switch name {
	case "grpc":
		return grpcsvc.New(c), nil
	case "rest":
		return restsvc.New(c), nil
	case "gateway":
		return newGateway("grpc", upstream)
	case "order":
		return shop.NewOrder(via, upstream, c)
	case "product":
		return shop.NewProduct(via, upstream, c)
	}
	return shop.NewInventory(via, c), nil
}

// announce serves at an address and says so, and what the service does.
func announce(s server, listen, admin string) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	ready := serving.Ready{Listen: l.Addr().String(), Admin: admin}
	if told, ok := s.(interface{ Ledger() serving.Ledger }); ok {
		ready.Ledger = told.Ledger()
	}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	return s.Serve(l)
}

// serveNode serves as the gateway in Node.js does, by the same variables.
func serveNode() error {
	variable := map[string]string{"grpc": "GRPC_SERVER", "rest": "REST_SERVER"}[os.Getenv("UPSTREAM")]
	s, err := newGateway(os.Getenv("UPSTREAM"), os.Getenv(variable))
	if err != nil {
		return err
	}
	return announce(s, os.Getenv("HOST")+":"+os.Getenv("PORT"), "")
}

// newGateway asks the service at an address over REST or gRPC, and answers as a gateway.
func newGateway(inside, address string) (server, error) {
	question := func(r *http.Request) (string, error) { return get("http://" + address + "/v1" + r.URL.RequestURI()) }
	if inside == "grpc" {
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return nil, err
		}
		client := catalogv1.NewRecommendationServiceClient(conn)
		question = func(r *http.Request) (string, error) { return recommend(r, client) }
	}
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/health" {
			io.WriteString(w, `{"status":"healthy"}`)
			return
		}
		answer, err := question(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		io.WriteString(w, strings.Replace(answer, "{", `{"status":"success",`, 1))
	})}, nil
}

func recommend(r *http.Request, client catalogv1.RecommendationServiceClient) (string, error) {
	query := r.URL.Query()
	user, userErr := strconv.ParseInt(query.Get("user_id"), 10, 32)
	most, mostErr := strconv.ParseInt(query.Get("max_results"), 10, 32)
	if err := errors.Join(userErr, mostErr); err != nil {
		return "", err
	}
	answer, err := client.Recommend(r.Context(), &catalogv1.RecommendationRequest{
		UserId: int32(user), MaxResults: int32(most),
		Category: catalogv1.BookCategory(catalogv1.BookCategory_value[query.Get("category")]),
	})
	if err != nil {
		return "", err
	}
	text, err := catalogjson.Codec{}.Marshal(answer)
	return string(text), err
}

func get(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status)
	}
	return string(text), err
}
