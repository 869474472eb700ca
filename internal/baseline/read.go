package baseline

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// A FormatError says what is wrong in a file that should be a baseline, and where.
type FormatError struct {
	File   string
	Place  source.Position
	Reason string
	Err    error // may be nil
	// Newer says that nothing is wrong but the age of this backendctl.
	Newer bool
}

// Error has the place in the form that terminals and editors make a link of.
func (e *FormatError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Place.Line, e.Place.Column, e.Reason)
}

// Unwrap returns what the parser said.
func (e *FormatError) Unwrap() error { return e.Err }

// Read reads a baseline. Keys that it does not know are passed over: they are of no harm. Its error is a [*FormatError].
func Read(f *source.File) (*Baseline, error) {
	text := strings.TrimPrefix(f.Text(), "\uFEFF")
	r := reader{f, text, len(f.Text()) - len(text)}
	var head struct {
		SchemaVersion int `json:"schemaVersion"`
	}
	if err := json.Unmarshal([]byte(text), &head); err != nil {
		return nil, r.wrong(err)
	}
	switch {
	case head.SchemaVersion > schemaVersion:
		e := r.at(strings.Index(text, `"schemaVersion"`), fmt.Sprintf("schemaVersion %d is of a newer backendctl", head.SchemaVersion))
		e.Newer = true
		return nil, e
	case head.SchemaVersion < schemaVersion:
		return nil, r.at(0, "this is no baseline: it has no schemaVersion")
	}
	var body struct {
		Findings []Finding `json:"findings"`
	}
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		return nil, r.wrong(err)
	}
	return &Baseline{body.Findings}, nil
}

// A reader knows where in the file its text begins.
type reader struct {
	file  *source.File
	text  string
	begin int
}

func (r reader) at(offset int, reason string) *FormatError {
	return &FormatError{File: r.file.Name(), Place: r.file.Position(r.begin + max(offset, 0)), Reason: reason}
}

// wrong gives the parser's error its place. The parser counts the bytes that it has read, the wrong one included.
func (r reader) wrong(err error) *FormatError {
	var e *FormatError
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		e = r.at(int(syntax.Offset)-1, "not valid JSON: "+syntax.Error())
	} else if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		e = r.at(int(kind.Offset)-1, r.misfit(kind))
	} else {
		e = r.at(0, err.Error())
	}
	e.Err = err
	return e
}

func (r reader) misfit(e *json.UnmarshalTypeError) string {
	if e.Field == "" {
		return "a baseline is an object, not " + e.Value
	}
	return fmt.Sprintf("%s has a wrong type, %s", e.Field, e.Value)
}
