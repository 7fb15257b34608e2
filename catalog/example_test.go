package catalog_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
)

func Example() {
	c := generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
	b, err := c.GetBook(1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s by %s, %s, %.1f stars\n", b.Title, b.Authors[0], b.Category, b.AverageRating)
	// Output: The Girl with the Dragon Tattoo by Stieg Larsson, MYSTERY, 4.5 stars
}

func ExampleCatalog_Recommend() {
	c := generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
	books, err := c.Recommend(catalog.RecommendQuery{Category: catalog.Mystery, MaxResults: 2})
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range books {
		fmt.Println(b.Title, b.AverageRating)
	}

	_, err = c.Recommend(catalog.RecommendQuery{Category: catalog.Mystery, MaxResults: 500})
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		fmt.Println(e.Code, "of", e.Field)
	}
	fmt.Println(err)
	// Output:
	// The Girl with the Dragon Tattoo 4.5
	// Gone Girl 4.3
	// invalid argument of max_results
	// max_results: 500 is out of range; send 1 to 100, or 0 for 10
}

func ExampleParseCategory() {
	c, err := catalog.ParseCategory("ROMANCE")
	fmt.Println(c, err)
	_, err = catalog.ParseCategory("horror")
	fmt.Println(err)
	// Output:
	// ROMANCE <nil>
	// category: "horror" is not a category; send MYSTERY, SCIENCE_FICTION, ROMANCE or NON_FICTION
}
