package httpserver

// OnShutdown calls f in a goroutine of its own when Shutdown stops to take connections.
func (s *Server) OnShutdown(f func()) { s.http.RegisterOnShutdown(f) }
