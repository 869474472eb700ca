package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/sourcegraph/jsonrpc2"
)

// initialize negotiates the capabilities with the client.
func (s *server) initialize(_ context.Context, p initializeParams) (any, error) {
	s.client, s.state = p, running
	if slices.Contains(p.Capabilities.General.PositionEncodings, utf8Units) {
		s.encoding = utf8Units
	}
	var err error
	if s.initial, err = readSettings(p.Options, Settings{}, Settings{}); err != nil {
		s.logf("%v", err)
	}
	s.settings = s.initial
	for _, f := range p.Folders {
		s.addFolder(f.URI)
	}
	switch {
	case len(p.Folders) > 0:
	case p.RootURI != nil:
		s.addFolder(*p.RootURI)
	case p.RootPath != nil && filepath.IsAbs(*p.RootPath):
		s.addFolder(uriOf(*p.RootPath))
	}
	return initializeResult{Capabilities: s.capabilities(), Server: serverInfo{"backendctl", s.version}}, nil
}

// addFolder adds a folder to the workspace. It ignores the root of the file system: some editors send it if no folder is open, and reading
// all files would take too long.
func (s *server) addFolder(uri string) {
	if path, ok := pathOf(uri); ok && !slices.Contains(s.folders, path) && filepath.Dir(path) != path {
		s.folders = append(s.folders, path)
	}
}

// incremental is the kind of synchronization in which the client sends only the changed parts of a text.
const incremental = 2

// capabilities returns the capabilities of the server for the client.
func (s *server) capabilities() map[string]any {
	return map[string]any{
		"positionEncoding": s.encoding,
		"textDocumentSync": map[string]any{"openClose": true, "change": incremental, "save": true},
		"diagnosticProvider": map[string]any{
			"identifier": "backendctl", "interFileDependencies": true, "workspaceDiagnostics": true,
		},
		"hoverProvider":              true,
		"codeActionProvider":         map[string]any{"codeActionKinds": []string{kindQuickFix, kindRewrite, kindFixAll}},
		"completionProvider":         map[string]any{"triggerCharacters": []string{" ", ":", ",", "-", "\"", "="}},
		"documentFormattingProvider": true,
		"definitionProvider":         true,
		"referencesProvider":         true,
		"documentLinkProvider":       map[string]any{"resolveProvider": false},
		"renameProvider":             map[string]any{"prepareProvider": true},
		"documentSymbolProvider":     true,
		"workspaceSymbolProvider":    true,
		"foldingRangeProvider":       true,
		"workspace":                  map[string]any{"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true}},
	}
}

// initialized loads the projects of the workspace.
func (s *server) initialized(ctx context.Context, _ json.RawMessage) (any, error) {
	s.register()
	s.load(ctx)
	return nil, nil
}

// shutdown stops all work. The exit notification ends the process.
func (s *server) shutdown(context.Context, json.RawMessage) (any, error) {
	s.state = stopping
	s.diagnostics.timer.Stop()
	s.watch.stop()
	return nil, nil
}

// didChangeFolders adds and removes folders of the workspace.
func (s *server) didChangeFolders(ctx context.Context, p foldersParams) (any, error) {
	for _, f := range p.Event.Removed {
		if path, ok := pathOf(f.URI); ok {
			s.folders = slices.DeleteFunc(s.folders, func(folder string) bool { return folder == path })
		}
	}
	for _, f := range p.Event.Added {
		s.addFolder(f.URI)
	}
	s.load(ctx)
	return nil, nil
}

func errNotOpen(uri string) error {
	return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: fmt.Sprintf("%.200q is not an open document", uri)}
}
