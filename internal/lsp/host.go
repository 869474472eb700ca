package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/target"
)

// A Host gives a server access to the functions of the commands.
type Host interface {
	// Lint returns the run of `backendctl lint` in a folder, for the whole folder or, if file is not empty, for that file only. It returns
	// the errors of the command, such as a mistake in the configuration.
	Lint(folder, file string, s Settings) (*Lint, error)
	// Explain returns the page of `backendctl explain` for a field, a rule or a release, as Markdown. t is zero for all targets.
	Explain(ctx context.Context, name string, t target.Target) (string, error)
}

// Settings are what a client can configure.
type Settings struct {
	// Target is the value of --target; empty to use the configuration's.
	Target string `json:"target"`
}

// A Lint is a run of lint that an editor repeats.
type Lint struct {
	Options check.Options
	// Places finds the Kustomizations in the folder of a file and in the folders above.
	Places kustomize.Files
	// List lists the files of the folder; nil for a single file.
	List func(ctx context.Context) ([]input.Entry, error)
	// Excludes reports whether the configuration excludes a file, by its path.
	Excludes func(path string) bool
	// Mark marks the findings that do not count because of a baseline.
	Mark func(*diag.Result)
	// Conceal hides secrets in the texts of findings.
	Conceal func(*diag.Result) *diag.Result
	// MaxFileSize is the maximum size of a file, in bytes.
	MaxFileSize int64
	// Files are the paths of the configuration and the baseline. If one of them changes, the run has to be prepared again.
	Files []string
}

// readSettings reads the settings of a client. A section with the name of the server, {"backendctl": {"target": "2.4"}}, replaces the
// settings that the client began with. Without that name, {"target": "2.4"} changes the current settings, and other keys are ignored,
// because they may be the settings of another server.
func readSettings(raw json.RawMessage, current, initial Settings) (Settings, error) {
	var wrapped struct {
		Backendctl *json.RawMessage `json:"backendctl"`
	}
	if json.Unmarshal(raw, &wrapped) == nil && wrapped.Backendctl != nil {
		return readSection(*wrapped.Backendctl, initial)
	}
	next := current
	if json.Unmarshal(raw, &next) != nil {
		next = current // the settings of other servers may have any form
	}
	return next, nil
}

// readSection reads the section of the server. What it does not have is as in s.
func readSection(raw json.RawMessage, s Settings) (Settings, error) {
	next := s
	if err := json.Unmarshal(raw, &next); err != nil {
		return s, fmt.Errorf("settings of backendctl: %w", err)
	}
	return next, nil
}
