package generate

import "github.com/wiretax/wiretax/catalog"

// featuredBooks returns the first three books of every generated catalog, ids 1 to 3. Their
// counts are made up to give exactly the ratings 4.5, 4.3 and 4.6.
func featuredBooks() [3]catalog.Book {
	books := [3]catalog.Book{
		{
			ID: 1, Title: "The Girl with the Dragon Tattoo", Authors: []string{"Stieg Larsson"},
			Category: catalog.Mystery, ISBN: "9780307269751", Language: "eng", Year: 2005,
			RatingCounts: [5]int32{31_000, 42_000, 155_000, 440_000, 1_332_000},
			Price:        catalog.Money{MinorUnits: 1299, Currency: "EUR"},
			Description: "Forty years ago a girl of sixteen vanished from the island of a powerful Swedish family. " +
				"A disgraced journalist and a hacker with a dragon on her back are hired to find out who killed her, " +
				"and learn that somebody is ready to kill again to keep it buried.",
			ImageURL: coverPrefix + "1400000001m/1000001" + coverSuffix,
		},
		{
			ID: 2, Title: "Gone Girl", Authors: []string{"Gillian Flynn"},
			Category: catalog.Mystery, ISBN: "9780307588364", Language: "eng", Year: 2012,
			RatingCounts: [5]int32{36_000, 60_000, 186_000, 424_000, 894_000},
			Price:        catalog.Money{MinorUnits: 1199, Currency: "USD"},
			Description: "On the morning of their fifth wedding anniversary Amy Dunne disappears. " +
				"Her husband says that he didn’t do it. Her diary says something else. " +
				"Two voices, one marriage, and not a word that can be trusted.",
			ImageURL: coverPrefix + "1400000002m/1000002" + coverSuffix,
		},
		{
			ID: 3, Title: "Dune", Authors: []string{"Frank Herbert"},
			Category: catalog.ScienceFiction, ISBN: "9780441013593", Language: "en-US", Year: 1965,
			RatingCounts: [5]int32{9_000, 16_000, 54_000, 168_000, 653_000},
			Price:        catalog.Money{MinorUnits: 1099, Currency: "GBP"},
			Description: "Whoever holds the desert planet Arrakis holds the spice, and with it the roads between the stars. " +
				"When his family is betrayed, young Paul Atreides flees into the sand, " +
				"to the people who have waited for him longer than he likes.",
			ImageURL: coverPrefix + "1400000003m/100003" + coverSuffix,
		},
	}
	for i := range books {
		books[i].AverageRating = catalog.MeanRating(books[i].RatingCounts)
	}
	return books
}
