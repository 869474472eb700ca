package apiserver

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	maxShown   = 30   // the maximum number of disagreements for a release, one of each kind
	maxPrinted = 3000 // the maximum number of bytes for a manifest
)

var particular = regexp.MustCompile(`"[^"]*"|'[^']*'|` + "`[^`]*`" + `|\([^)]*\)|[0-9]+`)

// kind returns a text that is the same for disagreements of the same kind: the reason of the side that rejects the manifest, without names
// and numbers.
func (d disagreement) kind() string {
	said := strings.Join(d.reasons, "; ")
	if !d.verdict.Valid {
		said = d.verdict.Causes[0].String()
	}
	return fmt.Sprintf("server %v: %s", d.verdict.Valid, particular.ReplaceAllString(said, "_"))
}

func (c *comparison) report(t *testing.T) {
	var lines []string
	valid, total := 0, 0
	for _, strategy := range slices.Sorted(maps.Keys(c.total)) {
		valid, total = valid+c.valid[strategy], total+c.total[strategy]
		lines = append(lines, fmt.Sprintf("%s %d/%d", strategy, c.valid[strategy], c.total[strategy]))
	}
	t.Logf("%d of %d valid, %.0f per second; valid by strategy: %s", valid, total, float64(total)/time.Since(c.began).Seconds(), strings.Join(lines, ", "))
	for i, kind := range slices.Sorted(maps.Keys(c.kinds)) {
		if i == maxShown {
			t.Errorf("and %d more kinds of disagreement", len(c.kinds)-maxShown)
			return
		}
		d := c.shrink(t, c.kinds[kind])
		t.Errorf("%d times, strategy %s: %s", c.counts[kind], d.sample.Strategy, d)
	}
}

// String returns a text with the manifest and both verdicts.
func (d disagreement) String() string {
	causes := make([]string, len(d.verdict.Causes))
	for i, cause := range d.verdict.Causes {
		causes[i] = cause.String()
	}
	return fmt.Sprintf("the server reports %s, backendctl %s\n%s", described(d.verdict.Valid, causes), described(d.ours, d.reasons), printable(clip(string(d.sample.Manifest))))
}

func described(valid bool, reasons []string) string {
	if valid {
		return "valid"
	}
	return "invalid (" + strings.Join(reasons, "; ") + ")"
}

func clip(text string) string {
	if len(text) > maxPrinted {
		return text[:maxPrinted] + "…"
	}
	return text
}

// printable returns a text unchanged, or quoted if it contains characters that cannot be seen.
func printable(text string) string {
	for _, r := range text {
		if r != '\n' && !strconv.IsPrint(r) {
			return strconv.Quote(text)
		}
	}
	return text
}
