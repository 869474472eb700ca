package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/gateway"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// checkClasses reports the Gateways of the input whose class cannot serve the converted backends of their routes.
func checkClasses(in *input, log *journal, all conversions) {
	reported := map[*manifest.Document]bool{}
	for _, o := range all.objects {
		if o.isRefused() || o.isInvalid {
			continue
		}
		for _, c := range in.index.callers(o.document) {
			if !c.sends() || groupOf(c.document.APIVersion) != gatewayGroup {
				continue
			}
			for _, d := range in.gatewaysOf(c.document) {
				if help := o.unserved(gateway.PlaneOf(d, in.index.find)); help != "" {
					log.link(link{c.document.File, d.File, fmt.Sprintf("%s of %s does not serve what it leads to", objectOfDocument(d), d.File.Name())})
					if !reported[d] {
						reported[d] = true
						reportClass(log, o, c.document, d, help)
					}
				}
			}
		}
	}
	noteInstallation(in, all)
}

// Advice for a Gateway with the wrong class.
const (
	useAgentgateway = "give these routes a Gateway of class agentgateway, or change the class if all of its routes lead to AgentgatewayBackends"
	installedApart  = "; from kgateway 2.3 on, agentgateway is installed separately"
	useKgateway     = "give these routes a Gateway of class kgateway; agentgateway serves Services and AgentgatewayBackends"
	noAgentgateway  = "move to kgateway 2.1 or newer: 2.0 has no class agentgateway"
)

// unserved returns the advice for a Gateway with routes to the object if its proxy cannot serve the object, else "".
func (o converted) unserved(by gateway.Plane) string {
	isAgents := o.root.Get("kind").String() == agentKind
	switch {
	case isAgents && o.origin != mapping.Agentgateway && by == gateway.Envoy:
		if !o.target.Within("2.3", "") {
			return useAgentgateway
		}
		return useAgentgateway + installedApart
	case !isAgents && by == gateway.Agentgateway && o.target.Within("2.2", ""):
		return useKgateway
	case !isAgents && by == gateway.Agentgateway && o.target.Within("2.0", "2.0"):
		return noAgentgateway
	}
	return ""
}

// reportClass reports a Gateway that cannot serve an object.
func reportClass(log *journal, o converted, route, d *manifest.Document, help string) {
	class := d.Root.Get("spec").Get("gatewayClassName")
	path := d.Path + diag.Pointer("spec", "gatewayClassName")
	why := mapping.OtherClass.With(class.String(), objectOf(o.root), objectOfDocument(route))
	why.Help = help
	log.lost(d, o.to(), Fate{Leaf: Leaf{path, class.Span}, Outcome: Lost, Where: class.Span, Loss: why})
	row := log.row(d)
	row.Skipped = false
	row.Conversion = &diag.Conversion{
		From: string(o.origin), To: o.named(o.to()), IsCompanion: true, Outcome: "unfit", Resource: objectOfDocument(d), Lost: []string{path},
		Fields: []diag.FieldOutcome{{Path: path, Outcome: Lost.String(), Reason: why.Why}},
	}
}

// gatewaysOf returns the Gateways of the input that a route attaches to, directly or through a ListenerSet.
func (in *input) gatewaysOf(route *manifest.Document) []*manifest.Document {
	var found []*manifest.Document
	refs := route.Root.Get("spec").Get("parentRefs")
	if refs == nil {
		return nil
	}
	for _, ref := range refs.Items {
		if _, parent, _ := gateway.OfParent(route, ref, in.index.find); parent != nil {
			found = append(found, parent)
		}
	}
	return found
}

// noteInstallation notes once per run that an AgentgatewayBackend needs an installation of agentgateway.
func noteInstallation(in *input, all conversions) {
	for _, o := range all.objects {
		if o.to() != mapping.Agentgateway || o.origin == mapping.Agentgateway || o.isRefused() || o.isInvalid {
			continue
		}
		text := "an AgentgatewayBackend works on a Gateway of class agentgateway alone"
		if in.target.Within("2.3", "") {
			text += installedApart
		}
		o.note(o.root.Get("kind"), text)
		return
	}
}
