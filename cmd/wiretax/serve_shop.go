package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/shop"
)

// shopService is one service of the shop's chain.
type shopService struct {
	name, admin string
	upstream    string // the name of the service that it asks, and of the flag for it; "" if it asks none
	build       func(via shop.Transport, upstream string, c serving.Config) (*shop.Server, error)
}

var shopServices = []shopService{
	{shop.Order, "127.0.0.1:9111", shop.Product, shop.NewOrder},
	{shop.Product, "127.0.0.1:9112", shop.Inventory, shop.NewProduct},
	{shop.Inventory, "127.0.0.1:9113", "", func(via shop.Transport, _ string, c serving.Config) (*shop.Server, error) {
		return shop.NewInventory(via, c), nil
	}},
}

// shopAddresses are the addresses of the services, for both listening and asking, unless flags
// give others.
var shopAddresses = map[string]map[shop.Transport]string{
	shop.Order:     {shop.GRPC: "127.0.0.1:50061", shop.REST: "127.0.0.1:8061"},
	shop.Product:   {shop.GRPC: "127.0.0.1:50062", shop.REST: "127.0.0.1:8062"},
	shop.Inventory: {shop.GRPC: "127.0.0.1:50063", shop.REST: "127.0.0.1:8063"},
}

func shopCommand(s shopService) *cobra.Command {
	what := "the shop's service " + s.name
	if s.upstream != "" {
		what += ", which asks " + s.upstream
	}
	c, config := serviceCommand(s.name, what, "", s.admin)
	var transport, upstream string
	c.RunE = func(c *cobra.Command, _ []string) error {
		via, err := shop.ParseTransport(transport)
		if err != nil {
			return badInput{fmt.Errorf("--via: %w", err)}
		}
		config.stack = string(via)
		if !c.Flags().Changed("listen") {
			config.listen = shopAddresses[s.name][via]
		}
		if s.upstream != "" {
			if upstream, err = upstreamAddress(c, s.upstream, via); err != nil {
				return err
			}
		}
		return serve(c, config, config.overCatalog(func(c serving.Config) (service, error) { return s.build(via, upstream, c) }))
	}
	flags := c.Flags()
	flags.Lookup("listen").Usage += " (" + byDefault(s.name) + ")"
	flags.StringVar(&transport, "via", string(shop.GRPC), "protocol with callers and with the next service: grpc or rest")
	config.catalogFlags(flags)
	if s.upstream != "" {
		flags.String(s.upstream, "", "address of the service "+s.upstream+" ("+byDefault(s.upstream)+")")
	}
	return c
}

func byDefault(name string) string {
	at := shopAddresses[name]
	return "default: " + at[shop.GRPC] + ", or " + at[shop.REST] + " via rest"
}

// upstreamAddress returns the address of the upstream in the flag of that name.
func upstreamAddress(c *cobra.Command, flag string, via shop.Transport) (string, error) {
	byDefault := shopAddresses[flag][via]
	if !c.Flags().Changed(flag) {
		return byDefault, nil
	}
	address := c.Flag(flag).Value.String()
	if !isAddress(address) {
		return "", badInput{fmt.Errorf("--%s %q is not an address; use one such as %s", flag, address, byDefault)}
	}
	return address, nil
}
