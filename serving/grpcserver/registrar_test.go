package grpcserver

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A panic while a message is decoded is handled like one in the handler.
func TestPanicInCodec(t *testing.T) {
	config, reg, log := observable()
	o := &observer{metrics: config.Metrics, log: config.Log}
	handler := o.observe("/catalog.v1.CatalogService/GetBook", "GetBook", unary(catalogv1.CatalogService_ServiceDesc.Methods[0].Handler))
	err := handler(shelf{}, panickyStream{contextStream{ctx: t.Context()}})
	if status.Code(err) != codes.Internal || servingtest.Counted(t, reg) != "INTERNAL GetBook" || log.Len() == 0 {
		t.Errorf("handler = %v, counts %s, log %q; want INTERNAL counted and logged", err, servingtest.Counted(t, reg), log)
	}
}

type panickyStream struct{ contextStream }

func (panickyStream) RecvMsg(any) error { panic("no message at all") }
