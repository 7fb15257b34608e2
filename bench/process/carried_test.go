package process

import (
	"strings"
	"testing"
)

func TestReadCarried(t *testing.T) {
	const received, sent = `wiretax_wire_bytes_total{direction="received",stack="grpc"} `, `wiretax_wire_bytes_total{direction="sent",stack="grpc"} `
	for _, tt := range []struct {
		name, text string
		want       Carried
		err        string
	}{
		{"both ways", "# HELP wiretax_wire_bytes_total Bytes.\n" + received + "7\n" + sent + "12\n", Carried{7, 12}, ""},
		{"large numbers", sent + "1.25e+09\nother{direction=\"sent\"} 1\n" + received + "0\n", Carried{0, 1.25e9}, ""},
		{"nothing", "", Carried{}, "there are 0 series of wiretax_wire_bytes_total, not one each way"},
		{"one way", sent + "12\n", Carried{Sent: 12}, "there are 1 series"},
		{"two services", sent + "1\n" + received + "2\n" + strings.ReplaceAll(sent, "grpc", "rest") + "3\n", Carried{2, 3}, "there are 3 series"},
		{"no number", sent + "many\n", Carried{}, `direction="sent",stack="grpc"}: strconv.ParseFloat: parsing "many"`},
	} {
		got, err := readCarried(strings.NewReader(tt.text))
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: readCarried() = %+v, %v, want %+v, %q", tt.name, got, err, tt.want, tt.err)
		}
	}
}
