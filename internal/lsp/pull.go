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

	// A pulled is a full report, or an unchanged one without items.
	pulled struct {
		URI      string        `json:"uri,omitempty"`
		Version  *nullable     `json:"version,omitempty"`
		Kind     string        `json:"kind"`
		ResultID string        `json:"resultId"`
		Items    *[]diagnostic `json:"items,omitempty"`
	}
)

// A nullable is a number or null.
type nullable struct{ value *int }

func (n nullable) MarshalJSON() ([]byte, error) {
	if n.value == nil {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(*n.value), 10), nil
}

// pulledReport returns a report in the form for pull requests.
func pulledReport(r report, previous string) pulled {
	if r.items == nil {
		r.items = []diagnostic{}
	}
	id := r.identity()
	if id == previous {
		return pulled{Kind: "unchanged", ResultID: id}
	}
	return pulled{Kind: "full", ResultID: id, Items: &r.items}
}

// pullDocument returns the findings of one document.
func (s *server) pullDocument(ctx context.Context, p pullParams) (any, error) {
	reports, err := s.reports(ctx)
	if err != nil {
		return nil, err
	}
	return pulledReport(reports[p.Document.URI], p.Previous), nil
}

// pullWorkspace returns the findings of all files with findings now or at the previous request.
func (s *server) pullWorkspace(ctx context.Context, p pullWorkspaceParams) (any, error) {
	if !s.diagnostics.workspace {
		s.diagnostics.workspace = true
		s.publish(ctx) // removes the findings that were pushed
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
	items := []pulled{}
	for _, uri := range slices.Sorted(maps.Keys(reports)) {
		item := pulledReport(reports[uri], previous[uri])
		item.URI, item.Version = uri, &nullable{}
		if d := s.documents[uri]; d != nil {
			item.Version.value = &d.version
		}
		items = append(items, item)
	}
	return map[string]any{"items": items}, nil
}
