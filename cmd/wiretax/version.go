package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/record"
)

// version is set by the Makefile to what git describes.
var version string

// buildVersion returns the commit that the binary was built from, as far as it is known.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := info.Main.Version, ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	return revision + dirty
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, as --version does", Args: argsBetween(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "wiretax version %s\n", buildVersion())
			return err
		},
	}
}

// decisiveModules are the modules whose versions affect the figures.
var decisiveModules = []string{
	record.GinModule,
	record.GRPCModule,
	"google.golang.org/protobuf",
}

// buildRecord describes the binary for the manifest.
func buildRecord() record.Build {
	b := record.Build{Version: buildVersion(), Go: strings.TrimPrefix(runtime.Version(), "go")}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, dep := range info.Deps {
		if slices.Contains(decisiveModules, dep.Path) {
			b.Modules = append(b.Modules, record.Module{Path: dep.Path, Version: dep.Version})
		}
	}
	return b
}
