package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A Host gives the server access to the commands of the tool.
type Host interface {
	// Lint returns a prepared run of `backendctl lint`: for the whole folder, or only for one file if file is not empty. It returns the
	// errors of the command, such as an error in the configuration.
	Lint(folder, file string, s Settings) (*Lint, error)
	// CheckConfig returns the error that Lint returns for a configuration file with this content: a [*config.FileError] or nil.
	CheckConfig(f *source.File) error
	// Explain returns the output of `backendctl explain` for a field, a rule or a release, as Markdown. If t is the zero value, the output
	// is about all targets.
	Explain(ctx context.Context, name string, t target.Target) (string, error)
}

// Settings are the settings that a client can set.
type Settings struct {
	// Target is the value of --target. If it is empty, the target of the configuration is used.
	Target string `json:"target"`
}

// A Lint is a prepared run of lint, which the server repeats after every change.
type Lint struct {
	Options check.Options
	// Places finds the Kustomize files in the folder of a file and in the folders above it.
	Places kustomize.Files
	// List lists the files of the folder. It is nil for a run on a single file.
	List func(ctx context.Context) ([]input.Entry, error)
	// Excludes reports whether the configuration excludes the file with a path.
	Excludes func(path string) bool
	// Mark marks the findings that are in the baseline, so that they do not count.
	Mark func(*diag.Result)
	// Conceal returns a copy of a result without secrets in the texts of its findings.
	Conceal func(*diag.Result) *diag.Result
	// MaxFileSize is the maximum size of a file, in bytes.
	MaxFileSize int64
	// Files are the paths of the configuration and the baseline. If one of these files changes, the run must be prepared again.
	Files []string
}

// readSettings reads the settings of a client. A section with the server's name, {"backendctl": {"target": "2.4"}}, is applied to the
// initial settings. Without the name, {"target": "2.4"} is applied to the current settings, and unknown keys are ignored, because they may
// be settings of another server.
func readSettings(raw json.RawMessage, current, initial Settings) (Settings, error) {
	var wrapped struct {
		Backendctl *json.RawMessage `json:"backendctl"`
	}
	if json.Unmarshal(raw, &wrapped) == nil && wrapped.Backendctl != nil {
		return readSection(*wrapped.Backendctl, initial)
	}
	next := current
	if json.Unmarshal(raw, &next) != nil {
		next = current // these are not settings of this server: those of other servers may have any form
	}
	return next, nil
}

// readSection applies the section of the server to the settings s, and returns the result. A setting that is not in the section has its
// value in s.
func readSection(raw json.RawMessage, s Settings) (Settings, error) {
	next := s
	if err := json.Unmarshal(raw, &next); err != nil {
		return s, fmt.Errorf("settings of backendctl: %w", err)
	}
	return next, nil
}
