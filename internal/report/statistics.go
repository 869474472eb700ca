package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
)

// A statistic counts the findings of a rule.
type statistic struct {
	rule           string
	severity       diag.Severity // the heaviest
	count, fixable int
}

// statistics counts the findings that count by rule, most frequent first.
func statistics(r *diag.Result) []statistic {
	at := map[string]int{}
	var out []statistic
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if d.Suppressed != nil {
			continue
		}
		n, ok := at[d.Rule]
		if !ok {
			n, at[d.Rule] = len(out), len(out)
			out = append(out, statistic{rule: d.Rule})
		}
		s := &out[n]
		s.count++
		s.severity = max(s.severity, d.Severity)
		if len(d.Fixes) > 0 {
			s.fixable++
		}
	}
	slices.SortFunc(out, func(a, b statistic) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(b.severity, a.severity), cmp.Compare(a.rule, b.rule))
	})
	return out
}

func jsonStatistics(r *diag.Result) []jsonStatistic {
	out := []jsonStatistic{}
	for _, s := range statistics(r) {
		out = append(out, jsonStatistic{s.rule, s.severity.String(), s.count, s.fixable})
	}
	return out
}

// statistics writes a line for each rule: how often, how heavy, which, and what it finds.
func (p *printer) statistics() {
	rows := statistics(p.result)
	counts, severities, rules := 0, 0, 0
	for _, s := range rows {
		counts = max(counts, len(strconv.Itoa(s.count)))
		severities = max(severities, len(s.severity.String()))
		rules = max(rules, displaywidth.String(s.rule))
	}
	for _, s := range rows {
		rule, _ := p.result.Rule(s.rule)
		name := s.severity.String()
		used := counts + severities + rules + 6
		line := fmt.Sprintf("%*d  %s%s  %s%s", counts, s.count,
			p.paint(severityStyle(s.severity), name), strings.Repeat(" ", severities-len(name)),
			p.link(p.url(s.rule), s.rule), strings.Repeat(" ", rules-displaywidth.String(s.rule)))
		if room := p.width - used; rule.Summary != "" && room >= leastSummary {
			line += "  " + shorten(rule.Summary, room, p.ellipsis())
		}
		p.line(strings.TrimRight(line, " "))
	}
}

// leastSummary is how many columns the summary of a rule needs to say anything.
const leastSummary = 16
