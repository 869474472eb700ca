package baseline

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// A FormatError describes why a file is not a valid baseline, and the position of the error.
type FormatError struct {
	File   string
	Place  source.Position
	Reason string
	Err    error // the error of the JSON parser, or nil
	// Newer reports whether the file needs a newer backendctl.
	Newer bool
}

// Error returns the message with the position in the format that terminals and editors turn into links.
func (e *FormatError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Place.Line, e.Place.Column, e.Reason)
}

// Unwrap returns the parser's error.
func (e *FormatError) Unwrap() error { return e.Err }

// Read decodes a baseline. It ignores unknown keys. Its error is a [*FormatError].
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
		e := r.at(strings.Index(text, `"schemaVersion"`), fmt.Sprintf("schemaVersion %d needs a newer backendctl", head.SchemaVersion))
		e.Newer = true
		return nil, e
	case head.SchemaVersion < schemaVersion:
		return nil, r.at(0, "not a baseline: schemaVersion is missing")
	}
	var body struct {
		Findings []Finding `json:"findings"`
	}
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		return nil, r.wrong(err)
	}
	return &Baseline{body.Findings}, nil
}

// A reader converts offsets in the text to positions in the file.
type reader struct {
	file  *source.File
	text  string // the text without a byte order mark
	begin int    // the length of the byte order mark in bytes, or 0
}

func (r reader) at(offset int, reason string) *FormatError {
	return &FormatError{File: r.file.Name(), Place: r.file.Position(r.begin + max(offset, 0)), Reason: reason}
}

// wrong returns the parser's error with its position. The parser's offset is the number of bytes read, including the invalid one.
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

// misfit returns a message for a value of the wrong type.
func (r reader) misfit(e *json.UnmarshalTypeError) string {
	if e.Field == "" {
		return "a baseline must be an object, not " + e.Value
	}
	return fmt.Sprintf("%s has the wrong type: %s", e.Field, e.Value)
}
