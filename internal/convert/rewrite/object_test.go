package rewrite

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

const lambda = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: f}
spec:
  type: AWS
  aws:
    region: us-east-1
    accountId: "123456789012"
    lambda: {functionName: f, payloadTransformMode: None}
`

// open returns the object in a text, with the table between two releases.
func open(t *testing.T, text, from, to string) (*Object, *yamltree.Document) {
	t.Helper()
	documents, _ := manifest.Parse(source.New("a.yaml", []byte(text)), manifest.Options{})
	doc, err := yamltree.Read(documents[0])
	if err != nil {
		t.Fatal(err)
	}
	scope := NewScope(target.Latest(), false, references.New(documents))
	return New(scope, documents[0], doc, doc.Root, mapping.Between(mapping.Release(from), mapping.Release(to))), doc
}

// outcomeOf returns the fate of the leaf at a path.
func outcomeOf(t *testing.T, o *Object, path string) Fate {
	t.Helper()
	fates := o.Outcomes()
	i := slices.IndexFunc(fates, func(f Fate) bool { return f.Path == path })
	if i < 0 {
		t.Fatalf("the leaf %s has no fate", path)
	}
	return fates[i]
}

// TestOutcomes checks that a leaf that was moved, dropped, lost or used for another value has one fate, with its place or its reason.
func TestOutcomes(t *testing.T) {
	o, _ := open(t, lambda, "2.4", "2.4")
	region, account, mode := o.At("aws.region"), o.At("aws.accountId"), o.At("aws.lambda.payloadTransformMode")
	o.Shift(region, o.At("aws.lambda"), "region")
	o.Drop(account, "it is not needed")
	o.Lose(mode, mapping.NoPlace)
	name := o.At("aws.lambda").Set("name", yamltree.Scalar("f")).Value
	o.Use(o.At("aws.lambda.functionName"), name, o.PlaceIn(o.At("aws.lambda"), "name"))
	for _, c := range []struct {
		path, place string
		outcome     Outcome
	}{
		{"/spec/aws/region", "/spec/aws/lambda/region", Mapped},
		{"/spec/aws/accountId", "", Dropped},
		{"/spec/aws/lambda/payloadTransformMode", "", Lost},
		{"/spec/aws/lambda/functionName", "/spec/aws/lambda/name", Mapped},
		{"/metadata/name", "/metadata/name", Mapped},
	} {
		f := outcomeOf(t, o, c.path)
		place := ""
		if len(f.To) == 1 {
			place = f.To[0].Path
		}
		if f.Outcome != c.outcome || place != c.place {
			t.Errorf("%s is %s to %q, want %s to %q", c.path, f.Outcome, place, c.outcome, c.place)
		}
	}
	if len(o.Outcomes()) != len(o.Leaves) {
		t.Errorf("the object has %d fates, want %d, one for each leaf", len(o.Outcomes()), len(o.Leaves))
	}
}

// TestLostAfterUse checks that a leaf is lost if a value of the output replaced it and that value is lost later.
func TestLostAfterUse(t *testing.T) {
	o, _ := open(t, lambda, "2.4", "2.4")
	name := o.At("aws.lambda").Set("name", yamltree.Scalar("f")).Value
	o.Use(o.At("aws.lambda.functionName"), name, o.PlaceIn(o.At("aws.lambda"), "name"))
	o.Lose(name, mapping.NoPlace)
	if f := outcomeOf(t, o, "/spec/aws/lambda/functionName"); f.Outcome != Lost || f.Loss != mapping.NoPlace {
		t.Errorf("functionName is %s (%+v), want lost", f.Outcome, f.Loss)
	}
}

// TestRestore checks that a refused object has its original text, and that all of its leaves have the loss of the object.
func TestRestore(t *testing.T) {
	o, doc := open(t, lambda, "2.4", "2.0")
	before := o.Root.Copy()
	o.Move()
	o.Hold(o.At("aws").Set("x", yamltree.Scalar("y")).Value, "a value")
	o.AddSecret("s", "key", "a key")
	if !o.Differs(before) {
		t.Fatal("Differs is false after the object was changed")
	}
	o.Refuse(o.At("aws"), mapping.NoMember)
	o.Restore(before)
	if doc.String() != lambda || len(o.Beside) > 0 || len(o.Placeholders) > 0 {
		t.Errorf("the restored object has %d companions, %d placeholders and the text\n%s", len(o.Beside), len(o.Placeholders), doc.String())
	}
	for _, f := range o.Outcomes() {
		if f.Outcome != Lost || f.Loss != mapping.NoMember {
			t.Errorf("%s is %s (%+v), want lost with the object", f.Path, f.Outcome, f.Loss)
		}
	}
}
