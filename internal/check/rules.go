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
		Summary:  "a name of the resource is nearly, but not quite, that of a Backend",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "A tool that skips the kinds it does not know passes over a misspelt one, and the cluster answers with `no matches for kind`. " +
			"A document that is a Backend in all but its apiVersion or kind is judged as one, and its name is a finding.",
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
		Summary:  "only an older target accepts the manifest",
		Severity: diag.Warning,
		Category: diag.Compatibility,
		Why: "Where no target is pinned, a manifest is valid if any target accepts it. One that the newest release rejects keeps working " +
			"until the upgrade. The message has the first thing that the newest release would say. Pin the release that you run with " +
			"`--target` or in `.backendctl.yaml`, and this warning is gone; `backendctl validate --target latest` has all that the newest " +
			"release would say.",
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
		ID:       ruleClosest,
		Summary:  "no target accepts the manifest, and the findings are those of one of them",
		Severity: diag.Info,
		Category: diag.Note,
		Why: "Where no target is pinned, the findings of the target with the fewest errors are shown, the newest one on a tie. That need " +
			"not be the release that you run: pin it with `--target` or in `.backendctl.yaml`.",
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
		Why: "`{{ … }}`, `${VAR}` and `$(VAR)` in a value stand for something that is not known yet, so the value is taken for right whatever " +
			"its field wants. Everything around it is judged. `--no-templates` takes such text literally, as the API server would.",
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
		Summary:  "a comment that should silence findings is not written as one",
		Severity: diag.Warning,
		Category: diag.Note,
		Why: "`# backendctl:ignore rule[,rule] reason` at the end of a line, or on the line above, silences what these rules find on that line " +
			"or in the block that begins there; `# backendctl:ignore-file rule reason` at the top does so for the whole file. The reason is " +
			"required: without one the next reader cannot tell whether it still holds.",
		Bad:  "# backendctl:ignore-file unknown-field\n" + good,
		Good: good,
	},
	{
		ID:       ruleUnusedIgnore,
		Summary:  "a comment silences findings that are not there",
		Severity: diag.Warning,
		Category: diag.Note,
		Why:      "What the comment was for has been mended, or has moved. Left in place it would hide the next mistake.",
		Bad:      "# backendctl:ignore-file unknown-field the field is added by a mutating webhook\n" + good,
		Good:     good,
	},
}
