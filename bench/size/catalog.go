package size

import (
	"context"
	"fmt"
	"io"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/spelling"
)

// Catalog weighs the messages of a catalog and four shapes of payload, measures the requests
// that carry them to the services, and writes the results to w. As [JSON] they are an array of
// [Row], whose last element, "total", is the sum.
func Catalog(ctx context.Context, books *catalog.Catalog, s Services, f Format, w io.Writer) error {
	rows, err := weighCatalog(books)
	if err != nil {
		return err
	}
	if err := measureRows(ctx, s, rows); err != nil {
		return err
	}
	shapes, err := weighShapes(ctx, books)
	if err != nil {
		return err
	}
	if f == JSON {
		return writeRows(w, append(rows, shapes...))
	}
	return catalogPage(rows, shapes).write(w, f)
}

func writeRows(w io.Writer, rows []Row) error {
	a, sum := array{w: w}, Row{Sizes: Sizes{Document: totalName}}
	for _, row := range rows {
		if err := a.element(row); err != nil {
			return err
		}
		sum.add(row.Sizes)
		sum.Items += row.Items
		sum.Framed += row.Framed
	}
	if err := a.element(sum); err != nil {
		return err
	}
	return a.close()
}

func catalogPage(rows, shapes []Row) *page {
	p := new(page)
	p.add(plainSizes("Messages of the catalog, in bytes", "message", rows))
	p.say("Several items of Book, BookRecommendation, BookRating or UserAction are a stream: a line of JSON each, and a message of protobuf each. The ratio is JSON, which is compact, over protobuf; framed is protobuf with gRPC's 5 bytes before each message. Of an upload that is refused UploadBookRatingsResponse names 100 ratings at the most.")
	p.add(compressedSizes("The same, compressed", "message", rows))
	p.say("gzip and zstd work at their default levels. Of a stream the lines of JSON are compressed as one text, as REST compresses a listing, and the messages of protobuf one by one, as gRPC does it, which finds nothing that repeats.")
	p.add(plainSizes("Four shapes of payload, in bytes", "shape", shapes))
	p.add(compressedSizes("The same, compressed", "shape", shapes))
	p.add(wireTable("The first request of a connection, in bytes on the wire", rows, func(e Exchanges) Exchange { return e.First }))
	p.add(wireTable("A request in the steady state, in bytes on the wire", rows, func(e Exchanges) Exchange { return e.Steady }))
	p.say("These are TCP payload of requests without a body and of their answers, uncompressed and without TLS. Over HTTP/2 the first holds what opens the connection; later ones need not repeat headers. The client of gRPC says that it would take gzip, with 20 bytes and then 1, as in a load test. Left out are window updates and pings, whose number depends on timing: grpc-go's default windows, which measure the bandwidth, add up to 47 bytes each way. A load test counts them.")
	p.add(made(append(pick(rows), shapes...)))
	p.say("%s", decides(pick(rows), shapes))
	return p
}

func plainSizes(title, what string, rows []Row) *table {
	t := &table{title: title, lead: 2, heads: []string{what, "items", "JSON", "protobuf", "ratio", "framed"}}
	for _, r := range rows {
		t.rows = append(t.rows, []string{
			r.title, thousands(int64(r.Items)), thousands(r.Compact), thousands(r.Protobuf), ratio(r.Compact, r.Protobuf), thousands(r.Framed),
		})
	}
	return t
}

func compressedSizes(title, what string, rows []Row) *table {
	t := &table{title: title, lead: 2, heads: []string{
		what, "items", "gzip\nJSON", "gzip\nproto", "ratio", "zstd\nJSON", "zstd\nproto", "ratio",
	}}
	for _, r := range rows {
		t.rows = append(t.rows, []string{
			r.title, thousands(int64(r.Items)),
			thousands(r.JSONGzip), thousands(r.ProtobufGzip), ratio(r.JSONGzip, r.ProtobufGzip),
			thousands(r.JSONZstd), thousands(r.ProtobufZstd), ratio(r.JSONZstd, r.ProtobufZstd),
		})
	}
	return t
}

func wireTable(title string, rows []Row, of func(Exchanges) Exchange) *table {
	t := &table{title: title, lead: 2, heads: []string{
		"operation", "items", "HTTP/1.1\nrequest", "\nanswer", "h2c\nrequest", "\nanswer", "gRPC\nrequest", "\nanswer",
	}}
	for _, r := range rows {
		if r.Wire == nil {
			continue
		}
		row := []string{r.operation, thousands(int64(r.Items))}
		for _, e := range []Exchanges{r.Wire.HTTP1, r.Wire.H2C, r.Wire.GRPC} {
			row = append(row, thousands(of(e).Request), thousands(of(e).Answer))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// pick leaves one row of each kind of message: that with 100 items, or with one item if it is a
// stream.
func pick(rows []Row) (some []Row) {
	single := make(map[string]Row)
	for _, r := range rows {
		switch {
		case r.Items == 1:
			single[r.title] = r
		case r.Items == 100 && r.messages > 1:
			some = append(some, single[r.title])
		case r.Items == 100:
			some = append(some, r)
		}
	}
	return some
}

// made shows what the bytes are spent on, which decides the ratio.
func made(rows []Row) *table {
	t := &table{title: "What the bytes are", lead: 2, heads: []string{
		"message or shape", "items", "JSON:\nnames", "\nnumbers", "\ntext", "protobuf:\ntext", "ratio", "with\ngzip",
	}}
	for _, r := range rows {
		t.rows = append(t.rows, []string{
			r.title, thousands(int64(r.Items)),
			share(r.why.json[fieldNames], r.Compact), share(r.why.json[numbers], r.Compact), share(r.why.json[texts], r.Compact),
			share(r.why.wire[texts], r.Protobuf), ratio(r.Compact, r.Protobuf), ratio(r.JSONGzip, r.ProtobufGzip),
		})
	}
	return t
}

// decides says what the figures show.
func decides(rows, shapes []Row) string {
	most, least := rows[0], rows[0]
	for _, r := range rows {
		if *r.Ratio > *most.Ratio {
			most = r
		}
		if *r.Ratio < *least.Ratio {
			least = r
		}
	}
	said := fmt.Sprintf("Protobuf saves what JSON says again and again. %s gains most: its JSON is %s times as large, of which field names are %s and text %s. %s gains least, a ratio of %s: text is %s of its JSON and %s of its protobuf, which does not shrink it.",
		most.title, ratio(most.Compact, most.Protobuf), share(most.why.json[fieldNames], most.Compact), share(most.why.json[texts], most.Compact),
		least.title, ratio(least.Compact, least.Protobuf), share(least.why.json[texts], least.Compact), share(least.why.wire[texts], least.Protobuf))
	for _, s := range shapes {
		if absent := s.why.absent; matters(absent, s.Compact) {
			said += fmt.Sprintf(" In the %s shape fields that are %s take %s of the JSON; protobuf leaves them out.", s.title, spelling.Or(s.why.values.absent()), share(absent, s.Compact))
		}
	}
	return said + " gzip takes repeated names away as well: between compressed texts the ratio is smaller, wherever names made it large."
}
