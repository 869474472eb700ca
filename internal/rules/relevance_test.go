package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// TestReadKindsAreRelevant holds that a file with nothing but an object of a kind that a rule reads is parsed: of the kinds in the
// tables, and of those that rules name where they ask for them.
func TestReadKindsAreRelevant(t *testing.T) {
	read := namedKinds(t)
	if len(read) < 10 {
		t.Errorf("found only %d kinds in the calls of Set.Kind", len(read))
	}
	for _, maker := range secretMakers {
		read[[2]string{maker.group, maker.kind}] = true
	}
	for _, maker := range configMapMakers {
		read[[2]string{maker.group, maker.kind}] = true
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
	var calls [][]ast.Expr
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, value := range n.Values {
					if text, ok := constant(value, constants); ok {
						constants[n.Names[i].Name] = text
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Kind" && len(n.Args) == 2 {
					calls = append(calls, n.Args)
				}
			}
			return true
		})
	}
	out := map[[2]string]bool{}
	for _, args := range calls {
		group, hasGroup := constant(args[0], constants)
		kind, hasKind := constant(args[1], constants)
		if hasGroup && hasKind {
			out[[2]string{group, kind}] = true
		}
	}
	return out
}

// constant returns the text of a literal or of the name of a constant.
func constant(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		text, ok := constants[e.Name]
		return text, ok
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok {
			text, ok := constants[pkg.Name+"."+e.Sel.Name]
			return text, ok
		}
	}
	return "", false
}
