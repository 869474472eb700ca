package lsp

import (
	"context"
	"encoding/json"
)

// didChangeConfiguration applies new settings. If the message does not contain settings, the server requests them from the client.
func (s *server) didChangeConfiguration(_ context.Context, p configurationParams) (any, error) {
	if len(p.Settings) > 0 && string(p.Settings) != "null" {
		s.configure(readSettings(p.Settings, s.settings, s.initial))
		return nil, nil
	}
	s.pullSettings()
	return nil, nil
}

// pullSettings requests the settings from the client, if the client supports that.
func (s *server) pullSettings() {
	if !s.client.Capabilities.Workspace.Configuration {
		return
	}
	params := map[string]any{"items": []any{map[string]any{"section": "backendctl"}}}
	s.request("workspace/configuration", params, func(result json.RawMessage) {
		var sections []json.RawMessage
		if json.Unmarshal(result, &sections) == nil && len(sections) == 1 {
			s.configure(readSection(sections[0], s.initial))
		}
	})
}

// configure applies the settings next. If err, the error of decoding them, is not nil, it shows the error and keeps the current settings.
// An unknown target is reported later, when the projects are loaded.
func (s *server) configure(next Settings, err error) {
	if err != nil {
		s.show(messageError, "backendctl: "+err.Error())
		return
	}
	if next != s.settings {
		s.settings = next
		s.load(s.ctx)
	}
}
