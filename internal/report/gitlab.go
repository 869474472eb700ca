package report

import "github.com/backendctl/backendctl/internal/diag"

// The types of GitLab's code quality report, which is a subset of Code Climate's format.
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// gitlab writes a list of the findings that are not suppressed.
func gitlab(r *diag.Result, _ Options) ([]byte, error) {
	issues := []gitlabIssue{}
	prints := r.Fingerprints(diag.CleanName)
	for i, d := range r.Diagnostics {
		if d.Suppressed != nil {
			continue
		}
		issues = append(issues, gitlabIssue{
			Description: d.Message,
			CheckName:   d.Rule,
			Fingerprint: prints[i],
			Severity:    gitlabSeverity(d.Severity),
			Location: gitlabLocation{
				Path:  diag.CleanName(d.File.Name()),
				Lines: gitlabLines{d.File.Position(d.Span.Start).Line, lastLine(d.File, d.Span)},
			},
		})
	}
	return MarshalJSON(issues)
}

func gitlabSeverity(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "major"
	case diag.Warning:
		return "minor"
	default:
		return "info"
	}
}
