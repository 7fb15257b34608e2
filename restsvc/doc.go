// Package restsvc serves the catalog as JSON over HTTP, on gin: it turns paths and query
// strings into queries of package catalog and its answers into typed structs, encoded by
// encoding/json. Limits and validation are the catalog's.
package restsvc
