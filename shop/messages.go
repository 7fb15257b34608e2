package shop

import shopv1 "github.com/wiretax/wiretax/proto/shop/v1"

func stockMessage(s stock) *shopv1.Stock {
	return &shopv1.Stock{ProductId: s.ProductID, Available: s.Available, Warehouse: s.Warehouse}
}

func stockOf(m *shopv1.Stock) stock {
	return stock{ProductID: m.GetProductId(), Available: m.GetAvailable(), Warehouse: m.GetWarehouse()}
}

func productMessage(p product) *shopv1.Product {
	return &shopv1.Product{Id: p.ID, Title: p.Title, Author: p.Author, PriceCents: p.PriceCents, Stock: stockMessage(p.Stock)}
}

func productOf(m *shopv1.Product) product {
	return product{ID: m.GetId(), Title: m.GetTitle(), Author: m.GetAuthor(), PriceCents: m.GetPriceCents(), Stock: stockOf(m.GetStock())}
}

func orderMessage(o order) *shopv1.Order {
	return &shopv1.Order{Id: o.ID, TotalCents: o.TotalCents, Lines: each(o.Lines, func(l line) *shopv1.OrderLine {
		return &shopv1.OrderLine{Product: productMessage(l.Product), Quantity: l.Quantity, AmountCents: l.AmountCents}
	})}
}

// each converts every element of a list.
func each[A, B any](list []A, convert func(A) B) []B {
	converted := make([]B, len(list))
	for i, element := range list {
		converted[i] = convert(element)
	}
	return converted
}
