package fuzzy

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	fields := []string{"host", "port", "appProtocol", "tls"}
	tests := map[string]struct {
		word       string
		candidates []string
		want       string
	}{
		"transposition":                     {"prot", fields, "port"},
		"missing letter":                    {"hst", fields, "host"},
		"extra letter":                      {"hosts", fields, "host"},
		"wrong letter":                      {"hogt", fields, "host"},
		"only the case":                     {"APPPROTOCOL", fields, "appProtocol"},
		"case and a mistake":                {"appprotcol", fields, "appProtocol"},
		"long words may have more mistakes": {"lambda_function_name", []string{"lambdaFunctionName"}, "lambdaFunctionName"},
		"separator":                         {"fail_on", []string{"target", "fail-on"}, "fail-on"},
		"release":                           {"kgateway-2.5", []string{"kgateway-2.0", "kgateway-2.4"}, "kgateway-2.0"},
		"an equal word in another case is preferred": {"aws", []string{"AW", "AWS", "aw"}, "AWS"},
		"spelled right":               {"tls", fields, "tls"},
		"cut short":                   {"app", fields, "appProtocol"},
		"misspelling beats cut short": {"out", []string{"output", "our"}, "our"},
		"prefix breaks a tie":         {"cat", []string{"bat", "car"}, "car"},
		"too short to be cut":         {"ap", fields, ""},
		"too far":                     {"provider", fields, ""},
		"one letter is too short":     {"x", []string{"y", "xy"}, ""},
		"empty word":                  {"", fields, ""},
		"no candidates":               {"host", nil, ""},
		"code points, not bytes":      {"grün", []string{"grun", "x"}, "grun"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := Nearest(tt.word, tt.candidates)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Nearest(%q) = %q, %v; want %q", tt.word, got, ok, tt.want)
			}
		})
	}
}

func TestNearestDoesNotDependOnOrder(t *testing.T) {
	candidates := []string{"bat", "hat", "rat", "sat", "mat"}
	want, _ := Nearest("cat", candidates)
	slices.Reverse(candidates)
	if got, _ := Nearest("cat", candidates); got != want {
		t.Errorf("reversed candidates give %q, not %q", got, want)
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	}
	for _, tt := range tests {
		if got := distance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
