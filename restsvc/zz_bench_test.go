package restsvc_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/restsvc"
)

func bare() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/v1/books/:id", func(c *gin.Context) {
		id, _ := strconv.ParseInt(c.Param("id"), 10, 32)
		b, _ := books().GetBook(int32(id))
		c.JSON(200, catalogjson.BookOf(b))
	})
	return e
}

func drive(addr string, d time.Duration, conns int) float64 {
	req := []byte("GET /v1/books/3 HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n")
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	begin := time.Now()
	for range conns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial("tcp", addr)
			if err != nil {
				panic(err)
			}
			defer c.Close()
			r := bufio.NewReader(c)
			n := 0
			for time.Since(begin) < d {
				c.Write(req)
				cl := 0
				for {
					line, err := r.ReadSlice('\n')
					if err != nil {
						panic(err)
					}
					if len(line) == 2 {
						break
					}
					if len(line) > 16 && string(line[:16]) == "Content-Length: " {
						cl, _ = strconv.Atoi(string(line[16 : len(line)-2]))
					}
				}
				io.CopyN(io.Discard, r, int64(cl))
				n++
			}
			mu.Lock()
			total += n
			mu.Unlock()
		}()
	}
	wg.Wait()
	return float64(total) / time.Since(begin).Seconds()
}

func TestPaired(t *testing.T) {
	if os.Getenv("PAIRED") == "" {
		t.Skip()
	}
	l1, _ := net.Listen("tcp", "127.0.0.1:0")
	s1 := &http.Server{Handler: bare()}
	go s1.Serve(l1)
	l2, _ := net.Listen("tcp", "127.0.0.1:0")
	s2 := restsvc.New(quiet())
	go s2.Serve(l2)
	var ratios []float64
	for i := range 200 {
		var a, b float64
		if i%2 == 0 {
			a = drive(l1.Addr().String(), 40*time.Millisecond, 8)
			b = drive(l2.Addr().String(), 40*time.Millisecond, 8)
		} else {
			b = drive(l2.Addr().String(), 40*time.Millisecond, 8)
			a = drive(l1.Addr().String(), 40*time.Millisecond, 8)
		}
		ratios = append(ratios, b/a)
	}
	sort.Float64s(ratios)
	fmt.Println("median", ratios[100], "quartiles", ratios[50], ratios[150])
	s1.Close()
	s2.Shutdown(context.Background())
}

type null struct{ h http.Header }

func (n *null) Header() http.Header         { return n.h }
func (n *null) Write(p []byte) (int, error) { return len(p), nil }
func (n *null) WriteHeader(int)             {}

func BenchmarkEngine(b *testing.B) {
	for _, e := range []struct {
		name string
		h    http.Handler
	}{{"bare", bare()}, {"full", restsvc.New(quiet()).Handler()}} {
		b.Run(e.name, func(b *testing.B) {
			r, _ := http.NewRequest("GET", "/v1/books/3", nil)
			r.Header.Set("Accept", "application/json")
			w := &null{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				e.h.ServeHTTP(w, r)
			}
		})
	}
}
