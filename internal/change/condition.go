package change

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A Condition limits a rule to some changes.
type Condition struct {
	Text  string // a clause that begins with "when"
	holds func(*comparer, *Change) bool
}

// becomes is the condition that a field has the given value after the change.
func becomes(text string) *Condition {
	return &Condition{"when it becomes " + text, func(_ *comparer, c *Change) bool { return c.To.says(text) }}
}

// ceases is the condition that a field had the given value before the change.
func ceases(text string) *Condition {
	return &Condition{"when it was " + text, func(_ *comparer, c *Change) bool { return c.From.says(text) }}
}

// isFalse is the condition that the value false is added or removed.
var isFalse = &Condition{"when false is added or removed", func(_ *comparer, c *Change) bool {
	return (c.From == nil || c.To == nil) && c.value().says("false")
}}

// says reports whether the effective value of a scalar is equal to text.
func (v *Value) says(text string) bool {
	if v == nil {
		return false
	}
	if is, ok := v.means.(flag); ok {
		return strconv.FormatBool(bool(is)) == text
	}
	return v.text() == text
}

// http2 are the protocols for which kgateway uses HTTP/2 to a Backend.
var http2 = []string{"http2", "grpc", "grpc-web", "kubernetes.io/h2c"}

var (
	bothHTTP2 = &Condition{"when both are HTTP/2", func(_ *comparer, c *Change) bool {
		return slices.Contains(http2, c.From.text()) && slices.Contains(http2, c.To.text())
	}}
	bothHTTP1 = &Condition{"when both are HTTP/1.1", func(_ *comparer, c *Change) bool {
		return !slices.Contains(http2, c.From.text()) && !slices.Contains(http2, c.To.text())
	}}
	namesProtocol = &Condition{"when only one of the names is that of HTTP/2, and the port has no appProtocol", func(in *comparer, c *Change) bool {
		hasProtocol := in.around(Before, c.Before, 1).at("appProtocol") != nil || in.around(After, c.After, 1).at("appProtocol") != nil
		return !hasProtocol && in.protocol(Before, c.Before) != in.protocol(After, c.After)
	}}
	sameProtocol = &Condition{"when the port's protocol stays the same", func(in *comparer, c *Change) bool {
		return in.protocol(Before, c.Before) == in.protocol(After, c.After)
	}}
	sameAccount = &Condition{"when the function's account stays the same", func(in *comparer, _ *Change) bool {
		return in.account(Before) == in.account(After)
	}}
	covered = &Condition{"when an entry without a name allows it on the other side", func(in *comparer, c *Change) bool {
		return allows(in.otherList(c), c.value())
	}}
	coveredParent = &Condition{"when the other side refers to the whole parent", func(in *comparer, c *Change) bool {
		return slices.ContainsFunc(in.otherList(c).items(), func(whole *Value) bool {
			return whole.Get("sectionName") == nil && whole.Get("port") == nil && isSameObject(whole, c.value())
		})
	}}
	allDefault = &Condition{"when it has only defaults", func(_ *comparer, c *Change) bool {
		return !slices.ContainsFunc(c.value().Fields, func(f Field) bool { return !f.Value.redundant })
	}}
	denies = &Condition{"when the action is Deny", func(in *comparer, c *Change) bool {
		side := After
		if c.Op == Removed {
			side = Before
		}
		return in.roots[side].at("spec", "rbac", "action").text() == "Deny"
	}}
	hasNoPort = &Condition{"when the new value has no port", func(_ *comparer, c *Change) bool { return isPortless(c.To) }}
	hadNoPort = &Condition{"when the old value has no port", func(_ *comparer, c *Change) bool { return isPortless(c.From) }}
	losesTLS  = &Condition{"when https becomes http", func(_ *comparer, c *Change) bool {
		return schemeOf(c.From) == "https" && schemeOf(c.To) == "http"
	}}
	getsTLS = &Condition{"when http becomes https", func(_ *comparer, c *Change) bool {
		return schemeOf(c.From) == "http" && schemeOf(c.To) == "https"
	}}
	isWithoutPort = &Condition{"when its endpointURL has no port", func(in *comparer, _ *Change) bool {
		return isPortless(in.roots[After].at("spec", "aws", "lambda", "endpointURL"))
	}}
	disables = &Condition{"when it has the field disable", func(_ *comparer, c *Change) bool { return c.value().at("disable") != nil }}
)

// protocol returns the protocol of the Service's port that has a field with the pointer: "http2", or the port's appProtocol. Without
// appProtocol, the name of the port is the protocol, and a name that is not one of HTTP/2 means "http".
func (c *comparer) protocol(side Side, pointer string) string {
	port := c.around(side, pointer, 1)
	own := port.at("appProtocol").text()
	switch {
	case slices.Contains(http2, cmp.Or(own, port.at("name").text())):
		return "http2"
	case own == "":
		return "http"
	}
	return own
}

// account returns the AWS account of the Lambda function that a Backend on one side calls, or "" if it has none or calls no function.
func (c *comparer) account(side Side) string {
	aws := c.roots[side].at("spec", "aws")
	if aws.at("lambda") == nil {
		return ""
	}
	if own := aws.at("lambda", "accountId").text(); own != "" {
		return own
	}
	return aws.at("accountId").text()
}

// listAround returns the list at a pointer on one side. If the value at the pointer is not a list, it returns the innermost list that
// contains the value, or nil if there is none.
func (c *comparer) listAround(side Side, pointer string) *Value {
	v, list := c.roots[side], (*Value)(nil)
	for _, token := range diag.Tokens(pointer) {
		switch {
		case v == nil:
			return list
		case len(v.Items) > 0:
			list, v = v, v.item(token)
		default:
			v = v.read(token)
		}
	}
	if v != nil && v.Items != nil {
		return v
	}
	return list
}

// item returns the list item whose index is the token of a JSON Pointer, or nil if there is no such item.
func (v *Value) item(token string) *Value {
	i := 0
	for _, digit := range token {
		if digit < '0' || digit > '9' || i > len(v.Items) {
			return nil
		}
		i = 10*i + int(digit-'0')
	}
	if i >= len(v.Items) {
		return nil
	}
	return v.Items[i]
}

// otherList returns the list from which an added or removed item is missing: the list before the change for an added item, and the list
// after the change for a removed item.
func (c *comparer) otherList(of *Change) *Value {
	if of.From == nil {
		return c.listAround(Before, of.Before)
	}
	return c.listAround(After, of.After)
}

// isSameObject reports whether two references refer to the same object.
func isSameObject(a, b *Value) bool {
	for _, key := range []string{"group", "kind", "namespace", "name"} {
		if a.Get(key).text() != b.Get(key).text() {
			return false
		}
	}
	return true
}

// allows reports whether a list in a ReferenceGrant contains an entry for all objects of the group and kind of the given entry.
func allows(list, entry *Value) bool {
	return list != nil && slices.ContainsFunc(list.Items, func(item *Value) bool {
		return item.Get("name") == nil && item.Get("group").text() == entry.Get("group").text() && item.Get("kind").text() == entry.Get("kind").text()
	})
}

// isPortless reports whether a value is a URL without a port.
func isPortless(v *Value) bool {
	u, err := url.Parse(v.text())
	return err == nil && u.Hostname() != "" && u.Port() == ""
}

func schemeOf(v *Value) string {
	scheme, _, _ := strings.Cut(strings.ToLower(v.text()), "://")
	return scheme
}

// hasCA is the condition that the older ConfigMap contains a CA certificate.
var hasCA = &Condition{"when it has ca.crt", func(in *comparer, _ *Change) bool {
	return in.roots[Before].at("data", "ca.crt") != nil
}}
