package lsp

import "encoding/json"

// The types of LSP 3.17 that the server uses. They have only the fields that the server uses.
type (
	// A Position is a line and a character, both counted from 0. Characters are counted in units of the negotiated encoding.
	Position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}

	// A Range is a range of positions; its end is exclusive.
	Range struct {
		Start Position `json:"start"`
		End   Position `json:"end"`
	}

	location struct {
		URI   string `json:"uri"`
		Range Range  `json:"range"`
	}

	documentID struct {
		URI string `json:"uri"`
	}

	// positionParams are the parameters of all requests about a position.
	positionParams struct {
		Document documentID `json:"textDocument"`
		Position Position   `json:"position"`
	}

	documentParams struct {
		Document documentID `json:"textDocument"`
	}

	contentChange struct {
		Range *Range `json:"range"`
		Text  string `json:"text"`
	}

	textEdit struct {
		Range   Range  `json:"range"`
		NewText string `json:"newText"`
	}

	// A workspaceEdit contains edits by URI. All clients support this form of edits.
	workspaceEdit struct {
		Changes map[string][]textEdit `json:"changes"`
	}

	markup struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	}
)

type (
	diagnostic struct {
		Range       Range                `json:"range"`
		Severity    int                  `json:"severity"`
		Code        string               `json:"code"`
		Description *codeDescription     `json:"codeDescription,omitempty"`
		Source      string               `json:"source"`
		Message     string               `json:"message"`
		Tags        []int                `json:"tags,omitempty"`
		Related     []relatedInformation `json:"relatedInformation,omitempty"`
	}

	codeDescription struct {
		Href string `json:"href"`
	}

	relatedInformation struct {
		Location location `json:"location"`
		Message  string   `json:"message"`
	}

	publishParams struct {
		URI         string       `json:"uri"`
		Version     *int         `json:"version,omitempty"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}
)

// The severities of diagnostics.
const (
	severityError       = 1
	severityWarning     = 2
	severityInformation = 3
)

// The tags of diagnostics.
const (
	tagUnnecessary = 1
	tagDeprecated  = 2
)

// The codes of errors.
const (
	codeNotInitialized   = -32002
	codeRequestFailed    = -32803
	codeRequestCancelled = -32800
)

type (
	initializeParams struct {
		Capabilities struct {
			General struct {
				PositionEncodings []encoding `json:"positionEncodings"`
			} `json:"general"`
			TextDocument struct {
				PublishDiagnostics struct {
					VersionSupport bool `json:"versionSupport"`
				} `json:"publishDiagnostics"`
				Diagnostic *struct{} `json:"diagnostic"`
				Completion struct {
					CompletionItem struct {
						SnippetSupport bool `json:"snippetSupport"`
					} `json:"completionItem"`
				} `json:"completion"`
				CodeAction struct {
					LiteralSupport *struct{} `json:"codeActionLiteralSupport"`
				} `json:"codeAction"`
				DocumentSymbol struct {
					Hierarchical bool `json:"hierarchicalDocumentSymbolSupport"`
				} `json:"documentSymbol"`
			} `json:"textDocument"`
			Workspace struct {
				Configuration bool `json:"configuration"`
				Watched       struct {
					Dynamic bool `json:"dynamicRegistration"`
				} `json:"didChangeWatchedFiles"`
				ConfigurationChange struct {
					Dynamic bool `json:"dynamicRegistration"`
				} `json:"didChangeConfiguration"`
				Diagnostics struct {
					Refresh bool `json:"refreshSupport"`
				} `json:"diagnostics"`
			} `json:"workspace"`
		} `json:"capabilities"`
		RootURI  *string           `json:"rootUri"`
		RootPath *string           `json:"rootPath"`
		Folders  []workspaceFolder `json:"workspaceFolders"`
		Options  json.RawMessage   `json:"initializationOptions"`
	}

	workspaceFolder struct {
		URI string `json:"uri"`
	}

	initializeResult struct {
		Capabilities map[string]any `json:"capabilities"`
		Server       serverInfo     `json:"serverInfo"`
	}

	serverInfo struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}

	openParams struct {
		Document struct {
			URI     string `json:"uri"`
			Version int    `json:"version"`
			Text    string `json:"text"`
		} `json:"textDocument"`
	}

	changeParams struct {
		Document struct {
			URI     string `json:"uri"`
			Version int    `json:"version"`
		} `json:"textDocument"`
		Changes []contentChange `json:"contentChanges"`
	}

	foldersParams struct {
		Event struct {
			Added   []workspaceFolder `json:"added"`
			Removed []workspaceFolder `json:"removed"`
		} `json:"event"`
	}

	watchedParams struct {
		Changes []struct {
			URI string `json:"uri"`
		} `json:"changes"`
	}

	configurationParams struct {
		Settings json.RawMessage `json:"settings"`
	}

	messageParams struct {
		Type    int    `json:"type"`
		Message string `json:"message"`
	}
)
