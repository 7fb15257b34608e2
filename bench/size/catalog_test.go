package size

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

func TestCatalogGolden(t *testing.T) {
	rows := slices.Clone(weighed())
	if err := measureRows(t.Context(), serve(t), rows); err != nil {
		t.Fatal(err)
	}
	shapes, err := weighShapes(t.Context(), books())
	if err != nil {
		t.Fatal(err)
	}
	var table, markdown, array bytes.Buffer
	if err := errors.Join(
		catalogPage(rows, shapes).write(&table, Table),
		catalogPage(rows, shapes).write(&markdown, Markdown),
		writeRows(&array, append(rows, shapes...)),
	); err != nil {
		t.Fatal(err)
	}
	golden(t, "catalog.txt", table.Bytes())
	golden(t, "catalog.md", markdown.Bytes())
	golden(t, "catalog.json", array.Bytes())
	narrow(t, table.String())
	for _, row := range append(rows, shapes...) {
		if got, want := row.why.root.total(), (total{row.Compact, row.Protobuf}); got != want {
			t.Errorf("%s: the fields add up to %+v, want %+v", row.Document, got, want)
		}
	}
}
