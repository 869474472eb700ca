package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/gateway"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// checkClasses reports the Gateways of the input that have routes to converted backends and a class that cannot serve these backends.
func checkClasses(in *input, log *journal, all conversions) {
	reported := map[*manifest.Document]bool{}
	for _, o := range all.objects {
		if o.object.IsRefused() || o.isInvalid {
			continue
		}
		for _, c := range in.Index.Callers(o.object.Document) {
			if !c.Sends() || references.GroupOf(c.Document.APIVersion) != references.GatewayGroup {
				continue
			}
			for _, d := range in.gatewaysOf(c.Document) {
				if help := o.unserved(gateway.PlaneOf(d, in.Index.Find)); help != "" {
					log.link(link{c.Document.File, d.File, fmt.Sprintf("%s in %s does not serve the backends of its routes", references.NameOf(d), d.File.Name())})
					if !reported[d] {
						reported[d] = true
						reportClass(log, o, c.Document, d, help)
					}
				}
			}
		}
	}
	noteInstallation(in, all)
}

// Advice for a Gateway whose class cannot serve the backends of its routes.
const (
	useAgentgateway = "attach these routes to a Gateway of class agentgateway, or change the class if all of its routes lead to AgentgatewayBackends"
	installedApart  = "; from kgateway 2.3 on, agentgateway is installed separately"
	useKgateway     = "attach these routes to a Gateway of class kgateway; agentgateway serves Services and AgentgatewayBackends"
	noAgentgateway  = "convert to kgateway 2.1 or later; 2.0 has no class agentgateway"
)

// unserved returns the advice for a Gateway whose proxy cannot serve the object, or "" if the proxy can serve it.
func (o *convertedObject) unserved(by gateway.Plane) string {
	isAgents := o.object.Root.Get("kind").String() == references.AgentgatewayKind
	switch {
	case isAgents && o.object.Origin != mapping.Agentgateway && by == gateway.Envoy:
		if !o.object.Target.Within("2.3", "") {
			return useAgentgateway
		}
		return useAgentgateway + installedApart
	case !isAgents && by == gateway.Agentgateway && o.object.Target.Within("2.2", ""):
		return useKgateway
	case !isAgents && by == gateway.Agentgateway && o.object.Target.Within("2.0", "2.0"):
		return noAgentgateway
	}
	return ""
}

// reportClass reports a Gateway that cannot serve an object.
func reportClass(log *journal, o *convertedObject, route, d *manifest.Document, help string) {
	class := d.Root.Get("spec").Get("gatewayClassName")
	path := d.Path + diag.Pointer("spec", "gatewayClassName")
	why := mapping.OtherClass.With(class.String(), rewrite.NameOf(o.object.Root), references.NameOf(route))
	why.Help = help
	log.lost(d, o.object.To(), rewrite.Fate{Leaf: rewrite.Leaf{Path: path, Span: class.Span}, Outcome: rewrite.Lost, Where: class.Span, Loss: why})
	row := log.row(d)
	row.Skipped = false
	row.Conversion = &diag.Conversion{
		From: string(o.object.Origin), To: o.object.Named(o.object.To()), IsCompanion: true, Outcome: "unfit", Resource: references.NameOf(d), Lost: []string{path},
		Fields: []diag.FieldOutcome{{Path: path, Outcome: rewrite.Lost.String(), Reason: why.Why}},
	}
}

// gatewaysOf returns the Gateways of the input that a route is attached to, directly or through a ListenerSet.
func (in *input) gatewaysOf(route *manifest.Document) []*manifest.Document {
	var found []*manifest.Document
	refs := route.Root.Get("spec").Get("parentRefs")
	if refs == nil {
		return nil
	}
	for _, ref := range refs.Items {
		if _, parent, _ := gateway.OfParent(route, ref, in.Index.Find); parent != nil {
			found = append(found, parent)
		}
	}
	return found
}

// noteInstallation notes, once per run, that an AgentgatewayBackend works only on a Gateway of class agentgateway.
func noteInstallation(in *input, all conversions) {
	for _, o := range all.objects {
		if o.object.To() != mapping.Agentgateway || o.object.Origin == mapping.Agentgateway || o.object.IsRefused() || o.isInvalid {
			continue
		}
		text := "an AgentgatewayBackend works only on a Gateway of class agentgateway"
		if in.Target.Within("2.3", "") {
			text += installedApart
		}
		o.object.Note(o.object.Root.Get("kind"), text)
		return
	}
}
