package products

import (
	"cmp"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// upstreams is the product for Gloo's Upstreams.
var upstreams = Product{
	shape:    mapping.Gloo,
	is:       func(d *manifest.Document) bool { return references.IsKind(d, "gloo.solo.io", "Upstream") },
	portions: functionsOf,
	list:     []string{"spec", "aws", "lambdaFunctions"},
	hasAI:    true,
	begin:    func(o *foreign) converter { return &upstream{foreign: o} },
}

// An upstream converts an Upstream to a Backend.
type upstream struct {
	foreign *foreign
	tls     *upstreamTLS // nil if the Upstream does not use TLS
}

// functionsOf returns the Lambda functions of an Upstream as portions, because a Backend can have only one function.
func functionsOf(_ *references.Index, d *manifest.Document) []Portion {
	var all []Portion
	if list := d.Root.Get("spec").Get("aws").Get("lambdaFunctions"); list != nil {
		for i, f := range list.Items {
			name := f.Get("logicalName").String()
			if name == "" {
				name = f.Get("lambdaFunctionName").String()
			}
			all = append(all, Portion{name: name, index: i})
		}
	}
	return all
}

func (u *upstream) arrive() {
	o := u.foreign
	o.facts.Role = cmp.Or(o.At("aws.roleArn").String(), o.At("awsEc2.roleArn").String())
	for _, path := range []string{"aws.secretRef", "awsEc2.secretRef", "sslConfig.secretRef", "ai.openai.authToken.secretRef", "ai.anthropic.authToken.secretRef", "ai.mistral.authToken.secretRef"} {
		o.ownSecret(path)
	}
	if static := o.At("static"); rewrite.IsSet(static) && len(rewrite.Items(static.Get("hosts"))) == 0 {
		o.lacks(static, mapping.NoAddress)
		return
	}
	if aws := o.At("aws"); rewrite.IsSet(aws) {
		if list := aws.Get("lambdaFunctions"); len(rewrite.Items(list)) == 0 {
			o.lacks(aws, mapping.NoFunctions)
			return
		}
		o.only(aws.Get("lambdaFunctions"), o.portion.index)
		u.invocation()
	}
	u.kindOfCredentials("aws")
	u.kindOfCredentials("awsEc2")
	u.publicAddress()
	u.firstCheck()
	u.versionsOf("sslConfig.parameters.minimumProtocolVersion", "sslConfig.parameters.maximumProtocolVersion")
	u.customHost()
	u.speakHTTP2()
	u.serverNameOfHosts()
	u.tls = u.tlsOfUpstream()
	if ssl := o.At("sslConfig"); rewrite.IsSet(ssl) && ssl.IsLeaf() {
		o.SettleAs(ssl, rewrite.PlaceAt("Backend/"+o.Name(), "/spec"))
	}
}

// invocation sets the invocation mode of the function.
func (u *upstream) invocation() {
	o := u.foreign
	mode := o.At("aws.destinationOverrides.invocationStyle")
	switch mode.String() {
	case "SYNC":
		o.Drop(mode, "synchronous calls are the default")
	case "ASYNC":
		o.Postpone(mode)
		o.deferred = append(o.deferred, func() {
			lambda := o.At("aws.lambda")
			if !rewrite.IsMapping(lambda) {
				o.Lose(mode, mapping.NoFunctions)
				return
			}
			lambda.Set("invocationMode", yamltree.Scalar("Async"))
			o.Use(mode, lambda.Get("invocationMode"), o.PlaceIn(lambda, "invocationMode"))
		})
	}
}

// kindOfCredentials sets the type of the AWS credentials in a member: Secret or AssumeRole. If the member has a Secret and a role, the role
// is lost.
func (u *upstream) kindOfCredentials(member string) {
	o := u.foreign
	aws := o.At(member)
	if !rewrite.IsSet(aws) {
		return
	}
	kind := ""
	if rewrite.IsSet(aws.Find("secretRef", "name")) {
		kind = "Secret"
		if role := aws.Get("roleArn"); rewrite.IsSet(role) {
			o.Lose(role, mapping.OneAuth)
		}
	} else if rewrite.IsSet(aws.Get("roleArn")) {
		kind = "AssumeRole"
	}
	if kind != "" {
		o.deferred = append(o.deferred, func() {
			if auth := o.At("aws.auth"); rewrite.IsSet(auth) && auth.Get("type") == nil {
				auth.Insert(0, "type", yamltree.Scalar(kind))
			}
		})
	}
}

// publicAddress converts publicIp, which selects the address of EC2 instances, to the value of addressType.
func (u *upstream) publicAddress() {
	o := u.foreign
	switch n := o.At("awsEc2.publicIp"); {
	case n == nil:
	case n.Value == true:
		n.Assign("PublicIP")
	default:
		n.Assign("PrivateIP")
	}
}

// firstCheck keeps only the first health check, because a policy can have only one.
func (u *upstream) firstCheck() {
	o := u.foreign
	list := o.At("healthChecks")
	for i, check := range rewrite.Items(list) {
		if i > 0 {
			o.Lose(check, mapping.FirstOnly)
		}
	}
	if len(rewrite.Items(list)) > 0 {
		o.only(list, 0)
	}
}

// customHost sets Gloo's default port for a custom host without a port. It also records whether the provider is Mistral at its default
// host.
func (u *upstream) customHost() {
	o := u.foreign
	for _, name := range []string{"openai", "anthropic", "mistral", "gemini"} {
		if host := o.At("ai." + name + ".customHost"); rewrite.IsSet(host) && rewrite.IsSet(host.Get("host")) && !rewrite.IsSet(host.Get("port")) {
			o.Clear(host.Get("port"))
			host.Set("port", yamltree.Scalar(int64(443)))
		}
	}
	if m := o.At("ai.mistral"); rewrite.IsSet(m) {
		o.facts.Mistral = !rewrite.IsSet(m.Get("customHost"))
		if m.IsLeaf() {
			o.SettleAs(m, rewrite.PlaceAt("Backend/"+o.Name(), "/spec/ai"))
		}
	}
}

// speakHTTP2 sets the application protocol of static hosts to HTTP/2 if useHttp2 is true. Without static hosts, useHttp2 is lost.
func (u *upstream) speakHTTP2() {
	o := u.foreign
	n, static := o.At("useHttp2"), o.At("static")
	if n == nil || n.Value != true {
		return
	}
	if !rewrite.IsSet(static) {
		o.Lose(n, mapping.NoPlace)
		return
	}
	o.Postpone(n)
	o.deferred = append(o.deferred, func() {
		if !rewrite.IsSet(o.At("static")) {
			o.Lose(n, mapping.NoPlace)
			return
		}
		protocol := o.At("static").Set("appProtocol", yamltree.Scalar("http2")).Value
		o.Use(n, protocol, o.PlaceIn(o.At("static"), "appProtocol"))
	})
}
