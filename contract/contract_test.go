package contract_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
)

// Every method of the services has a row, and every row a method.
func TestOperationsAreThoseOfTheServices(t *testing.T) {
	kinds := make(map[string]contract.Kind)
	for _, service := range []grpc.ServiceDesc{
		catalogv1.CatalogService_ServiceDesc, catalogv1.RecommendationService_ServiceDesc,
		shopv1.OrderService_ServiceDesc, shopv1.ProductService_ServiceDesc, shopv1.InventoryService_ServiceDesc,
	} {
		for _, m := range service.Methods {
			kinds["/"+service.ServiceName+"/"+m.MethodName] = contract.Unary
		}
		for _, s := range service.Streams {
			kind := contract.BidirectionalStream
			switch {
			case !s.ClientStreams:
				kind = contract.ServerStream
			case !s.ServerStreams:
				kind = contract.ClientStream
			}
			kinds["/"+service.ServiceName+"/"+s.StreamName] = kind
		}
	}
	for _, op := range contract.Operations() {
		kind, ok := kinds[op.RPC]
		if !ok || kind != op.Kind || !strings.HasSuffix(op.RPC, "/"+op.Name) {
			t.Errorf("%+v: the service has kind %v of %s, %v", op, kind, op.RPC, ok)
		}
		delete(kinds, op.RPC)
		if op.UsualItems > op.MostItems || (op.UsualItems == 0) != (op.MostItems == 0) {
			t.Errorf("%s: %d of at most %d items", op.Name, op.UsualItems, op.MostItems)
		}
	}
	if len(kinds) > 0 {
		t.Errorf("no row for %v", kinds)
	}
}

func TestStacks(t *testing.T) {
	seen := make(map[string]bool)
	for _, s := range contract.Stacks() {
		for _, value := range []string{s.Name, s.Title, s.Colour} {
			if value == "" || seen[value] {
				t.Errorf("%s: %q is empty or another stack's too", s.Name, value)
			}
			seen[value] = true
		}
		if (s.Gateway == "") != (s.Behind == "") {
			t.Errorf("%s: gateway %q, behind it %q", s.Name, s.Gateway, s.Behind)
		}
		if (s.Gateway == "") != (s.Service != "") {
			t.Errorf("%s: gateway %q, service %q", s.Name, s.Gateway, s.Service)
		}
		if s.Behind != "" && contract.StackNamed(s.Behind).Gateway != "" {
			t.Errorf("%s: behind it is another gateway", s.Name)
		}
		for _, name := range s.Carries {
			if op := contract.OperationNamed(name); op.Name == "" || op.Inner {
				t.Errorf("%s carries %q", s.Name, name)
			}
		}
	}
}

func TestUnknownNames(t *testing.T) {
	for _, name := range []string{"", "soap", "REST", "rest-twin", "getbook"} {
		if op, s := contract.OperationNamed(name), contract.StackNamed(name); op.Name != "" || s.Name != "" {
			t.Errorf("%q: %+v, %+v", name, op, s)
		}
	}
}

// A caller that changes a table does not change it for others.
func TestTablesAreCopies(t *testing.T) {
	contract.Stacks()[0].Name, contract.Operations()[0].Name = "x", "x"
	if contract.StackNamed("x").Name != "" || contract.OperationNamed("x").Name != "" {
		t.Error("a caller changed the table")
	}
	if !slices.ContainsFunc(contract.Stacks(), func(s contract.Stack) bool { return s.Name == contract.REST }) {
		t.Error("no REST")
	}
}

func TestWhyNotLean(t *testing.T) {
	for _, test := range []struct {
		operation string
		stack     contract.Stack
		want      string
	}{
		{contract.GetBook, contract.StackNamed(contract.REST), ""},
		{contract.GetOrder, contract.StackNamed(contract.GRPC), ""},
		{contract.Recommend, contract.StackNamed(contract.NodeToGRPC), ""},
		{contract.ListBooks, contract.StackNamed(contract.GRPCJSON), ""},
		{contract.ListBooks, contract.StackNamed(contract.RESTLines), ""},
		{contract.ListBooks, contract.StackNamed(contract.RESTProtobuf), "it comes in pages, each of which names the next"},
		{contract.UploadBookRatings, contract.StackNamed(contract.GRPC), "its requests are streams"},
		{contract.RealtimeRecommendations, contract.StackNamed(contract.GRPC), "its streams stay open both ways"},
		{contract.GetBook, contract.Stack{Transport: "HTTP/3"}, "it does not speak HTTP/3"},
	} {
		if got := contract.WhyNotLean(contract.OperationNamed(test.operation), test.stack); got != test.want {
			t.Errorf("WhyNotLean(%s, %s) = %q, want %q", test.operation, test.stack.Name, got, test.want)
		}
	}
}
