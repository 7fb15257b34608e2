package catalog

// ISBNCheckDigit returns the thirteenth digit for the twelve before it.
func ISBNCheckDigit(digits []byte) byte {
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (1 + i%2*2)
	}
	return byte('0' + (10-sum%10)%10)
}
