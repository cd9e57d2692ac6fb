// Command csr is the least that anyone must do with CertificateSigningRequests before deciding: it reads kubectl's JSON, parses each PKCS#10
// request with crypto/x509 and checks its signature. It judges nothing.
package main

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"runtime"
)

type list struct {
	Items []struct {
		Metadata struct{ Name string }
		Spec     struct {
			Request    []byte
			SignerName string
			Username   string
			Groups     []string
			Usages     []string
		}
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var requests list
	check(json.NewDecoder(bytes.NewReader(text)).Decode(&requests))
	count := 0
	for _, item := range requests.Items {
		block, _ := pem.Decode(item.Spec.Request)
		request, err := x509.ParseCertificateRequest(block.Bytes)
		check(err)
		check(request.CheckSignature())
		count++
	}
	fmt.Println(count)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
