package cli

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/diff"
	"github.com/backendctl/backendctl/internal/source"
)

// A leakCase is a file with a secret.
type leakCase struct {
	name string // a description of the notation
	file string
	text func(token string) string // the text with a secret
	raw  func(text string) []byte  // encodes the text
}

// breaks are the line breaks that a case may have.
var breaks = []string{"\n", "\n", "\n", "\r\n", "\r", "\u0085", "\u2028"}

// encodings are functions that encode a text.
var encodings = []func(string) []byte{
	func(s string) []byte { return []byte(s) }, func(s string) []byte { return []byte(s) }, func(s string) []byte { return []byte(s) },
	func(s string) []byte { return append([]byte("\uFEFF"), s...) },
	func(s string) []byte { return source.New("", []byte{0xFF, 0xFE}).Encode(s) },
	func(s string) []byte { return source.New("", []byte{0xFE, 0xFF}).Encode(s) },
}

// damages are functions that damage a document.
var damages = []func(string) string{
	func(s string) string { return s }, func(s string) string { return s }, func(s string) string { return s },
	func(s string) string { return s + "broken: [\n" },
	func(s string) string { return s + "  \tindented: x: y\n" },
	func(s string) string { return strings.Replace(s, "kind:", "kind: x\nkind:", 1) },
	func(s string) string { return "# a comment\n" + s + "...\ntrailing\n---\n{}\n" },
}

// A dice selects the spellings of case i. At least half of the selections are the item at index i modulo the number of items, so that a
// small number of cases covers all spellings. The other selections are random.
type dice struct {
	*rand.Rand
	i int
}

func pick[T any](d *dice, all []T) T {
	return all[(d.i+d.IntN(2)*d.IntN(len(all)))%len(all)]
}

// newLeakCase returns the case with the number i.
func newLeakCase(seed uint64, i int) leakCase {
	d := &dice{rand.New(rand.NewPCG(seed, uint64(i))), i}
	p := leakPlaces[i%len(leakPlaces)]
	v, k, l := valueSpellings[(i/len(leakPlaces)+i)%len(valueSpellings)], pick(d, keySpellings), pick(d, layouts)
	lineBreak, encoding, damage := pick(d, breaks), pick(d, encodings), pick(d, damages)
	slip := -1
	if d.IntN(6) == 0 {
		slip = d.IntN(len(slips))
	}
	isJSON := (l == jsonLayout || l == jsonLinesLayout) && !p.isText
	if l == jsonLayout || l == jsonLinesLayout {
		l = map[bool]layout{true: l, false: blockLayout}[isJSON]
	}
	if l == flowLayout || l == flowLinesLayout {
		if !v.flow || !k.flow {
			l = blockLayout
		}
	}
	name := fmt.Sprintf("%s, value %s, key %s, %s, slip %d, break %q", p.name, v.name, k.name, l, slip, lineBreak)
	c := leakCase{name: name, file: fmt.Sprintf("c%05d/%s", i, p.file), raw: encoding}
	if p.file == "" {
		c.file = fmt.Sprintf("c%05d.yaml", i)
	}
	c.text = func(token string) string {
		value, defined := p.value(token), ""
		if v.define != nil {
			defined = v.define(value)
		}
		var text string
		switch {
		case isJSON:
			key, written := double(p.key), double(value)
			if d := i % 3; d > 0 {
				key = escaped(p.key, 0, d)
			}
			if i%4 == 0 {
				written = escaped(value, 0, len(value))
			}
			text = p.json(l, key, written)
		case slip >= 0:
			text = p.document(l, slips[slip](p.key, value), defined)
		default:
			text = p.document(l, k.write(p.key)+" "+v.write(value), defined)
		}
		text = strings.NewReplacer("NAME", fmt.Sprintf("d%d", i), "TOKEN", token).Replace(text)
		if !isJSON {
			text = damage(text)
		}
		return strings.ReplaceAll(text, "\n", lineBreak)
	}
	return c
}

// leakToken returns a made-up token for a case. No part of the token occurs in any other text.
func leakToken(i int, side string) string {
	sum := sha256.Sum256(fmt.Append(nil, i, side))
	return "Zq" + base32.HexEncoding.EncodeToString(sum[:15])
}

// leakPart is the maximum length of a part of a token that may be shown.
const leakPart = 6

// A leakDetector finds parts of tokens, and of their base64 encoding, in outputs.
type leakDetector struct{ parts map[string]int }

func (d *leakDetector) add(i int, token string) {
	for _, text := range []string{token, base64.StdEncoding.EncodeToString([]byte(token))} {
		for at := 0; at+leakPart < len(text); at++ {
			d.parts[text[at:at+leakPart+1]] = i
		}
	}
}

// find returns the cases whose token occurs in a text, at least in part. The keys are the numbers of the cases, and the values are the text
// around the part.
func (d *leakDetector) find(text string) map[int]string {
	out := map[int]string{}
	for at := 0; at+leakPart < len(text); at++ {
		if i, ok := d.parts[text[at:at+leakPart+1]]; ok && out[i] == "" {
			out[i] = text[max(0, at-80):min(len(text), at+80)]
		}
	}
	return out
}

// leakRuns returns the commands whose outputs must not contain secrets. A command that prints a manifest is checked only on standard
// error.
func leakRuns() [][]string {
	var runs [][]string
	for _, f := range report.Formats() {
		runs = append(runs, []string{"lint", "-o", f.Name, "a"}, []string{"validate", "-o", f.Name, "a"})
	}
	for _, f := range diff.Formats() {
		runs = append(runs, []string{"diff", "-v", "-o", f.Name, "a", "b"})
	}
	return append(runs,
		[]string{"lint", "-v", "-t", "all", "--no-templates", "a"}, []string{"validate", "-t", "2.1", "-o", "json", "a"},
		[]string{"lint", "--fix", "--unsafe-fixes", "--diff", "a"}, []string{"lint", "--write-baseline", "baseline.json", "a"},
		[]string{"fmt", "--diff", "-v", "a"}, []string{"fmt", "--check", "-v", "a"},
		[]string{"convert", "--to", "latest", "--diff", "a"}, []string{"convert", "--to", "2.1", "--diff", "a"},
		[]string{"convert", "--to", "latest", "--check", "a"}, []string{"convert", "--to", "latest", "--check", "-o", "json", "a"},
		[]string{"convert", "--to", "latest", "a"}, []string{"convert", "--to", "latest", "--report", "sarif=report.sarif", "--output-dir", "out", "a"},
		[]string{"diff", "--managed", "-v", "a", "b"}, []string{"diff", "-v", "-t", "latest", "a", "b"}, []string{"diff", "-v", "a", "none"},
	)
}

// TestNoLeaks writes secrets in every notation at every place where a secret may be, and checks that no output of any command shows a part
// of a secret. The environment variable BACKENDCTL_LEAKS sets the number of files (default: 60).
func TestNoLeaks(t *testing.T) {
	const atOnce = 250
	cases, seed := 60, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("BACKENDCTL_LEAKS")); err == nil {
		cases = n
	}
	if n, err := strconv.ParseUint(os.Getenv("BACKENDCTL_SEED"), 10, 64); err == nil {
		seed = n
	}
	shown := map[string]int{}
	for from := 0; from < cases; from += atOnce {
		checkLeaks(t, seed, from, min(from+atOnce, cases), shown)
	}
	if len(shown) > 0 {
		t.Logf("parts of secrets in %d of %d files are shown", len(shown), cases)
	}
}

// checkLeaks runs every command on the cases with the numbers from (inclusive) to to (exclusive). shown counts the leaks of each case.
func checkLeaks(t *testing.T, seed uint64, from, to int, shown map[string]int) {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "none"), 0o700))
	d := &leakDetector{parts: map[string]int{}}
	for i := from; i < to; i++ {
		c := newLeakCase(seed, i)
		for _, side := range []string{"a", "b"} {
			token := leakToken(i, side)
			d.add(i, token)
			path := filepath.Join(dir, side, filepath.FromSlash(c.file))
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, os.WriteFile(path, c.raw(c.text(token)), 0o600))
		}
	}
	for _, args := range leakRuns() {
		_, out, errs := calledIn(t, dir, "", args...)
		var written strings.Builder
		if args[0] == "convert" && !slices.Contains(args, "--diff") && !slices.Contains(args, "--check") {
			out = ""
		}
		for _, name := range []string{"baseline.json", "report.sarif"} {
			if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
				written.Write(data)
				must(t, os.Remove(filepath.Join(dir, name)))
			}
		}
		for i, around := range d.find(out + written.String() + errs) {
			c := newLeakCase(seed, i)
			if shown[c.name]++; len(shown) <= 20 && shown[c.name] == 1 {
				t.Errorf("%v shows a part of a token: %s\n%q\n--- %s ---\n%q", args, c.name, around, c.file, c.text(leakToken(i, "a")))
			}
		}
	}
}

// TestShowSecrets checks that secrets are masked without --show-secrets, and shown with it.
func TestShowSecrets(t *testing.T) {
	dir := t.TempDir()
	token := leakToken(1, "a")
	text := strings.ReplaceAll(leakPlaces[4].document(blockLayout, "inline: "+token, ""), "NAME", "web")
	must(t, os.WriteFile(filepath.Join(dir, "a.yaml"), []byte(text), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "b.yaml"), []byte(strings.ReplaceAll(text, token, "other")), 0o600))
	for _, args := range [][]string{{"lint", "a.yaml"}, {"convert", "--to", "latest", "--diff", "a.yaml"}, {"diff", "a.yaml", "b.yaml"}, {"diff", "-o", "json", "a.yaml", "b.yaml"}} {
		_, hidden, _ := calledIn(t, dir, "", args...)
		_, out, _ := calledIn(t, dir, "", append(args, "--show-secrets")...)
		if strings.Contains(hidden, token) || !strings.Contains(out, token) {
			t.Errorf("%v does not mask the token, or does not show it with --show-secrets:\n%s", args, out)
		}
	}
	if _, out, _ := calledIn(t, dir, "", "diff", "-o", "json", "a.yaml", "b.yaml"); !json.Valid([]byte(out)) {
		t.Errorf("the output of diff -o json is not valid JSON:\n%s", out)
	}
}
