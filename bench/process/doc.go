// Package process runs services as child processes, alone or in chains, and reads what they
// cost. None of them outlives the program that measures.
//
// A service of ours is a program that prints a line of JSON when it is ready. It dies with its
// parent. A command of somebody else's may start anything; it runs below a watcher, so that
// nothing that it starts outlives the measurement.
//
// The watcher is this program, started once more; see [Watch]. It is a child subreaper: a
// process below it whose parent has ended becomes its child and not that of init, even if that
// process has made a session of its own. It holds one end of a pipe; only the program that
// measures has the other. When that program ends, however it ends, the kernel closes the pipe,
// and the watcher ends every process below it. Until then it waits in the kernel and uses no
// CPU.
//
// The watcher cannot reach what others start for the command, such as a service of a container
// engine or an init system, nor a process of another user.
package process
