package main

import (
	"path/filepath"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/bookfile"
	"github.com/wiretax/wiretax/catalog/generate"
)

// openCatalog loads the file, or makes the embedded catalog if there is no file. warn gets one
// line about what the catalog leaves out of the file.
func openCatalog(path string, warn func(string)) (*catalog.Catalog, error) {
	if path == "" {
		return generate.Catalog(generate.DefaultSeed, generate.DefaultBooks), nil
	}
	c, warning, err := bookfile.Load(path)
	if err != nil {
		return nil, badInput{err}
	}
	if warning != "" {
		warn(warning)
	}
	return c, nil
}

// catalogRecord names the catalog for the manifest.
func catalogRecord(path string, c *catalog.Catalog) record.Catalog {
	r := record.Catalog{Name: "embedded", Books: c.Len(), Seed: generate.DefaultSeed, Digest: c.Digest()}
	if path != "" {
		r.Name, r.Seed = filepath.Base(path), 0
	}
	return r
}
