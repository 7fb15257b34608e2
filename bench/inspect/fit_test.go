package inspect

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
)

func TestFits(t *testing.T) {
	files, types := typesOf(t, "all.proto", "two.proto")
	for _, test := range []struct{ message, line, want string }{
		{"a.All", "$.n=1", ""},
		{"a.All", "$.nope=1", "$.nope: a.All has no field nope; its fields are n, bigNumber, u, ul, s and 42 more"},
		{"a.All", "$.N=1", "a.All has no field N; did you mean n?"},
		{"a.All", "$.child.texst=x", "a.All has no field texst; did you mean text or texts?"},
		{"a.All", "$.child.child.text=x", ""},
		// The name in JSON, its own, and that of an extension.
		{"a.All", "$.big_number=1", ""},
		{"a.All", "$.bigNumber=1", ""},
		{"a.All", "$.Other=x", ""},
		{"a.All", "$.renamed=x", ""},
		{"a.All", "$.BigNumber=1", "did you mean bigNumber?"},
		{"b.Old", "$['[b.more]']=1", ""},
		{"b.Old", "$['[b.again]'].n=1", ""},
		{"b.Old", "$['[b.again]'].m=1", "b.Old has no field m"},
		{"b.Old", "$['[b.less]']=1", "b.Old has no field [b.less]"},
		{"b.Old", "$.more=1", "b.Old has no field more"},
		{"a.All", "$['[b.more]']=1", "a.All has no field [b.more]"},
		{"b.Old", "$.part.m=1", ""},
		// Lists.
		{"a.All", "$.numbers[0]=1", ""},
		{"a.All", "$.numbers[-1]=1", ""},
		{"a.All", "$.numbers[0:1]=1", ""},
		{"a.All", "$.numbers=[]", ""},
		{"a.All", "$.numbers.n=1", "a.All.numbers is a list; select one of it, such as [0]"},
		{"a.All", "$.children.n=1", "a.All.children is a list; select one of it, such as [0]"},
		{"a.All", "$.children[0].nope=1", "a.All has no field nope"},
		{"a.All", "$.children[*].nope=1", "a.All has no field nope"},
		{"a.All", "$.children[?@.n==1].nope=1", "a.All has no field nope"},
		{"a.All", "$.children[?@.n==1].n=1", ""},
		{"a.All", "$.children[1:].text=x", ""},
		{"a.All", "$.n[0]=1", "a.All.n is of type int32, not a list"},
		{"a.All", "$.child[0]=1", "a.All.child is a message (a.All), not a list"},
		{"a.All", "$.numbers[0][0]=1", "a.All.numbers is of type int32, not a list"},
		{"a.All", "$[0]=1", "the answer is a message (a.All), not a list"},
		// Scalars.
		{"a.All", "$.n.n=1", "a.All.n is of type int32, which has no field n"},
		{"a.All", "$.text.length=1", "a.All.text is of type string, which has no field length"},
		{"a.All", "$.text[*]=1", "a.All.text is of type string, which holds no other values"},
		{"a.All", "$.e.x=1", "a.All.e is an enum, which has no field x"},
		// Maps.
		{"a.All", "$.named.anything=x", ""},
		{"a.All", "$.named[0]=1", "a.All.named is a map, not a list"},
		{"a.All", "$.counted['7'].n=1", ""},
		{"a.All", "$.counted['7'].nope=1", "a.All has no field nope"},
		{"a.All", "$.counted.seven.n=1", "a.All.counted has no key seven; its keys are int32"},
		{"a.All", "$.counted[*].nope=1", "a.All has no field nope"},
		{"a.All", "$.yes['true']=ONE", ""},
		{"a.All", "$.yes.yes=ONE", "a.All.yes has no key yes; its keys are bool"},
		// Oneofs.
		{"a.All", "$.first=x", ""},
		{"a.All", "$.second.n=1", ""},
		{"a.All", "$.one=x", "a.All has no field one"},
		{"a.All", "$.one.first=x", "a.All has no field one"},
		// Types with a form of their own.
		{"a.All", "$.any.nope.x[0]=1", ""},
		{"a.All", "$.any['@type']=x", ""},
		{"a.All", "$.any[0]=x", "a.All.any is a message (google.protobuf.Any), not a list"},
		{"a.All", "$.details[0].nope=1", ""},
		{"a.All", "$.details.nope=1", "a.All.details is a list"},
		{"a.All", "$.object.any.thing[0]=1", ""},
		{"a.All", "$.value[0].x=1", ""},
		{"a.All", "$.list[0].x=1", ""},
		{"a.All", "$.list.x=1", "a.All.list is a list"},
		{"a.All", "$.wrapped=1", ""},
		{"a.All", "$.wrapped.value=1", "a.All.wrapped is of type int64, which has no field value"},
		{"a.All", "$.at=2024-01-01T00:00:00Z", ""},
		{"a.All", "$.at.seconds=1", "a.All.at is a text, which has no field seconds"},
		{"a.All", "$.times[0]=2024-01-01T00:00:00Z", ""},
		{"a.All", "$.times[0].seconds=1", "a.All.times is a text, which has no field seconds"},
		{"a.All", "$.nothing={}", ""},
		{"a.All", "$.nothing.x=1", "google.protobuf.Empty has no field x"},
		{"google.protobuf.Struct", "$.x=1", ""},
		{"google.protobuf.Int64Value", "$=1", ""},
		{"google.protobuf.Int64Value", "$.value=1", "the answer is of type int64, which has no field value"},
		// What only the answer tells.
		{"a.All", "$..nope=1", ""},
		{"a.All", "$.*=1", ""},
		{"a.All", "$['n','u']=1", ""},
		{"a.All", "$[?@.nope==1]=1", ""},
		// Enums.
		{"a.All", "$.e=ONE", ""},
		{"a.All", `$.e="ONE"`, ""},
		{"a.All", "$.e=7", ""},
		{"a.All", "$.e=1", ""},
		{"a.All", "$.e=One", "a.E has no value One; did you mean ONE?"},
		{"a.All", "$.es[0]=SEVEN", "a.E has no value SEVEN; its values are ZERO, ONE, MINUS"},
		{"a.All", "$.es=[\"SEVEN\"]", "a.E has no value SEVEN"},
		{"a.All", "$.e=true", "a.All.e is an enum, which is never true"},
		// What is wanted.
		{"a.All", "$.n=abc", `a.All.n is of type int32, which is never "abc"`},
		{"a.All", `$.n="1"`, ""},
		{"a.All", "$.n=1.5", "a.All.n is of type int32, which is never 1.5"},
		{"a.All", "$.n=3e9", "a.All.n is of type int32, which is never 3e9"},
		{"a.All", "$.u=-1", "a.All.u is of type uint32, which is never -1"},
		{"a.All", "$.bigNumber=abc", `a.All.big_number is of type int64, which is never "abc"`},
		{"a.All", "$.x=1e39", "a.All.x is of type float, which is never 1e39"},
		{"a.All", "$.y=1e39", ""},
		{"a.All", "$.n=null", "a.All.n is of type int32, which is never null"},
		{"a.All", `$.bigNumber="1"`, ""},
		{"a.All", "$.b=True", `a.All.b is of type bool, which is never "True"`},
		{"a.All", "$.x=NaN", ""},
		{"a.All", "$.x=nan", `a.All.x is of type float, which is never "nan"`},
		{"a.All", "$.text=7", `a.All.text is of type string, which is never 7; write "7"`},
		{"a.All", `$.text="7"`, ""},
		{"a.All", "$.text=7a", ""},
		{"a.All", "$.text=true", `write "true"`},
		{"a.All", `$.text={"a":1}`, `write "{\"a\":1}"`},
		{"a.All", "$.texts[0]=7", `write "7"`},
		{"a.All", "$.texts=[7]", `write "7"`},
		{"a.All", "$.named.k=7", `write "7"`},
		{"a.All", `$.child={"text":7}`, `write "7"`},
		{"a.All", "$.wrappedText=7", `write "7"`},
		{"a.All", "$.raw=1234", `a.All.raw is of type bytes, which is never 1234; write "1234"`},
		{"a.All", "$.raw=ab-/", `a.All.raw is of type bytes, which is never "ab-/"`},
		{"a.All", "$.at=2024-01-01", `a.All.at is a text, which is never "2024-01-01"`},
		{"a.All", "$.took=1.5", "a.All.took is a text, which is never 1.5"},
		{"a.All", `$.counted={"07":{}}`, `a.All.counted has no key 07; write "7"`},
		{"a.All", "$.counted['07'].n=1", `a.All.counted has no key 07; write "7"`},
		{"a.All", "$.counted['+7'].n=1", `write "7"`},
		{"a.All", "$.counted['3000000000'].n=1", "has no key 3000000000; its keys are int32"},
		{"a.All", "$.yes.True=ONE", "a.All.yes has no key True; its keys are bool"},
		{"a.All", "$.raw=AAE=", ""},
		{"a.All", "$.child=7", "a.All.child is a message (a.All), which is never 7"},
		{"a.All", `$.child={"nope":1}`, "a.All has no field nope"},
		{"a.All", `$.child={"child":{"n":"x"}}`, `a.All.n is of type int32, which is never "x"`},
		{"a.All", "$.numbers=7", "a.All.numbers is a list, which is never 7"},
		{"a.All", `$.children=[{"nope":1}]`, "a.All has no field nope"},
		{"a.All", `$.counted={"x":{}}`, "a.All.counted has no key x"},
		{"a.All", `$.counted={"7":{"n":true}}`, "a.All.n is of type int32, which is never true"},
		{"a.All", `$.any={"@type":"x","anything":1}`, ""},
		{"a.All", `$.object={"anything":[1]}`, ""},
		{"a.All", "$.object=7", "which is never 7"},
		{"a.All", "$.value=null", ""},
		{"a.All", "$.nothing=7", "which is never 7"},
		{"a.All", "$['null']=null", ""},
		{"b.Old", "$.many[0]=C", "b.Closed has no value C"},
	} {
		node, err := ParseNode(test.line)
		if err != nil {
			t.Fatal(err)
		}
		err = node.Fits(messageNamed(t, files, protoreflect.FullName(test.message)), types)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s of %s: %v, want %q", test.line, test.message, err, test.want)
		}
	}
}
