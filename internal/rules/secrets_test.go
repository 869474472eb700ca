package rules_test

import (
	"fmt"
	"strings"
	"testing"
)

const (
	exampleKey    = "AKIAIOSFODNN7EXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

// uses returns a Lambda Backend that refers to a Secret. Its secretRef is on line 12.
func uses(name string) string {
	return lambda() + "    auth:\n      type: Secret\n      secretRef: {name: " + name + "}\n"
}

func inNamespace(text, namespace string) string {
	return strings.Replace(text, "{name: x}", "{name: x, namespace: "+namespace+"}", 1)
}

// secretObject returns another document, which begins on line 14 after the document of uses.
func secretObject(apiVersion, kind, metadata string, fields ...string) string {
	return fmt.Sprintf("---\napiVersion: %s\nkind: %s\nmetadata: {%s}\n%s\n", apiVersion, kind, metadata, strings.Join(fields, "\n"))
}

func opaque(fields ...string) string { return secretObject("v1", "Secret", "name: creds", fields...) }

func openai(token string) string {
	return cloudHead + "  type: AI\n  ai:\n    llm:\n      openai:\n        model: x\n        authToken: " + token + "\n"
}

func openai20(token string) string {
	return cloudHead + "  type: AI\n  ai:\n    llm:\n      provider:\n        openai:\n          model: x\n          authToken: " + token + "\n"
}

func TestSecretMissing(t *testing.T) {
	good := opaque("data: {accessKey: " + encode(exampleKey) + ", secretKey: " + encode(exampleSecret) + "}")
	named := func(name string) string { return strings.Replace(good, "creds", name, 1) }
	es := func(version, fields string) string {
		return secretObject("external-secrets.io/"+version, "ExternalSecret", "name: creds", "spec: {"+fields+"}")
	}
	keys := "{secretKey: accessKey}, {secretKey: secretKey}"
	class := secretObject("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "name: vault",
		"spec: {secretObjects: [{secretName: creds, data: [{key: accessKey}, {key: secretKey}]}]}")
	runCloud(t, []cloudCase{
		{name: "an existing Secret", text: uses("creds") + good},
		{name: "a missing Secret", text: uses("creds"), want: []string{`secret-missing 12: there is no Secret "creds"`}},
		{name: "an incomplete set without Secrets", text: uses("creds"), part: true},
		{name: "an incomplete set with another Secret", text: uses("creds") + named("other"), part: true, want: []string{"secret-missing"}},
		{name: "a misspelt name", text: uses("cred") + good, want: []string{"secret-missing 12"}},
		{name: "a Secret in another namespace", text: inNamespace(uses("creds"), "a") + strings.Replace(good, "creds", "creds, namespace: b", 1),
			want: []string{`secret-missing 12: there is no Secret "creds" in namespace "a", only one in "b"`}},
		{name: "a Secret without a namespace", text: inNamespace(uses("creds"), "a") + good},
		{name: "a Secret whose name is a template", text: uses("creds") + named("'{{ .Release.Name }}-creds'")},
		{name: "a template as the reference", text: uses("${SECRET}")},
		{name: "a reference with an empty name", text: uses("''"), want: []string{"secretref-without-name 12"}},
		{name: "a reference without a name", text: strings.Replace(uses("x"), "{name: x}\n", "{}\n", 2), want: []string{"secretref-without-name 12"}},
		{name: "a reference with a name that is null", text: uses(""), want: []string{"secretref-without-name 12"}},
		{name: "a reference with a number as the name", text: uses("12")},
		{name: "SealedSecret", text: uses("creds") + secretObject("bitnami.com/v1alpha1", "SealedSecret", "name: creds", "spec: {encryptedData: {accessKey: Ag, secretKey: Ag}}")},
		{name: "SealedSecret with other keys", text: uses("creds") + secretObject("bitnami.com/v1alpha1", "SealedSecret", "name: creds", "spec: {encryptedData: {AWS_ACCESS_KEY_ID: Ag, secretKey: Ag}}"),
			want: []string{`secret-key-missing 17: must be "accessKey"`}},
		{name: "ExternalSecret", text: uses("creds") + es("v1", "data: ["+keys+"]")},
		{name: "an incomplete set with an ExternalSecret", text: uses("other") + es("v1", "data: ["+keys+"]"), part: true, want: []string{"secret-missing"}},
		{name: "an ExternalSecret that creates a Secret with another name", text: uses("other") + es("v1beta1", "target: {name: other}, dataFrom: [{extract: {key: a}}]")},
		{name: "ExternalSecret that lacks keys", text: uses("creds") + es("v1", "data: [{secretKey: password}]"), want: []string{"secret-key-missing 16: the Secret \"creds\" of the ExternalSecret has no accessKey and no secretKey"}},
		{name: "ExternalSecret with a template", text: uses("creds") + es("v1", "target: {template: {data: {accessKey: '{{ .a }}'}}}, data: [{secretKey: a}]")},
		{name: "SecretProviderClass", text: uses("creds") + class},
		{name: "OnePasswordItem", text: uses("creds") + secretObject("onepassword.com/v1", "OnePasswordItem", "name: creds", "spec: {itemPath: a}")},
		{name: "VaultStaticSecret", text: uses("creds") + secretObject("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "name: x", "spec: {destination: {name: creds}}")},
		{name: "SopsSecret", text: uses("creds") + secretObject("isindir.github.com/v1alpha3", "SopsSecret", "name: x", "spec: {secretTemplates: [{name: creds}]}")},
		{name: "a Kustomization of Flux", text: uses("creds") + secretObject("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "name: x", "secretGenerator: [{name: creds, literals: []}]"), want: []string{"secret-missing"}},
		{name: "a Secret that Kustomize generates", files: map[string]string{"a/x.yaml": uses("creds"), "a/kustomization.yaml": "resources: [x.yaml]\nsecretGenerator:\n- {name: creds, literals: [accessKey=a], files: [keys/secretKey]}\n"}},
		{name: "a Secret that a Kustomization with apiVersion and kind generates", files: map[string]string{"a/x.yaml": uses("creds"),
			"a/k.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n- {name: creds, envs: [aws.env]}\n"}},
		{name: "a Secret that Kustomize generates without one of the keys", files: map[string]string{"a/x.yaml": uses("creds"), "a/kustomization.yaml": "secretGenerator:\n- {name: creds, literals: [accessKey=a]}\n"},
			want: []string{`secret-key-missing 2: the generated Secret "creds" has no secretKey, which the Backend needs`}},
		{name: "a Secret that a component generates", files: map[string]string{"a/x.yaml": uses("creds"),
			"a/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n- {name: creds, literals: [accessKey=a, secretKey=b]}\n"}},
		{name: "a Secret that Kustomize generates with a prefix", files: map[string]string{"a/x.yaml": uses("dev-creds"),
			"a/kustomization.yaml": "namePrefix: dev-\nsecretGenerator:\n- {name: creds, literals: [accessKey=a, secretKey=b]}\n"}},
		{name: "a prefix that an overlay adds", files: map[string]string{"base/x.yaml": uses("dev-creds-x"), "dev/kustomization.yaml": "namePrefix: dev-\nresources: [../base]\n",
			"base/kustomization.yaml": "nameSuffix: -x\nresources: [x.yaml]\nsecretGenerator:\n- {name: creds, literals: [accessKey=a, secretKey=b]}\n"}},
		{name: "a namespace that an overlay sets for the Backend and the Secret", files: map[string]string{"base/x.yaml": inNamespace(uses("creds"), "shop"), "base/kustomization.yaml": "resources: [x.yaml]\n",
			"dev/kustomization.yaml": "namespace: dev\nresources: [../base]\nsecretGenerator:\n- {name: creds, literals: [accessKey=a, secretKey=b]}\n"}},
		{name: "a Secret that Kustomize generates in another namespace", files: map[string]string{"a/x.yaml": inNamespace(uses("creds"), "a"),
			"a/kustomization.yaml": "secretGenerator:\n- {name: creds, namespace: b, literals: [accessKey=a, secretKey=b]}\n"}, want: []string{`secret-missing 12: there is no Secret "creds" in namespace "a", only one in "b"`}},
		{name: "a Secret that Kustomize generates, with a template as the name", files: map[string]string{"a/x.yaml": uses("creds"),
			"a/kustomization.yaml": "secretGenerator:\n- {name: '${NAME}', literals: [accessKey=a, secretKey=b]}\n"}},
		{name: "a file that is not a Kustomization", files: map[string]string{"a/x.yaml": uses("creds"), "a/values.yaml": "secretGenerator:\n- {name: creds, literals: [accessKey=a]}\n"}, want: []string{"secret-missing"}},
		{name: "one Secret for each environment", files: map[string]string{
			"prod/x.yaml": uses("creds"), "prod/s.yaml": good, "dev/x.yaml": uses("creds"), "dev/s.yaml": opaque("data: {secretKey: " + encode(exampleSecret) + "}"),
		}, want: []string{"secret-key-missing 5: no accessKey"}},
	})
}

func TestSecretKeys(t *testing.T) {
	data := func(fields ...string) string { return uses("creds") + opaque("data: {"+strings.Join(fields, ", ")+"}") }
	access, secret := "accessKey: "+encode(exampleKey), "secretKey: "+encode(exampleSecret)
	plain := func(access, secret string) string {
		return uses("creds") + opaque("stringData:", "  accessKey: "+access, "  secretKey: "+secret)
	}
	sops := "sops: {mac: 'ENC[AES256_GCM,data:x]'}"
	runCloud(t, []cloudCase{
		{name: "valid keys in data", text: data(access, secret)},
		{name: "valid keys in stringData", text: plain(exampleKey, exampleSecret)},
		{name: "stringData that overrides data", text: uses("creds") + opaque("data: {accessKey: '!', "+secret+"}", "stringData: {accessKey: "+exampleKey+"}")},
		{name: "the key names of AWS", text: data("aws_access_key_id: "+encode(exampleKey), "AWS_SECRET_ACCESS_KEY: "+encode(exampleSecret)),
			want: []string{`secret-key-missing 17: "aws_access_key_id"`, `secret-key-missing 17: must be "secretKey"`}},
		{name: "a key in another case", text: data("accesskey: "+encode(exampleKey), secret), want: []string{"secret-key-missing"}},
		{name: "other keys only", text: data("username: YQ==", "password: YQ=="), want: []string{"secret-key-missing 17: the Secret \"creds\" has no accessKey and no secretKey"}},
		{name: "a Secret without data", text: uses("creds") + opaque("type: Opaque"), want: []string{"secret-key-missing 16"}},
		{name: "a Secret that a controller copies", text: uses("creds") + secretObject("v1", "Secret", "name: creds, annotations: {replicator.v1.mittwald.de/replicate-from: a/b}", "type: Opaque")},
		{name: "an empty value", text: plain("''", exampleSecret), want: []string{"secret-key-missing 18: accessKey is empty"}},
		{name: "a template as a value", text: plain("'{{ .Values.key }}'", exampleSecret)},
		{name: "a template as data", text: uses("creds") + opaque("data: ${DATA}")},
		{name: "a template as a key", text: uses("creds") + opaque("data:", "  ${KEY}: YQ==")},
		{name: "references to values", text: data("accessKey: <path:aws#key>", "secretKey: ref+awsssm://x")},
		{name: "encrypted values", text: uses("creds") + opaque("data: {accessKey: 'ENC[AES256_GCM,data:a]', secretKey: 'ENC[AES256_GCM,data:a]'}", sops)},
		{name: "encrypted values under other keys", text: uses("creds") + opaque("data: {key: 'ENC[AES256_GCM,data:a]'}", sops), want: []string{"secret-key-missing 17"}},
		{name: "a line break at the end", text: data("accessKey: "+encode(exampleKey+"\n"), secret), want: []string{"secret-value-whitespace 17: ends with a line break"}},
		{name: "a space at the beginning", text: plain("' "+exampleKey+"'", exampleSecret), want: []string{"secret-value-whitespace 18: begins with"}},
		{name: "a block with a line break", text: plain("|\n    "+exampleKey, exampleSecret), want: []string{"secret-value-whitespace 18"}},
		{name: "a block without a line break", text: plain("|-\n    "+exampleKey, exampleSecret)},
		{name: "a space in the session token", text: data(access, secret, "sessionToken: "+encode("x ")), want: []string{"secret-value-whitespace: ends with white space"}},
		{name: "a line break in another value", text: data(access, secret, "note: "+encode("x\n"))},
		{name: "values that are encoded twice", text: data("accessKey: "+encode(encode(exampleKey)), "secretKey: "+encode(encode(exampleSecret))), want: []string{"secret-value-encoded-twice", "secret-value-encoded-twice"}},
		{name: "a value that is encoded twice with line breaks", text: data("accessKey: "+encode(encode(exampleKey+"\n")+"\n"), secret), want: []string{"secret-value-encoded-twice", "secret-value-whitespace"}},
		{name: "base64 in stringData", text: plain(encode(exampleKey), exampleSecret), want: []string{"secret-value-encoded-twice 18: stringData"}},
		{name: "not base64", text: data(access, "secretKey: not*base64"), want: []string{"secret-value-not-base64 17: not valid base64: the API server rejects"}},
		{name: "another value that is not base64", text: data(access, secret, "note: not base64"), want: []string{"secret-value-not-base64: rejects"}},
		{name: "plain keys that are valid base64", text: data("accessKey: "+exampleKey, "secretKey: "+exampleSecret), want: []string{"secret-value-not-base64: base64 of bytes", "secret-value-not-base64: base64 of bytes"}},
		{name: "bytes in another value", text: data(access, secret, "cert: /////w==")},
		{name: "base64 on several lines", text: uses("creds") + opaque("data:", "  "+access, "  secretKey: |", "    "+encode(exampleSecret)[:20], "    "+encode(exampleSecret)[20:])},
		{name: "a number as a value", text: uses("creds") + opaque("data: {accessKey: 12, secretKey: [a]}")},
		{name: "data is a list", text: uses("creds") + opaque("data: [a]"), want: []string{"secret-key-missing"}},
		{name: "a temporary key", text: plain("ASIAIOSFODNN7EXAMPLE", exampleSecret), want: []string{"aws-secret-temporary 18: without sessionToken"}},
		{name: "a temporary key with a session token", text: plain("ASIAIOSFODNN7EXAMPLE", exampleSecret+"\n  sessionToken: x"), want: []string{"aws-secret-temporary: within hours"}},
		{name: "a Secret in a manifest", only: "secret-in-manifest", text: data(access, secret), want: []string{"secret-in-manifest 17"}},
		{name: "an encrypted Secret in a manifest", only: "secret-in-manifest", text: uses("creds") + opaque("data: {accessKey: 'ENC[AES256_GCM,data:a]'}", sops)},
		{name: "values that are filled in later", only: "secret-in-manifest", text: plain("${KEY}", "<secret>")},
		{name: "a Secret without a reference", text: opaque("data: {AWS_ACCESS_KEY_ID: '!'}")},
		{name: "two Backends that refer to one Secret", text: uses("creds") + "---\n" + strings.Replace(uses("creds"), "{name: x}", "{name: y}", 1) + opaque("data: {"+access+"}"), want: []string{"secret-key-missing: no secretKey"}},
	})
}

func TestAISecrets(t *testing.T) {
	token := opaque("stringData: {Authorization: Bearer x}")
	ref := "{kind: SecretRef, secretRef: {name: creds}}"
	bedrock := cloudHead + "  type: AI\n  ai:\n    llm:\n      bedrock:\n        auth: {type: Secret, secretRef: {name: creds}}\n"
	groups := cloudHead + "  type: AI\n  ai:\n    priorityGroups:\n    - providers:\n      - name: a\n        anthropic: {authToken: " + ref + "}\n"
	pools := cloudHead + "  type: AI\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider: {gemini: {apiVersion: v1, model: x, authToken: " + ref + "}}\n"
	runCloud(t, []cloudCase{
		{name: "a valid Secret", target: "2.1", text: openai(ref) + token},
		{name: "a missing Secret", target: "2.1", text: openai(ref), want: []string{"secret-missing 10"}},
		{name: "a missing Secret in 2.0", target: "2.0", text: openai20(ref), want: []string{"secret-missing 11"}},
		{name: "a missing Secret of a provider in a group", target: "2.1", text: groups, want: []string{"secret-missing"}},
		{name: "a missing Secret of a provider in a pool", target: "2.0", text: pools, want: []string{"secret-missing"}},
		{name: "the Secret of Bedrock", target: "2.1", text: bedrock + token, want: []string{"secret-key-missing: no accessKey and no secretKey"}},
		{name: "kgateway 2.2, which has no AI Backends", target: "2.2", text: openai(ref)},
		{name: "a Secret with another key", target: "2.1", text: openai(ref) + opaque("stringData: {OPENAI_API_KEY: x}"), want: []string{`secret-key-missing: must be "Authorization"`}},
		{name: "a Secret with the key in another case", target: "2.1", text: openai(ref) + opaque("stringData: {authorization: x}"), want: []string{"secret-key-missing"}},
		{name: "a line break in the token", target: "2.1", text: openai(ref) + opaque("stringData: {Authorization: \"x\\n\"}"), want: []string{"secret-value-whitespace"}},
		{name: "a missing Secret, with the kind Passthrough", target: "2.1", text: openai("{kind: Passthrough, secretRef: {name: creds}}"), want: []string{"secret-missing"}},
		{name: "a reference without a name", target: "2.1", text: openai("{kind: SecretRef, secretRef: {}}"), want: []string{"secretref-without-name"}},
		{name: "the kind Passthrough without a Secret", target: "2.1", text: openai("{kind: Passthrough}")},
		{name: "an inline token", target: "2.1", text: openai("{kind: Inline, inline: x}"), want: []string{"inline-token 10"}},
		{name: "a variable as the inline token", target: "2.1", text: openai("{kind: Inline, inline: $TOKEN}")},
		{name: "a template as the inline token", target: "2.1", text: openai("{kind: Inline, inline: '{{ .Values.token }}'}")},
		{name: "an inline token with the form of a known credential", target: "2.1", text: openai("{kind: Inline, inline: sk-ant-api03-" + strings.Repeat("aB3_", 20) + "}"), want: []string{"leaked-credential 10: an Anthropic API key"}},
	})
}

func TestLeakedCredential(t *testing.T) {
	for text, want := range map[string]string{
		"AKIAABCDEFGHIJKLMNOP":                  "an AWS access key",
		"key=ASIAABCDEFGHIJKLMNOP,":             "a temporary AWS access key",
		exampleKey:                              "",
		"AKIAXXXXXXXXXXXXXXXX":                  "",
		"XAKIAABCDEFGHIJKLMNOP":                 "",
		"AKIAABCDEFGHIJKLMNOPQ":                 "",
		"AKIA":                                  "",
		"AIza" + strings.Repeat("aB3-9", 7):     "a Google API key",
		"ghp_" + strings.Repeat("aB3d", 9):      "a GitHub token",
		"sk-anthropic-primary":                  "",
		"sk-proj-" + strings.Repeat("aB3_", 10): "an OpenAI API key",
		"-----BEGIN RSA PRIVATE KEY-----":       "a private key",
		"-----BEGIN CERTIFICATE-----":           "",
	} {
		for _, c := range []cloudCase{
			{text: "# " + text + "\n" + lambda()},
			{text: strings.Replace(lambda(), "{name: x}", "{name: x, annotations: {a: '"+text+"'}}", 1)},
			{text: `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": {"name": "x", "annotations": {"a": "` + text + `"}}}`, only: "leaked-"},
		} {
			found := cloudFindings(t, c)
			switch {
			case want == "" && len(found) > 0:
				t.Errorf("%q: got the finding %q, want none", text, found[0].Message)
			case want != "" && (len(found) != 1 || !strings.HasPrefix(found[0].Message, want)):
				t.Errorf("%q: got %d findings, want one that begins with %q", text, len(found), want)
			case want != "" && strings.Contains(found[0].Message+found[0].Help, text):
				t.Errorf("the message contains the credential %q", text)
			}
		}
	}
	runCloud(t, []cloudCase{{name: "a credential in another document", text: lambda() + opaque("stringData: {a: AKIAABCDEFGHIJKLMNOP}")}})
}

// TestSecretsStayOut checks that no message and no title of a fix contains a credential.
func TestSecretsStayOut(t *testing.T) {
	for _, value := range []string{"hunter2", exampleKey + "\n", encode(exampleKey), "ASIAIOSFODNN7EXAMPLE", " hunter2"} {
		for _, field := range []string{"data", "stringData"} {
			text := uses("creds") + opaque(field+": {accessKey: "+fmt.Sprintf("%q", value)+", SECRET_KEY: hunter2}")
			text = strings.Replace(text, "functionName: x", "functionName: x\n      endpointURL: https://a:hunter2@b.internal", 1)
			for _, d := range cloudFindings(t, cloudCase{text: text}) {
				said := []string{d.Message, d.Help, d.Label}
				for _, f := range d.Fixes {
					said = append(said, f.Title)
				}
				all := strings.Join(said, " ")
				if strings.Contains(all, "hunter2") || strings.Contains(all, strings.TrimSpace(value)) {
					t.Errorf("%s: the message or the fix contains a credential: %q", d.Rule, all)
				}
			}
		}
	}
}

func TestSecretFixes(t *testing.T) {
	for _, c := range []struct{ rule, text, from, to string }{
		{"secret-missing", uses("cred") + opaque("data: {a: YQ==}"), "{name: cred}", "{name: creds}"},
		{"secret-key-missing", uses("creds") + opaque("data: {AWS_ACCESS_KEY_ID: YQ==, secretKey: YQ==}"), "AWS_ACCESS_KEY_ID", "accessKey"},
		{"secret-value-whitespace", uses("creds") + opaque("data: {accessKey: YQo=}"), "YQo=", "YQ=="},
		{"secret-value-whitespace", uses("creds") + opaque(`stringData: {accessKey: "a\n"}`), `"a\n"`, `"a"`},
		{"secret-value-encoded-twice", uses("creds") + opaque("data: {accessKey: "+encode(encode(exampleKey))+"}"), encode(encode(exampleKey)), encode(exampleKey)},
		{"secret-value-encoded-twice", uses("creds") + opaque("stringData: {accessKey: "+encode(exampleKey)+"}"), encode(exampleKey), exampleKey},
		{"secret-value-not-base64", uses("creds") + opaque("data: {accessKey: "+exampleKey+"}"), exampleKey, encode(exampleKey)},
	} {
		found := cloudFindings(t, cloudCase{only: c.rule, text: c.text})
		if len(found) == 0 {
			t.Errorf("the rule %s has no finding in\n%s", c.rule, c.text)
			continue
		}
		if got, want := firstFix(t, found[0]), strings.Replace(c.text, c.from, c.to, 1); got != want {
			t.Errorf("%s: the fix gives\n%s\nwant\n%s", c.rule, got, want)
		}
		if strings.HasPrefix(c.rule, "secret-") && len(found[0].Related) == 0 {
			t.Errorf("the finding of %s has no related place", c.rule)
		}
	}
}
