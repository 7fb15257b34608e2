// Package wiretax_test holds the repository to its own rules.
package wiretax_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wiretax/wiretax/"

// allowed says what a package may import of this module, and which other modules beside
// the standard library; test files may import more. A folder stands for all below it.
// Dependencies point one way: what serves knows nothing of what measures.
var allowed = map[string]struct{ own, others []string }{
	"proto/catalog/v1":             {nil, []string{"google.golang.org/protobuf", "google.golang.org/grpc"}},
	"proto/shop/v1":                {nil, []string{"google.golang.org/protobuf", "google.golang.org/grpc"}},
	"contract":                     {nil, nil},
	"plaintext":                    {nil, nil},
	"spelling":                     {nil, nil},
	"splitmix":                     {nil, nil},
	"terminal":                     {nil, []string{"golang.org/x/sys"}},
	"catalog":                      {[]string{"splitmix"}, nil},
	"catalog/bookfile":             {[]string{"catalog", "plaintext", "spelling", "splitmix"}, nil},
	"catalog/generate":             {[]string{"catalog", "splitmix"}, nil},
	"catalog/catalogpb":            {[]string{"catalog", "proto"}, nil},
	"catalog/catalogjson":          {[]string{"catalog", "proto"}, []string{"google.golang.org/protobuf"}},
	"serving":                      {[]string{"catalog", "contract", "metrics"}, nil},
	"serving/rpcgzip":              {nil, []string{"google.golang.org/grpc"}},
	"metrics":                      {[]string{"contract"}, []string{"github.com/prometheus/client_golang"}},
	"serving/servingtest":          {[]string{"metrics", "serving"}, []string{"google.golang.org/grpc", "github.com/prometheus/client_golang", "github.com/google/go-cmp"}},
	"serving/grpcserver":           {[]string{"contract", "catalog", "metrics", "serving"}, []string{"google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc"}},
	"serving/httpserver":           {[]string{"contract", "catalog", "metrics", "serving"}, []string{"github.com/gin-gonic/gin", "github.com/coder/websocket", "google.golang.org/protobuf", "golang.org/x/sys"}},
	"grpcsvc":                      {[]string{"contract", "catalog", "metrics", "proto", "serving"}, []string{"google.golang.org/grpc"}},
	"restsvc":                      {[]string{"contract", "catalog", "metrics", "proto", "serving"}, []string{"google.golang.org/protobuf"}},
	"shop":                         {[]string{"contract", "catalog", "proto/shop", "serving"}, []string{"google.golang.org/grpc", "google.golang.org/genproto/googleapis/rpc"}},
	"gatewaysvc":                   {[]string{"contract", "catalog", "metrics", "proto", "serving"}, []string{"google.golang.org/grpc", "google.golang.org/genproto/googleapis/rpc"}},
	"conformance":                  {nil, nil},
	"conformance/older":            {nil, nil},
	"conformance/older/catalog/v1": {nil, []string{"google.golang.org/protobuf", "google.golang.org/grpc"}},
	"conformance/older/peer":       {[]string{"conformance/older/catalog"}, []string{"google.golang.org/grpc", "google.golang.org/protobuf"}},
	"bench/plan":                   {[]string{"contract", "catalog", "plaintext", "spelling"}, []string{"github.com/goccy/go-yaml"}},
	"bench/pace":                   {[]string{"contract", "splitmix"}, []string{"golang.org/x/sys"}},
	"bench/load":                   {[]string{"contract", "bench/pace", "bench/record", "splitmix"}, []string{"github.com/HdrHistogram/hdrhistogram-go"}},
	"bench/run": {[]string{
		"contract", "bench/plan", "bench/load", "bench/client", "bench/generator", "bench/meter", "bench/process", "bench/record", "bench/pace", "bench/window",
		"serving", "terminal",
	}, nil},
	"bench/single":      {[]string{"contract", "bench/plan", "bench/load", "bench/client", "bench/meter", "bench/process", "bench/record", "bench/pace", "bench/window", "terminal"}, nil},
	"bench/window":      {[]string{"contract", "bench/plan", "bench/load", "bench/client", "bench/meter", "bench/process", "bench/record", "bench/pace", "bench/stat"}, nil},
	"bench/inspect":     {[]string{"spelling"}, []string{"google.golang.org/protobuf", "github.com/theory/jsonpath"}},
	"bench/transcode":   {[]string{"bench/documents", "spelling", "terminal"}, []string{"google.golang.org/protobuf"}},
	"bench/protofiles":  {nil, []string{"github.com/bufbuild/protocompile", "google.golang.org/protobuf"}},
	"bench/descriptors": {[]string{"bench/protofiles", "spelling"}, []string{"google.golang.org/grpc", "google.golang.org/protobuf"}},
	"bench/probe":       {nil, nil},
	"bench/client":      {[]string{"bench/client/conn", "bench/load", "serving"}, nil},
	"bench/client/conn": {[]string{"contract", "bench/inspect", "bench/record", "serving"}, []string{
		"golang.org/x/sys", "google.golang.org/grpc", "google.golang.org/protobuf",
	}},
	"bench/client/catalog": {[]string{"contract", "bench/client", "bench/client/conn", "bench/load", "bench/plan", "catalog/catalogjson", "proto", "serving"}, []string{
		"github.com/coder/websocket", "google.golang.org/grpc", "google.golang.org/protobuf",
	}},
	"bench/client/anycall": {[]string{"contract", "bench/client", "bench/client/conn", "bench/descriptors", "bench/documents", "bench/inspect", "bench/load", "bench/plan", "bench/probe", "bench/record", "bench/transcode", "plaintext", "serving", "terminal"}, []string{
		"google.golang.org/grpc", "google.golang.org/protobuf",
	}},
	"bench/client/lean": {[]string{"contract", "bench/client/conn", "bench/inspect", "bench/load", "bench/pace", "serving"}, []string{
		"golang.org/x/net/http2/hpack", "golang.org/x/sys", "google.golang.org/grpc",
	}},
	"bench/client/lean/leantest": {[]string{"bench/client/clienttest"}, []string{"golang.org/x/net/http2"}},
	"bench/client/clienttest":    {[]string{"bench/client", "bench/load"}, nil},
	"bench/generator":            {[]string{"contract", "bench/record"}, nil},
	"bench/meter":                {[]string{"contract"}, []string{"golang.org/x/sys"}},
	"bench/record":               {[]string{"contract", "bench/documents", "bench/plan"}, []string{"github.com/HdrHistogram/hdrhistogram-go"}},
	"bench/documents":            {[]string{"plaintext", "terminal"}, nil},
	"bench/process":              {[]string{"bench/meter", "metrics", "serving"}, []string{"golang.org/x/sys"}},
	"bench/size": {[]string{"contract", "bench/descriptors", "bench/documents", "bench/protofiles", "bench/transcode", "catalog", "proto", "spelling", "terminal"}, []string{
		"github.com/klauspost/compress", "golang.org/x/net/http2/hpack",
		"google.golang.org/grpc", "google.golang.org/protobuf",
	}},
	"bench/stat":              {nil, nil},
	"bench/toolbench":         {[]string{"bench/record", "bench/stat", "terminal"}, nil},
	"bench/report/judged":     {[]string{"contract", "bench/gobench", "bench/record", "bench/stat"}, nil},
	"bench/report/words":      {[]string{"contract", "bench/record", "bench/report/judged", "bench/report/page", "bench/stat"}, nil},
	"bench/report/section":    {[]string{"contract", "bench/gobench", "bench/record", "bench/report/judged", "bench/report/page", "bench/report/words", "bench/stat", "bench/toolbench"}, nil},
	"bench/report/summary":    {[]string{"contract", "bench/record", "bench/report/judged", "bench/report/page", "bench/report/words"}, nil},
	"bench/report/reporttest": {[]string{"contract", "bench/plan", "bench/record", "bench/report/page"}, nil},
	"bench/report/page":       {nil, nil},
	"bench/report":            {[]string{"contract", "bench/gobench", "bench/record", "bench/report/judged", "bench/report/page", "bench/report/section", "bench/report/words", "bench/stat", "bench/toolbench"}, nil},
	"bench/gobench/rounds":    {[]string{"bench/gobench", "bench/meter"}, nil},
	"bench/gobench":           {[]string{"contract", "bench/record", "terminal"}, []string{"golang.org/x/perf/benchfmt"}},
	"dashboards":              {[]string{"contract", "metrics"}, []string{"github.com/grafana/grafana-foundation-sdk"}},
	"cmd/selfcheck":           {[]string{"cmd/selfcheck"}, nil},
	"cmd/selfcheck/stall":     {[]string{"bench/pace", "contract"}, []string{"google.golang.org/grpc"}},
	"cmd/selfcheck/calibrate": {[]string{"contract", "bench/plan", "bench/record", "bench/stat", "catalog"}, nil},
	"cmd/selfcheck/pinned":    {[]string{"bench/meter"}, nil},
	"cmd/selfcheck/responder": {[]string{"proto"}, []string{"golang.org/x/net/http2/hpack", "golang.org/x/sys", "google.golang.org/protobuf"}},
	"cmd/selfcheck/engine":    {[]string{"contract", "bench", "cmd/selfcheck/pinned", "cmd/selfcheck/stall", "proto"}, []string{"google.golang.org/grpc"}},
	"cmd/selfcheck/tools":     {[]string{"bench", "cmd/selfcheck/pinned", "cmd/selfcheck/responder", "contract", "proto"}, []string{"google.golang.org/protobuf"}},
	"cmd/wiretax": {
		[]string{"catalog", "contract", "metrics", "serving", "grpcsvc", "restsvc", "shop", "gatewaysvc", "spelling", "terminal", "bench"},
		[]string{"github.com/spf13", "github.com/prometheus/client_golang"},
	},
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range listPackages(t) {
		folder := strings.TrimPrefix(p.ImportPath, module)
		rule, ok := allowed[folder]
		if !ok && len(p.GoFiles) > 0 {
			t.Errorf("%s has no place in the table of imports; give it one, or move it", folder)
			continue
		}
		for _, imported := range p.Imports {
			list := rule.others
			path, own := strings.CutPrefix(imported, module)
			if own {
				list = rule.own
			} else if !strings.Contains(strings.Split(imported, "/")[0], ".") {
				continue // the standard library
			}
			if !slices.ContainsFunc(list, func(root string) bool { return path == root || strings.HasPrefix(path, root+"/") }) {
				t.Errorf("%s imports %s; it may only import %v", folder, path, list)
			}
		}
	}
}

type goPackage struct {
	Dir        string
	ImportPath string
	GoFiles    []string
	Imports    []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=Dir,ImportPath,GoFiles,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
