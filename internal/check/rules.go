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

// NearMissRule returns the rule of the findings of [NearMiss].
func NearMissRule() diag.Descriptor { return own[0] }

var own = []diag.Descriptor{
	{
		ID:       ruleKind,
		Summary:  "the apiVersion or kind is almost that of a Backend",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "A misspelt apiVersion or kind makes the cluster answer `no matches for kind`, and a tool that skips unknown kinds reports " +
			"nothing. A document that is a Backend except for its apiVersion or kind is checked as a Backend, and the wrong name is a finding. This covers a misspelt " +
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
			"so it works until the upgrade; the message has the newest release's first error. A manifest that no release " +
			"accepts is an error, with one exception: a manifest that uses fields of the catalog, an early published schema, such as " +
			"`aws.lambdaFunctionName`, and has no other unknown field. No kgateway release serves the catalog's shape; `backendctl convert` " +
			"rewrites it.\n\nPin the release that you run with `--target` or in `.backendctl.yaml` to check against it alone. " +
			"`backendctl validate --target latest` shows all errors of the newest release.",
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
		Why: "`# backendctl: target=kgateway-2.3` in a document selects the target that this document is checked against. If the target does not exist, the " +
			"comment has no effect, and the document is checked against other targets than its author wanted.",
		Bad:  "# backendctl: target=kgateway-9.9\n" + good,
		Good: "# backendctl: target=kgateway-2.4\n" + good,
	},
	{
		ID:       ruleTemplate,
		Summary:  "a value is an unrendered template, so it was not checked",
		Severity: diag.Info,
		Category: diag.Note,
		Why: "`{{ … }}`, `${VAR}` and `$(VAR)` in a value, and `$VAR` as the whole value, stand for text that is not known yet, so the value " +
			"is not checked. All other values are checked. `--no-templates` treats such text literally, as the API server would.",
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
		Summary:  "the document is encrypted by SOPS, so it was not checked",
		Severity: diag.Info,
		Category: diag.Note,
		Why: "The values of an encrypted document cannot be checked until it is decrypted. Check it after `sops --decrypt`. `lint` reports " +
			"encrypted objects of other kinds, such as Secrets, only if another object refers to them, and once per run.",
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
		Summary:  "a comment is not a valid ignore, so it suppresses nothing",
		Severity: diag.Warning,
		Category: diag.Note,
		Why: "`# backendctl:ignore rule[,rule] reason` at the end of a line, or on the line above, suppresses these rules' findings on that line " +
			"or in the block that begins there; `# backendctl:ignore-file rule reason` at the top does so for the whole file. The reason is " +
			"required: without it, the next reader cannot tell whether the ignore is still needed. Use the id of each rule. The only other " +
			"directive is `# backendctl: target=2.4`: any other word after `backendctl:`, such as `disable`, has no effect.",
		Bad:  "# backendctl:ignore-file unknown-field\n" + good,
		Good: good,
	},
	{
		ID:       ruleUnusedIgnore,
		Summary:  "a comment ignores a rule that finds nothing there",
		Severity: diag.Warning,
		Category: diag.Note,
		Why:      "The finding was fixed, or is at another place now. If the comment stays, it hides the next mistake.",
		Bad:      "# backendctl:ignore-file unknown-field the field is added by a mutating webhook\n" + good,
		Good:     good,
	},
}
