package generate

// totals is the number of ratings of a book, and means its mean rating in hundredths
// of a star, in goodbooks-10k (Zygmunt Zając, CC BY-SA 4.0). The two hardly
// correlate there (0.07).
var (
	totals = quantiles{
		{0, 5510}, {1_000, 7866}, {5_000, 8696}, {10_000, 9240}, {20_000, 9793}, {50_000, 10881},
		{100_000, 12063}, {200_000, 14228}, {300_000, 16704}, {400_000, 19744}, {500_000, 23834},
		{600_000, 29331}, {700_000, 38782}, {800_000, 55675}, {850_000, 72531}, {900_000, 104185},
		{925_000, 133284}, {950_000, 187292}, {970_000, 295024}, {980_000, 418653}, {990_000, 636061},
		{995_000, 1125231}, {999_000, 2120637}, {million, 4942365},
	}
	means = quantiles{
		{0, 247}, {1_000, 296}, {10_000, 330}, {20_000, 341}, {50_000, 356}, {100_000, 368}, {150_000, 375},
		{200_000, 380}, {250_000, 385}, {300_000, 389}, {400_000, 395}, {500_000, 402}, {600_000, 408},
		{700_000, 415}, {750_000, 418}, {800_000, 421}, {850_000, 425}, {900_000, 430}, {950_000, 438},
		{980_000, 447}, {990_000, 453}, {999_000, 473}, {million, 482},
	}
)

// starShares is how the ratings of a book are spread over one to five stars, in millionths, by
// its mean in hundredths: the means of goodbooks-10k in bands of 0.2.
var starShares = []struct {
	mean   int64
	shares [5]int64
}{
	{247, [5]int64{235_500, 315_100, 264_800, 115_500, 69_100}},
	{267, [5]int64{181_800, 264_000, 320_000, 170_300, 63_900}},
	{281, [5]int64{135_900, 258_800, 342_400, 179_900, 83_000}},
	{302, [5]int64{108_400, 209_800, 345_400, 226_800, 109_600}},
	{322, [5]int64{74_900, 171_100, 351_100, 266_800, 136_100}},
	{342, [5]int64{48_500, 132_000, 339_500, 311_600, 168_400}},
	{362, [5]int64{34_300, 97_700, 303_600, 343_400, 221_000}},
	{381, [5]int64{24_500, 69_300, 259_700, 363_200, 283_300}},
	{400, [5]int64{17_300, 47_700, 209_300, 368_800, 356_900}},
	{419, [5]int64{12_800, 32_700, 158_900, 342_800, 452_800}},
	{438, [5]int64{9_500, 21_200, 112_800, 298_500, 558_000}},
	{456, [5]int64{7_700, 13_100, 69_500, 225_600, 684_100}},
	{474, [5]int64{4_100, 5_400, 36_400, 152_900, 801_200}},
	{490, [5]int64{1_000, 2_000, 17_000, 56_000, 924_000}},
}

// drawRatings returns the rating counts of a book.
func drawRatings(s *stream) [5]int32 {
	total := int64(totals.draw(s))
	shares := sharesAt(int64(means.draw(s)))
	// Books of the same mean differ in how far their readers disagree: as many ratings move up a
	// star as down, so the mean stays.
	spread(&shares, 3, bell(s)*shares[3]*625/10_000)
	spread(&shares, 1, bell(s)*shares[1]*1_000/10_000)
	var counts [5]int32
	rest := total
	for i, share := range shares[:4] {
		n := total * share / million
		counts[i] = int32(n)
		rest -= n
	}
	counts[4] = int32(rest)
	return counts
}

// sharesAt interpolates starShares.
func sharesAt(mean int64) [5]int64 {
	i := 1
	for i < len(starShares)-1 && mean > starShares[i].mean {
		i++
	}
	a, b := starShares[i-1], starShares[i]
	var shares [5]int64
	for star := range shares {
		shares[star] = between(quantile{a.mean, a.shares[star]}, quantile{b.mean, b.shares[star]}, mean)
	}
	return shares
}

// bellUnit is what a standard deviation of bell is.
const bellUnit = 1000

// bell returns a number of mean 0 and a standard deviation of bellUnit, never beyond
// three of them: the sum of three uniform ones.
func bell(s *stream) int64 {
	return int64(s.below(2*bellUnit+1) + s.below(2*bellUnit+1) + s.below(2*bellUnit+1) - 3*bellUnit)
}

// spread moves a share of a star to both its neighbours, or back if it is negative. The share is
// in thousandths of a millionth.
func spread(shares *[5]int64, star int, share int64) {
	share /= bellUnit
	shares[star-1] += share
	shares[star] -= 2 * share
	shares[star+1] += share
}
