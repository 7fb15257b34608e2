// Package target holds one client for each stack, behind the engine's Target. All of them
// ask the same requests, decode the answers in full and check them in the same way; they
// use the generated stubs and typed structs that an ordinary client would use.
package target
