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
		"another case":                      {"APPPROTOCOL", fields, "appProtocol"},
		"another case and a missing letter": {"appprotcol", fields, "appProtocol"},
		"long words may have more mistakes": {"lambda_function_name", []string{"lambdaFunctionName"}, "lambdaFunctionName"},
		"another separator":                 {"fail_on", []string{"target", "fail-on"}, "fail-on"},
		"wrong digit":                       {"kgateway-2.5", []string{"kgateway-2.0", "kgateway-2.4"}, "kgateway-2.0"},
		"a word that differs only in case is preferred": {"aws", []string{"AW", "AWS", "aw"}, "AWS"},
		"correct word":                              {"tls", fields, "tls"},
		"beginning of a candidate":                  {"app", fields, "appProtocol"},
		"a misspelling is preferred to a beginning": {"out", []string{"output", "our"}, "our"},
		"a longer common prefix is preferred":       {"cat", []string{"bat", "car"}, "car"},
		"a beginning that is too short":             {"ap", fields, ""},
		"too many wrong letters":                    {"provider", fields, ""},
		"a single letter":                           {"x", []string{"y", "xy"}, ""},
		"empty word":                                {"", fields, ""},
		"no candidates":                             {"host", nil, ""},
		"a letter of two bytes counts as one":       {"grün", []string{"grun", "x"}, "grun"},
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
		t.Errorf("Nearest returns %q for reversed candidates, want %q", got, want)
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
