package scaffold

import (
	"errors"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

// A Companion is an object that can be written together with a Backend.
type Companion struct {
	ID    string // the value of --with
	Title string
	write func(*draft) error
}

// Companions returns the objects that can be written together with a Backend, in the order in which they are written.
func Companions() []Companion {
	return []Companion{
		{"secret", "a Secret with the keys that kgateway reads", (*draft).writeSecrets},
		{"policy", "a policy for TLS, failover or timeouts", (*draft).writePolicy},
		{"health", "a policy that takes failing hosts out of rotation", (*draft).writeHealth},
		{"route", "an HTTPRoute to the Backend", (*draft).writeRoute},
		{"grant", "a ReferenceGrant for routes in another namespace", (*draft).writeGrant},
	}
}

// wants reports whether the companion was requested with --with.
func (d *draft) wants(id string) bool { return slices.Contains(d.With, id) }

// needs reports whether the requested objects do not work without a companion, so that it is written although it was not requested.
func (d *draft) needs(id string) bool {
	switch id {
	case "policy":
		return d.needsPolicy()
	case "grant":
		return d.wants("route") && d.isApart()
	}
	return false
}

// isApart reports whether the route and the Backend are in different namespaces. Without --route-namespace, they are if --with grant was
// requested.
func (d *draft) isApart() bool {
	return d.RouteNamespace != "" && d.RouteNamespace != d.Namespace || d.RouteNamespace == "" && d.wants("grant")
}

// companions writes the requested companions.
func (d *draft) companions() {
	known := Companions()
	for _, id := range d.With {
		if !slices.ContainsFunc(known, func(c Companion) bool { return c.ID == id }) {
			d.fail("with", "%q must be one of %s", id, strings.Join(companionIDs(), ", "))
		}
	}
	for _, c := range known {
		if !d.wants(c.ID) && !d.needs(c.ID) {
			continue
		}
		if err := c.write(d); err != nil {
			d.fail("with", "%s: %w", c.ID, err)
		}
	}
}

func companionIDs() []string {
	var ids []string
	for _, c := range Companions() {
		ids = append(ids, c.ID)
	}
	return ids
}

// A secret is a Secret that the Backend refers to. The field what describes its content, and keys contains the keys that kgateway reads.
type secret struct {
	name, what string
	keys       []string
}

func (d *draft) addSecret(name, what string, keys ...string) {
	if !slices.ContainsFunc(d.secrets, func(s secret) bool { return s.name == name }) {
		d.secrets = append(d.secrets, secret{name, what, keys})
	}
}

func (d *draft) writeSecrets() error {
	if len(d.secrets) == 0 {
		return errors.New("this Backend does not use a Secret")
	}
	for _, s := range d.secrets {
		n := newObject("v1", "Secret", s.name, d.Namespace)
		n.note = "Contains " + s.what + ". Fill in the values, and do not commit them to Git unencrypted."
		n.put("type", "Opaque")
		for _, key := range s.keys {
			n.holdText(diagPath("stringData", key), placeholder.Name, "the value from the provider", "")
		}
		d.extra = append(d.extra, n)
	}
	return nil
}

// targetRef sets the Backend as the target of the policy n.
func (d *draft) targetRef(n *node) {
	n.put("spec.targetRefs[0].group", group)
	n.put("spec.targetRefs[0].kind", backendKind)
	n.put("spec.targetRefs[0].name", d.Name)
}

const group = "gateway.kgateway.dev"
