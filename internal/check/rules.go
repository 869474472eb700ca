package check

import "github.com/backendctl/backendctl/internal/diag"

const good = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`

// own are the rules of this package.
var own = []diag.Descriptor{
	{
		ID:       ruleKind,
		Summary:  "the apiVersion or kind is almost that of a Backend",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "A misspelt apiVersion or kind makes the cluster answer `no matches for kind`, and a tool that skips unknown kinds says nothing. " +
			"A document that is a Backend except for its apiVersion or kind is judged as a Backend, and the wrong name is a finding: a misspelt " +
			"group or kind (`gateway.kgateway.io/v1alpha1`, `kind: Backnd`), another version or group (`v1alpha1`, `v1`, " +
			"`gateway.networking.k8s.io/v1`) of a `kind: Backend` whose `spec` is that of a Backend, or no apiVersion or kind at all. " +
			"Backends of other products, such as Envoy Gateway's, are skipped. A template (`{{ .Values.kind }}`) can be any value.",
		Bad: `apiVersion: gateway.kgateway.io/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
		Good: good,
	},
	{
		ID:       ruleOutdated,
		Summary:  "the newest release rejects the manifest",
		Severity: diag.Warning,
		Category: diag.Compatibility,
		Why: "Without a pinned target a manifest is valid if any kgateway release accepts it. This one is accepted by older releases only, " +
			"so it works until the upgrade; the message has the first thing that the newest release says. A manifest that no release " +
			"accepts is an error, with one exception: one that is written in the fields of the published schema (`catalog`), such as " +
			"`aws.lambdaFunctionName`, and has no other unknown field. No kgateway release serves that shape; `backendctl convert` " +
			"rewrites it.\n\nPin the release that you run with `--target` or in `.backendctl.yaml` to be judged by it alone. " +
			"`backendctl validate --target latest` shows everything that the newest release says.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
      tls:
        sni: web.example.com
`,
		Good: good,
	},
	{
		ID:       ruleTarget,
		Summary:  "a comment names a target that does not exist",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "`# backendctl: target=kgateway-2.3` in a document says what that document is judged by. With a name that is no target the " +
			"document is judged as if the comment were not there, which is not what its author wanted.",
		Bad:  "# backendctl: target=kgateway-9.9\n" + good,
		Good: "# backendctl: target=kgateway-2.4\n" + good,
	},
	{
		ID:       ruleTemplate,
		Summary:  "a value is an unrendered template, so it was not judged",
		Severity: diag.Info,
		Category: diag.Note,
		Why: "`{{ … }}`, `${VAR}` and `$(VAR)` in a value, and `$VAR` as all of it, stand for something that is not known yet, so the value " +
			"is not checked. Everything around it is. `--no-templates` takes such text literally, as the API server would.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: ${PORT}
`,
		Good: good,
	},
	{
		ID:       ruleEncrypted,
		Summary:  "the document is encrypted by SOPS, so it was not judged",
		Severity: diag.Info,
		Category: diag.Note,
		Why: "The values of an encrypted document mean nothing before it is decrypted. Check it after `sops --decrypt`. Of objects of other " +
			"kinds, such as Secrets, `lint` reports only those that another object refers to, once a run.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
sops:
  mac: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
  version: 3.9.0
`,
		Good: good,
	},
	{
		ID:       ruleBadIgnore,
		Summary:  "a comment does not silence the findings that it should",
		Severity: diag.Warning,
		Category: diag.Note,
		Why: "`# backendctl:ignore rule[,rule] reason` at the end of a line, or on the line above, silences what these rules find on that line " +
			"or in the block that begins there; `# backendctl:ignore-file rule reason` at the top does so for the whole file. The reason is " +
			"required: without one the next reader cannot tell whether it still holds. Each rule is named by its id. The only other " +
			"directive is `# backendctl: target=2.4`: another word after `backendctl:`, such as `disable`, does nothing.",
		Bad:  "# backendctl:ignore-file unknown-field\n" + good,
		Good: good,
	},
	{
		ID:       ruleUnusedIgnore,
		Summary:  "a comment silences findings that are not there",
		Severity: diag.Warning,
		Category: diag.Note,
		Why:      "What the comment was for has been fixed, or has moved. Left in place it would hide the next mistake.",
		Bad:      "# backendctl:ignore-file unknown-field the field is added by a mutating webhook\n" + good,
		Good:     good,
	},
}
