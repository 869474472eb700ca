package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// A plane is the proxy that serves a Gateway.
type plane int

const (
	unknownPlane plane = iota
	envoyPlane
	agentgatewayPlane
)

// checkClasses reports the Gateways of the input whose class cannot serve what their routes lead to after the conversion.
func (s *set) checkClasses() {
	reported := map[*manifest.Document]bool{}
	for _, o := range s.objects {
		if o.unfit != nil || o.invalid {
			continue
		}
		for _, c := range s.callers(o.document) {
			if !c.sends() || groupOf(c.document.APIVersion) != gatewayGroup {
				continue
			}
			for _, gateway := range s.gatewaysOf(c.document) {
				if help := o.unserved(s.planeOf(gateway)); help != "" {
					s.link(link{c.document.File, gateway.File, fmt.Sprintf("%s of %s does not serve what it leads to", objectOfDocument(gateway), gateway.File.Name())})
					if !reported[gateway] {
						reported[gateway] = true
						s.reportClass(o, c.document, gateway, help)
					}
				}
			}
		}
	}
	s.noteInstallation()
}

// Advice for a Gateway of another class.
const (
	useAgentgateway = "give these routes a Gateway of class agentgateway, or change the class if all of its routes lead to AgentgatewayBackends"
	installedApart  = "; from kgateway 2.3 on, agentgateway is installed separately"
	useKgateway     = "give these routes a Gateway of class kgateway; agentgateway serves Services and AgentgatewayBackends"
	noAgentgateway  = "move to kgateway 2.1 or newer: 2.0 has no class agentgateway"
)

// unserved returns what to do about a Gateway that a proxy serves and whose routes lead to the object, "" where the proxy serves the object.
func (o *object) unserved(by plane) string {
	isAgents := o.root.Get("kind").String() == agentKind
	switch {
	case isAgents && o.origin() != mapping.Agentgateway && by == envoyPlane:
		if !o.set.options.To.Within("2.3", "") {
			return useAgentgateway
		}
		return useAgentgateway + installedApart
	case !isAgents && by == agentgatewayPlane && o.set.options.To.Within("2.2", ""):
		return useKgateway
	case !isAgents && by == agentgatewayPlane && o.set.options.To.Within("2.0", "2.0"):
		return noAgentgateway
	}
	return ""
}

// reportClass reports a Gateway that cannot serve an object.
func (s *set) reportClass(o *object, route, gateway *manifest.Document, help string) {
	class := gateway.Root.Get("spec").Get("gatewayClassName")
	path := gateway.Path + diag.Pointer("spec", "gatewayClassName")
	why := mapping.OtherClass.With(class.String(), objectOf(o.root), objectOfDocument(route))
	why.Help = help
	s.lost(gateway, o.to(), Fate{Leaf: Leaf{path, class.Span}, Outcome: Lost, Where: class.Span, Loss: why})
	row := &s.rows[s.rowOf[gateway]]
	row.Skipped = false
	row.Conversion = &diag.Conversion{
		From: string(o.origin()), To: o.set.named(o.to()), IsCompanion: true, Outcome: "unfit", Resource: objectOfDocument(gateway), Lost: []string{path},
		Fields: []diag.FieldOutcome{{Path: path, Outcome: Lost.String(), Reason: why.Why}},
	}
}

// gatewaysOf returns the Gateways of the input that a route attaches to, by itself or by a ListenerSet.
func (s *set) gatewaysOf(route *manifest.Document) []*manifest.Document {
	var found []*manifest.Document
	refs := route.Root.Get("spec").Get("parentRefs")
	if refs == nil {
		return nil
	}
	for _, ref := range refs.Items {
		namespace := cmp.Or(ref.Get("namespace").String(), route.Namespace)
		switch kind := ref.Get("kind").String(); kind {
		case "", "Gateway":
			found = append(found, s.objectsNamed("Gateway", namespace, ref.Get("name").String())...)
		case "ListenerSet", "XListenerSet":
			for _, set := range s.objectsNamed(kind, namespace, ref.Get("name").String()) {
				parent := set.Root.Get("spec").Get("parentRef")
				found = append(found, s.objectsNamed("Gateway", cmp.Or(parent.Get("namespace").String(), set.Namespace), parent.Get("name").String())...)
			}
		}
	}
	return found
}

// objectsNamed returns the objects of a kind and a name in a namespace that can be read.
func (s *set) objectsNamed(kind, namespace, name string) []*manifest.Document {
	var found []*manifest.Document
	for _, d := range s.index.objects[objectName{kind, name}] {
		if d.Namespace == namespace && d.Root != nil && !d.Broken && !d.Encrypted {
			found = append(found, d)
		}
	}
	return found
}

// planeOf returns what serves a Gateway: by the controller of its class where the input has that, else by the names that the classes have
// in a default installation.
func (s *set) planeOf(gateway *manifest.Document) plane {
	name := gateway.Root.Get("spec").Get("gatewayClassName").String()
	if classes := s.objectsNamed("GatewayClass", "", name); len(classes) > 0 {
		switch controller := classes[0].Root.Get("spec").Get("controllerName").String(); {
		case controller == "kgateway.dev/agentgateway", controller == "agentgateway.dev/agentgateway":
			return agentgatewayPlane
		case controller == "kgateway.dev/kgateway" && !hasParameters(gateway, classes[0]):
			return envoyPlane
		}
		return unknownPlane
	}
	switch {
	case (name == "kgateway" || name == "kgateway-waypoint") && !hasParameters(gateway):
		return envoyPlane
	case name == "agentgateway", strings.HasPrefix(name, "agentgateway-"):
		return agentgatewayPlane
	}
	return unknownPlane
}

// hasParameters reports whether a Gateway or its class names parameters. Those of kgateway 2.1 can replace Envoy by agentgateway.
func hasParameters(gateway *manifest.Document, class ...*manifest.Document) bool {
	return gateway.Root.Get("spec").Get("infrastructure").Get("parametersRef") != nil || slices.ContainsFunc(class, func(d *manifest.Document) bool {
		return d.Root.Get("spec").Get("parametersRef") != nil
	})
}

// noteInstallation tells once what an AgentgatewayBackend needs that no manifest of the input says.
func (s *set) noteInstallation() {
	for _, o := range s.objects {
		if o.to() != mapping.Agentgateway || o.origin() == mapping.Agentgateway || o.unfit != nil || o.invalid {
			continue
		}
		text := "an AgentgatewayBackend works on a Gateway of class agentgateway alone"
		if s.options.To.Within("2.3", "") {
			text += installedApart
		}
		o.note(o.root.Get("kind"), text)
		return
	}
}
