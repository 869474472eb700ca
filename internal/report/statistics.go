package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/stable"
)

// A statistic is the number of findings of one rule.
type statistic struct {
	rule           string
	severity       diag.Severity // the highest severity of the rule's findings
	count, fixable int
}

// statistics returns the number of findings of each rule, the most frequent rule first. Suppressed findings are not counted.
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
	stable.Sort(out, func(a, b statistic) int {
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

// statistics writes a row for each rule: the number of findings, the severity, the id and the summary.
func (p *printer) statistics() {
	rows := statistics(p.result)
	counts, severities, rules := 0, 0, 0
	for _, s := range rows {
		counts = max(counts, len(strconv.Itoa(s.count)))
		severities = max(severities, len(s.severity.String()))
		rules = max(rules, displaywidth.String(s.rule))
	}
	hang := counts + severities + rules + 3*len("  ")
	for _, s := range rows {
		name := s.severity.String()
		lead := fmt.Sprintf("%*d  ", counts, s.count) + p.Paint(severityStyle(s.severity), name) + strings.Repeat(" ", severities-len(name)) +
			"  " + p.Link(p.url(s.rule), s.rule)
		words := p.summaryOf(s.rule, p.width-hang)
		if len(words) == 0 {
			p.line(lead)
			continue
		}
		p.line(lead, strings.Repeat(" ", rules-displaywidth.String(s.rule)), "  ", words[0])
		for _, more := range words[1:] {
			p.line(strings.Repeat(" ", hang), more)
		}
	}
}

// summaryOf returns the wrapped lines of a rule's summary for room columns, or nil if room is too narrow.
func (p *printer) summaryOf(rule string, room int) []string {
	const least = 20
	descriptor, _ := p.result.Rule(rule)
	if room < least || descriptor.Summary == "" {
		return nil
	}
	return terminal.Wrap(descriptor.Summary, room, room)
}
