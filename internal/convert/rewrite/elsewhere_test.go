package rewrite

import (
	"testing"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// TestElsewhere checks the fates of the leaves of another document: of a leaf with its value in the output, of one with a lost value, of
// one with a missing value, and of leaves that are settled together.
func TestElsewhere(t *testing.T) {
	o, _ := open(t, lambda, "2.4", "2.4")
	d := o.Document // stands for another document
	aws := o.At("aws")
	borrow := func(key string, way ...string) *yamltree.Node {
		n := aws.Set(key, yamltree.Scalar("x")).Value
		o.Borrow(n, d, way)
		return n
	}
	borrow("kept", "spec", "type")
	o.Lose(borrow("lost", "spec", "aws", "region"), mapping.NoPlace)
	borrow("gone", "metadata", "name").Remove()
	o.SettleElsewhere(d, []string{"spec", "aws", "lambda"}, Fate{Outcome: Lost, Loss: mapping.NoMember})
	o.SettleElsewhere(d, []string{"spec", "aws"}, KeptBy("another has it"))
	want := []Fate{
		{Outcome: Lost, Loss: Forgotten, Leaf: Leaf{Path: "/metadata/name"}},
		{Outcome: Mapped, Leaf: Leaf{Path: "/spec/type"}},
		{Outcome: Lost, Loss: mapping.NoPlace, Leaf: Leaf{Path: "/spec/aws/region"}},
		{Outcome: Dropped, Loss: mapping.Loss{Why: "another has it"}, Leaf: Leaf{Path: "/spec/aws/accountId"}},
		{Outcome: Lost, Loss: mapping.NoMember, Leaf: Leaf{Path: "/spec/aws/lambda/functionName"}},
		{Outcome: Lost, Loss: mapping.NoMember, Leaf: Leaf{Path: "/spec/aws/lambda/payloadTransformMode"}},
	}
	all := o.OutcomesElsewhere()
	if len(all) != 1 || all[0].Document != d {
		t.Fatalf("the settings are of %d documents, want only those of d", len(all))
	}
	got := all[0].Fates
	if len(got) != len(want) {
		t.Fatalf("the document has %d fates, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		if f := got[i]; f.Path != w.Path || f.Outcome != w.Outcome || f.Loss != w.Loss {
			t.Errorf("%s is %s (%s), want %s to be %s (%s)", f.Path, f.Outcome, f.Loss.Why, w.Path, w.Outcome, w.Loss.Why)
		}
	}
}

// TestJoinLosses checks when several losses in an object are one loss of the object.
func TestJoinLosses(t *testing.T) {
	for _, c := range []struct {
		name   string
		settle func(o *Object)
		whole  string // the path of the loss that contains payloadTransformMode
	}{
		{"one reason", func(o *Object) {
			o.Lose(o.At("aws.lambda.functionName"), mapping.NoPlace)
			o.Lose(o.At("aws.lambda.payloadTransformMode"), mapping.NoPlace)
		}, "/spec/aws/lambda"},
		{"one reason, and a value without effect", func(o *Object) {
			o.Drop(o.At("aws.accountId"), "it is a default")
			o.Lose(o.At("aws.region"), mapping.NoPlace)
			o.Lose(o.At("aws.lambda"), mapping.NoPlace)
		}, "/spec/aws"},
		{"one reason, and a value that another object has", func(o *Object) {
			o.Settle(o.At("aws.lambda.functionName"), KeptBy("another has it"))
			o.Lose(o.At("aws.lambda.payloadTransformMode"), mapping.NoPlace)
		}, "/spec/aws/lambda/payloadTransformMode"},
		{"two reasons", func(o *Object) {
			o.Lose(o.At("aws.lambda.functionName"), mapping.NoMember)
			o.Lose(o.At("aws.lambda.payloadTransformMode"), mapping.NoPlace)
		}, "/spec/aws/lambda/payloadTransformMode"},
		{"a single loss", func(o *Object) {
			o.Drop(o.At("aws.lambda.functionName"), "it is a default")
			o.Lose(o.At("aws.lambda.payloadTransformMode"), mapping.NoPlace)
		}, "/spec/aws/lambda/payloadTransformMode"},
	} {
		o, _ := open(t, lambda, "2.4", "2.4")
		c.settle(o)
		if f := outcomeOf(t, o, "/spec/aws/lambda/payloadTransformMode"); f.Whole != c.whole {
			t.Errorf("%s: payloadTransformMode is lost as a part of %s, want %s", c.name, f.Whole, c.whole)
		}
	}
}
