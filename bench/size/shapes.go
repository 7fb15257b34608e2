package size

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/wiretax/wiretax/bench/protofiles"
	"github.com/wiretax/wiretax/catalog"
)

//go:embed shapes.proto
var shapesProto string

const shapesFile = "shapes.proto"

// shape is a payload of one kind.
type shape struct {
	name, message string
	items         int
	body          any
}

// shapes are payloads whose ratio has a single cause each. They are always the same, and their
// JSON is what encoding/json makes of ordinary structs.
func shapes(books *catalog.Catalog) []shape {
	random := rand.New(rand.NewPCG(1, 1))
	return []shape{
		{"text-heavy", "TextHeavy", 25, articles(books, 25)},
		{"number-heavy", "NumberHeavy", 100, readings(random, 100)},
		{"sparse", "Sparse", 50, profiles(random, 50)},
		{"deeply nested", "DeeplyNested", nodesBelow(nestedDepth), map[string]any{"root": tree(random, nestedDepth)}},
	}
}

// weighShapes compiles the shapes' messages and weighs each like any document.
func weighShapes(ctx context.Context, books *catalog.Catalog) ([]Row, error) {
	compiled, err := protofiles.CompileText(ctx, shapesFile, shapesProto)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, shape := range shapes(books) {
		schema, err := schemaIn(compiled, "shapes.v1."+shape.message)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(shape.body)
		if err != nil {
			return nil, err
		}
		scale := newScale(schema, false)
		of, err := scale.weigh(document{"shape=" + shape.name, shape.name, 1, text})
		if err != nil {
			return nil, fmt.Errorf("weigh shape %s: %w", shape.name, err)
		}
		rows = append(rows, Row{Sizes: of, Items: shape.items, Framed: of.Protobuf + frameBytes, title: shape.name, why: &scale.why})
	}
	return rows, nil
}

type article struct {
	ID     int32  `json:"id"`
	Title  string `json:"title"`
	Author string `json:"author"`
	Body   string `json:"body"`
}

// articles returns articles with the text of books.
func articles(books *catalog.Catalog, n int) any {
	var list []article
	for _, b := range firstBooks(books, n) {
		list = append(list, article{b.ID, b.Title, b.Authors[0], b.Description})
	}
	return map[string]any{"articles": list}
}

type reading struct {
	TimeMS  int64   `json:"time_ms"`
	Sensor  int32   `json:"sensor"`
	Value   float64 `json:"value"`
	Drift   int32   `json:"drift"`
	Samples int32   `json:"samples"`
	Valid   bool    `json:"valid"`
}

func readings(random *rand.Rand, n int) any {
	const begin = 1_767_225_600_000 // 2026
	list := make([]reading, n)
	for i := range list {
		value := 20 + 5*random.NormFloat64()
		list[i] = reading{
			TimeMS: begin + int64(i)*60_000 + random.Int64N(1000), Sensor: 1000 + random.Int32N(40),
			Value: math.Round(value*1000) / 1000, Drift: random.Int32N(41) - 20, Samples: 1 + random.Int32N(500), Valid: random.IntN(20) > 0,
		}
	}
	return map[string]any{"readings": list}
}

type profile struct {
	ID         int32    `json:"id"`
	Email      string   `json:"email"`
	Phone      string   `json:"phone"`
	Company    string   `json:"company"`
	JobTitle   string   `json:"job_title"`
	Website    string   `json:"website"`
	Street     string   `json:"street"`
	City       string   `json:"city"`
	Postcode   string   `json:"postcode"`
	Country    string   `json:"country"`
	Age        int32    `json:"age"`
	Logins     int32    `json:"logins"`
	LastSeen   int64    `json:"last_seen"`
	Balance    int64    `json:"balance"`
	Verified   bool     `json:"verified"`
	Newsletter bool     `json:"newsletter"`
	Tags       []string `json:"tags"`
	Groups     []int32  `json:"groups"`
	ReferredBy *int32   `json:"referred_by"`
	Coupon     *string  `json:"coupon"`
}

func profiles(random *rand.Rand, n int) any {
	countries := []string{"DE", "FR", "IE", "NO", "PT"}
	list := make([]profile, n)
	for i := range list {
		p := profile{ID: int32(i + 1), Email: fmt.Sprintf("user%d@example.org", 1+random.IntN(90_000)), Tags: []string{}, Groups: []int32{}}
		if random.IntN(3) == 0 {
			p.Country = countries[random.IntN(len(countries))]
		}
		if random.IntN(4) == 0 {
			p.Logins, p.Verified = 1+random.Int32N(200), true
		}
		list[i] = p
	}
	return map[string]any{"profiles": list}
}

type nested struct {
	Label struct {
		ID       int32 `json:"id"`
		Position struct {
			X int32 `json:"x"`
			Y int32 `json:"y"`
		} `json:"position"`
	} `json:"label"`
	Children []nested `json:"children,omitempty"`
}

const nestedDepth = 7

// nodesBelow returns how many nodes a tree of that depth has.
func nodesBelow(depth int) int { return 1<<depth - 1 }

// tree returns a binary tree.
func tree(random *rand.Rand, depth int) nested {
	var n nested
	n.Label.ID = 1 + random.Int32N(10_000)
	n.Label.Position.X, n.Label.Position.Y = random.Int32N(2000), random.Int32N(2000)
	if depth > 1 {
		n.Children = []nested{tree(random, depth-1), tree(random, depth-1)}
	}
	return n
}
