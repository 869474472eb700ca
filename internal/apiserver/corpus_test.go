package apiserver

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const (
	// corpusEnv is the environment variable with the path of a folder of real manifests. The file index.tsv in the folder lists them.
	corpusEnv     = "BACKENDCTL_CORPUS"
	defaultCorpus = "../../../shared/corpus"
)

// TestCorpus checks that the server and the tool accept all real manifests that should be valid.
func TestCorpus(t *testing.T) {
	dir := os.Getenv(corpusEnv)
	if dir == "" {
		dir = defaultCorpus
	}
	files := validFiles(t, dir)
	server, _ := start(t)
	judged := 0
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		release := "kgateway-" + strings.TrimPrefix(filepath.Dir(file), "v")
		for _, document := range backends(string(text)) {
			judged++
			expectValid(t, server, release, file, document)
		}
	}
	t.Logf("%d Backends in %d files", judged, len(files))
}

// validFiles returns the files that should be valid according to the index.
func validFiles(t *testing.T, dir string) []string {
	t.Helper()
	index, err := os.Open(filepath.Join(dir, "index.tsv"))
	if os.IsNotExist(err) {
		t.Skipf("no corpus in %s: set %s", dir, corpusEnv)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	reader := csv.NewReader(index)
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = '\t', true, -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, row := range rows[1:] {
		if len(row) > 4 && row[4] == "valid" {
			files = append(files, row[0])
		}
	}
	return files
}

var documentStart = regexp.MustCompile(`(?m)^---.*\n`)

// backends returns the Backend documents of a text.
func backends(text string) []string {
	var found []string
	for _, document := range documentStart.Split(text, -1) {
		var object struct{ APIVersion, Kind string }
		if yaml.Unmarshal([]byte(document), &object) == nil && object.Kind == "Backend" && strings.HasPrefix(object.APIVersion, "gateway.kgateway.dev/") {
			found = append(found, document)
		}
	}
	return found
}

func expectValid(t *testing.T, server *Server, release, file, document string) {
	t.Helper()
	verdict, err := server.Judge(t.Context(), release, []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	if !verdict.Valid {
		t.Errorf("%s: the server reports %v", file, verdict.Causes)
	}
	valid, reasons, err := ours(release, []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	if !valid {
		t.Errorf("%s: backendctl reports %v", file, reasons)
	}
}
