package crd

import (
	"strconv"
	"strings"
	"unicode"
)

// An expr is a part of a CEL expression. Its op is a name, a literal, or an operation on args:
//
//	name      text is the identifier
//	literal   value is a string, an int64 or a bool
//	list      args are the items
//	select    text is the field of args[0]
//	call      text is the function; args[0] is the receiver, with op none for a global function
//	! && || ? == != < <= > >= in +
type expr struct {
	op    string
	text  string
	value any
	args  []*expr
}

// none is the op of args[0] in a call of a global function, such as has(x), because such a call has no receiver.
const none = "none"

// celDepth is the maximum nesting of parentheses and conditions in an expression. The rules of kgateway's CRDs have much less nesting.
const celDepth = 64

// A celParser parses the part of CEL that most rules of CRDs use.
type celParser struct {
	tokens []string
	depth  int
	failed bool
}

// parseCEL parses a text as a CEL expression. It returns false if the text contains unsupported syntax.
func parseCEL(text string) (*expr, bool) {
	tokens, ok := celTokens(text)
	p := &celParser{tokens: tokens}
	if !ok {
		return nil, false
	}
	e := p.choice()
	return e, !p.failed && len(p.tokens) == 0
}

// celTokens splits a text into names, numbers, strings with their quotes, and operators.
func celTokens(text string) ([]string, bool) {
	var out []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := tokenLength(text)
		if n == 0 {
			return nil, false
		}
		out, text = append(out, text[:n]), text[n:]
	}
	return out, true
}

func tokenLength(text string) int {
	switch c := rune(text[0]); {
	case c == '"' || c == '\'':
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 || strings.ContainsAny(text[1:1+end], "\\\n") || strings.HasPrefix(text, strings.Repeat(text[:1], 3)) {
			return 0 // escapes are not supported
		}
		return end + 2
	case isWord(c):
		n := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) })
		if n < 0 {
			n = len(text)
		}
		if n < len(text) && (text[n] == '"' || text[n] == '\'') {
			return 0 // raw strings and bytes are not supported
		}
		return n
	}
	for _, operator := range []string{"&&", "||", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(text, operator) {
			return 2
		}
	}
	if strings.IndexByte("!?:<>()[],.-+", text[0]) >= 0 {
		return 1
	}
	return 0
}

func isWord(r rune) bool {
	return r == '_' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func (p *celParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *celParser) next() string {
	token := p.peek()
	if token != "" {
		p.tokens = p.tokens[1:]
	}
	return token
}

func (p *celParser) take(token string) bool {
	if p.peek() != token {
		return false
	}
	p.next()
	return true
}

func (p *celParser) want(token string) {
	if !p.take(token) {
		p.failed = true
	}
}

// choice parses an expression, which may have the form a ? b : c.
func (p *celParser) choice() *expr {
	if p.depth++; p.depth > celDepth {
		p.failed = true
		return &expr{}
	}
	defer func() { p.depth-- }()
	e := p.binary(0)
	if !p.take("?") {
		return e
	}
	then := p.choice()
	p.want(":")
	return &expr{op: "?", args: []*expr{e, then, p.choice()}}
}

// operators are the binary operators by precedence, the lowest first.
var operators = [][]string{{"||"}, {"&&"}, {"==", "!=", "<", "<=", ">", ">=", "in"}, {"+"}}

func (p *celParser) binary(level int) *expr {
	if level == len(operators) {
		return p.unary()
	}
	e := p.binary(level + 1)
	for {
		op := p.peek()
		known := false
		for _, one := range operators[level] {
			known = known || one == op
		}
		if !known || p.failed {
			return e
		}
		p.next()
		e = &expr{op: op, args: []*expr{e, p.binary(level + 1)}}
	}
}

func (p *celParser) unary() *expr {
	not := 0
	for p.take("!") {
		not++
	}
	e := p.postfix(p.primary())
	if not%2 == 1 {
		return &expr{op: "!", args: []*expr{e}}
	}
	return e
}

func (p *celParser) primary() *expr {
	token := p.next()
	switch {
	case token == "":
		p.failed = true
	case token == "(":
		e := p.choice()
		p.want(")")
		return e
	case token == "[":
		return &expr{op: "list", args: p.arguments("]")}
	case token[0] == '"' || token[0] == '\'':
		return &expr{op: "literal", value: token[1 : len(token)-1]}
	case token == "true" || token == "false":
		return &expr{op: "literal", value: token == "true"}
	case token == "-" || unicode.IsDigit(rune(token[0])):
		return p.number(token)
	case isWord(rune(token[0])):
		if p.take("(") {
			return &expr{op: "call", text: token, args: append([]*expr{{op: none}}, p.arguments(")")...)}
		}
		return &expr{op: "name", text: token}
	}
	p.failed = true
	return &expr{}
}

func (p *celParser) number(token string) *expr {
	if token == "-" {
		token += p.next()
	}
	n, err := strconv.ParseInt(token, 10, 64)
	if err != nil {
		p.failed = true
	}
	return &expr{op: "literal", value: n}
}

// arguments parses expressions up to a closing bracket.
func (p *celParser) arguments(end string) []*expr {
	var out []*expr
	for !p.failed && !p.take(end) {
		if len(out) > 0 {
			p.want(",")
		}
		out = append(out, p.choice())
	}
	return out
}

// postfix parses the selectors .field and the calls .function(…) that follow the expression e, and returns the whole expression.
func (p *celParser) postfix(e *expr) *expr {
	for !p.failed && p.take(".") {
		name := p.next()
		if name == "" || !isWord(rune(name[0])) {
			p.failed = true
			break
		}
		if p.take("(") {
			e = &expr{op: "call", text: name, args: append([]*expr{e}, p.arguments(")")...)}
			continue
		}
		e = &expr{op: "select", text: name, args: []*expr{e}}
	}
	return e
}

// path returns the fields that lead from a variable to a value: [a b] for self.a.b and the variable self. It returns false for any other
// expression.
func (e *expr) path(variable string) ([]string, bool) {
	if e == nil {
		return nil, false
	}
	switch {
	case e.op == "name" && e.text == variable:
		return []string{}, true
	case e.op == "select":
		before, ok := e.args[0].path(variable)
		return append(before, unescape(e.text)), ok
	}
	return nil, false
}

// unescape converts a CEL name to the field's name: CEL escapes reserved words and special characters with underscores.
func unescape(name string) string {
	inner, ok := strings.CutPrefix(name, "__")
	if inner, ok2 := strings.CutSuffix(inner, "__"); ok && ok2 && celReserved[inner] {
		return inner
	}
	return celEscapes.Replace(name)
}

var celEscapes = strings.NewReplacer("__underscores__", "__", "__dot__", ".", "__dash__", "-", "__slash__", "/")

var celReserved = map[string]bool{
	"true": true, "false": true, "null": true, "in": true, "as": true, "break": true, "const": true, "continue": true, "else": true,
	"for": true, "function": true, "if": true, "import": true, "let": true, "loop": true, "package": true, "namespace": true,
	"return": true, "var": true, "void": true, "while": true,
}

// mentions reports whether a name occurs in an expression.
func (e *expr) mentions(name string) bool {
	if e == nil {
		return false
	}
	if e.op == "name" && e.text == name {
		return true
	}
	for _, arg := range e.args {
		if arg.mentions(name) {
			return true
		}
	}
	return false
}
