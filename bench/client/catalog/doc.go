// Package catalog holds the clients of the operations of the catalog and the shop, on every
// stack. [New] opens one, [Requests] makes what they ask and [Reference] finds the right answers.
package catalog
