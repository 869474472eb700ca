package fix_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// generated returns generated manifests from testdata/verdicts, which has the answers of an API server to them. They have the fields of all
// releases, and mistakes of many kinds.
func generated(t *testing.T) []sample {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "verdicts", "verdicts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	var out []sample
	for i := 0; ; i++ {
		var line struct{ Strategy, Manifest string }
		if err := d.Decode(&line); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		// Only every third manifest is used, to limit the duration of the tests.
		if line.Manifest != "" && i%3 == 0 {
			out = append(out, sample{fmt.Sprintf("recorded manifest %d (%s)", i, line.Strategy), line.Manifest, target.Latest()})
		}
	}
}

// entry matches a line with a key and a value, or with a key alone.
var entry = regexp.MustCompile(`^( *(?:- )*)(["']?)([A-Za-z]\w*)(["']?): ?(.*)$`)

// lineSlips are common mistakes in one line. A function gets the parts of the line: the text before the key, the key and the value.
var lineSlips = []struct {
	name string
	do   func(r *rand.Rand, indent, key, value string) string
}{
	{"a key with two letters swapped", func(r *rand.Rand, indent, key, value string) string {
		i := r.IntN(max(1, len(key)-1))
		return indent + key[:i] + key[min(i+1, len(key)-1):min(i+2, len(key))] + key[i:min(i+1, len(key)-1)] + key[min(i+2, len(key)):] + ": " + value
	}},
	{"a key without one of its letters", func(r *rand.Rand, indent, key, value string) string {
		i := r.IntN(len(key))
		return indent + key[:i] + key[i+1:] + ": " + value
	}},
	{"a key with a capital letter", func(_ *rand.Rand, indent, key, value string) string {
		return indent + strings.ToUpper(key[:1]) + key[1:] + ": " + value
	}},
	{"a key in lower case", func(_ *rand.Rand, indent, key, value string) string {
		return indent + strings.ToLower(key) + ": " + value
	}},
	{"a key with an s added", func(_ *rand.Rand, indent, key, value string) string { return indent + key + "s: " + value }},
	{"a value with two letters swapped", func(r *rand.Rand, indent, key, value string) string {
		if len(value) < 2 {
			return indent + key + ": " + value
		}
		i := r.IntN(len(value) - 1)
		return indent + key + ": " + value[:i] + value[i+1:i+2] + value[i:i+1] + value[i+2:]
	}},
	{"a value in lower case", func(_ *rand.Rand, indent, key, value string) string {
		return indent + key + ": " + strings.ToLower(value)
	}},
	{"a value in quotes", func(_ *rand.Rand, indent, key, value string) string {
		return indent + key + `: "` + strings.Trim(value, `"'`) + `"`
	}},
	{"a value without quotes", func(_ *rand.Rand, indent, key, value string) string {
		return indent + key + ": " + strings.Trim(value, `"'`)
	}},
	{"a number as the value", func(r *rand.Rand, indent, key, _ string) string {
		numbers := []string{"8080", "012345678901", "007", "1.10", "99999", "0", "1e3", "0x1F", "8080.0", "1_000"}
		return indent + key + ": " + numbers[r.IntN(len(numbers))]
	}},
	{"an unsuitable value", func(r *rand.Rand, indent, key, _ string) string {
		words := []string{"yes", "null", "~", `"true"`, "a.example.com:8080", "https://a.example.com/", "static", "on", "", "<host>", "{{ .Values.x }}", `"{{ .Values.x }}"`, "$NAME", "[a]", "{a: b}", "b.example.com."}
		return indent + key + ": " + words[r.IntN(len(words))]
	}},
	{"a different indentation", func(r *rand.Rand, indent, key, value string) string {
		if r.IntN(2) == 0 {
			return strings.TrimPrefix(indent, "  ") + key + ": " + value
		}
		return "  " + indent + key + ": " + value
	}},
	{"no space after the colon", func(_ *rand.Rand, indent, key, value string) string { return indent + key + ":" + value }},
	{"no colon", func(_ *rand.Rand, indent, key, value string) string { return indent + key + " " + value }},
	{"a duplicate line", func(_ *rand.Rand, indent, key, value string) string {
		line := indent + key + ": " + value
		return line + "\n" + strings.ReplaceAll(line, "-", " ")
	}},
	{"a missing line", func(*rand.Rand, string, string, string) string { return "" }},
	{"a field of another object", func(r *rand.Rand, indent, key, value string) string {
		fields := []string{"tls: {}", "weight: 1", "protocol: HTTP", "type: AWS", "port: 80", "prot: 80", "name: b", "accountId: 012345678901", "region: eu-central-1a"}
		return indent + key + ": " + value + "\n" + strings.ReplaceAll(indent, "-", " ") + fields[r.IntN(len(fields))]
	}},
	{"an anchor", func(_ *rand.Rand, indent, key, value string) string { return indent + key + ": &x " + value }},
}

// slip makes one or two random mistakes in a text, and returns a description of them. i and n are the seed: the same numbers give the same
// mistakes.
func slip(i, n uint64, text string) (slipped, what string) {
	r := rand.New(rand.NewPCG(i, n))
	var done []string
	for range 1 + r.IntN(2) {
		lines := strings.Split(text, "\n")
		var entries []int
		for at, line := range lines {
			if entry.MatchString(line) {
				entries = append(entries, at)
			}
		}
		if len(entries) == 0 {
			break
		}
		at, s := entries[r.IntN(len(entries))], lineSlips[r.IntN(len(lineSlips))]
		part := entry.FindStringSubmatch(lines[at])
		lines[at] = s.do(r, part[1], part[3], part[5])
		text, done = strings.Join(lines, "\n"), append(done, s.name)
	}
	return text, strings.Join(done, " and ")
}
