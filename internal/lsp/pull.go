package lsp

import (
	"context"
	"maps"
	"slices"
	"strconv"
)

type (
	pullParams struct {
		Document documentID `json:"textDocument"`
		Previous string     `json:"previousResultId"`
	}

	pullWorkspaceParams struct {
		Previous []struct {
			URI   string `json:"uri"`
			Value string `json:"value"`
		} `json:"previousResultIds"`
	}

	// A pullAnswer is the answer to a request for findings. Its kind is "full", or "unchanged" without items.
	pullAnswer struct {
		URI      string        `json:"uri,omitempty"`
		Version  *nullable     `json:"version,omitempty"`
		Kind     string        `json:"kind"`
		ResultID string        `json:"resultId"`
		Items    *[]diagnostic `json:"items,omitempty"`
	}
)

// A nullable is a number or null in JSON.
type nullable struct{ value *int }

func (n nullable) MarshalJSON() ([]byte, error) {
	if n.value == nil {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(*n.value), 10), nil
}

// newPullAnswer returns the answer with the findings of a report. previous is the identity of the report that the client already has, or
// "".
func newPullAnswer(r report, previous string) pullAnswer {
	if r.items == nil {
		r.items = []diagnostic{}
	}
	id := r.identity()
	if id == previous {
		return pullAnswer{Kind: "unchanged", ResultID: id}
	}
	return pullAnswer{Kind: "full", ResultID: id, Items: &r.items}
}

// pullDocument returns the findings of one document.
func (s *server) pullDocument(ctx context.Context, p pullParams) (any, error) {
	reports, err := s.reports(ctx)
	if err != nil {
		return nil, err
	}
	return newPullAnswer(reports[p.Document.URI], p.Previous), nil
}

// pullWorkspace returns the findings of all files that have findings now, or had findings at the previous request.
func (s *server) pullWorkspace(ctx context.Context, p pullWorkspaceParams) (any, error) {
	if !s.diagnostics.workspace {
		s.diagnostics.workspace = true
		s.publish(ctx) // publish removes the findings that it has sent before
	}
	reports, err := s.reports(ctx)
	if err != nil {
		return nil, err
	}
	previous := map[string]string{}
	for _, known := range p.Previous {
		previous[known.URI] = known.Value
		if _, has := reports[known.URI]; !has {
			reports[known.URI] = report{uri: known.URI}
		}
	}
	items := []pullAnswer{}
	for _, uri := range slices.Sorted(maps.Keys(reports)) {
		item := newPullAnswer(reports[uri], previous[uri])
		item.URI, item.Version = uri, &nullable{}
		if d := s.documents[uri]; d != nil {
			item.Version.value = &d.version
		}
		items = append(items, item)
	}
	return map[string]any{"items": items}, nil
}
