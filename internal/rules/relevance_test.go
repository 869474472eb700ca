package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/rules/kgw"
	"github.com/backendctl/backendctl/internal/source"
)

// TestReadKindsAreRelevant checks that a file is parsed if it contains only an object of a kind that a rule reads. The kinds are those in
// tables, and those in calls with which rules look up objects.
func TestReadKindsAreRelevant(t *testing.T) {
	read := namedKinds(t)
	t.Logf("found %d kinds", len(read))
	if len(read) < 10 {
		t.Errorf("found only %d kinds in the calls of Set.Kind", len(read))
	}
	for _, maker := range kgw.SecretMakers {
		read[[2]string{maker.Group, maker.Kind}] = true
	}
	for _, maker := range kgw.ConfigMapMakers {
		read[[2]string{maker.Group, maker.Kind}] = true
	}
	for names := range read {
		text := "apiVersion: " + strings.TrimPrefix(names[0]+"/v1", "/") + "\nkind: " + names[1] + "\n"
		if !relevance.Related(source.New("a.yaml", []byte(text))) {
			t.Errorf("package relevance does not know the kind %s of %q", names[1], names[0])
		}
	}
}

// namedKinds returns the groups and kinds that are constants in calls of lint.Set.Kind.
func namedKinds(t *testing.T) map[[2]string]bool {
	constants := map[string]string{"lint.Core": lint.Core, "lint.Kgateway": lint.Kgateway, "lint.GatewayAPI": lint.GatewayAPI}
	type call struct {
		pkg  string
		args []ast.Expr
	}
	var calls []call
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, value := range n.Values {
					if text, ok := constant(value, file.Name.Name, constants); ok {
						constants[file.Name.Name+"."+n.Names[i].Name] = text
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Kind" && len(n.Args) == 2 {
					calls = append(calls, call{file.Name.Name, n.Args})
				}
			}
			return true
		})
	}
	out := map[[2]string]bool{}
	for _, c := range calls {
		group, hasGroup := constant(c.args[0], c.pkg, constants)
		kind, hasKind := constant(c.args[1], c.pkg, constants)
		if hasGroup && hasKind {
			out[[2]string{group, kind}] = true
		}
	}
	return out
}

// constant returns the value of a string literal or of a constant. In the package pkg, the name of the constant may be without the
// package.
func constant(e ast.Expr, pkg string, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		text, ok := constants[pkg+"."+e.Name]
		return text, ok
	case *ast.SelectorExpr:
		if from, ok := e.X.(*ast.Ident); ok {
			text, ok := constants[from.Name+"."+e.Sel.Name]
			return text, ok
		}
	}
	return "", false
}
