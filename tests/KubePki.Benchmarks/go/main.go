// Command readtree is what one would write in Go instead of kubepki: it walks a tree, reads each certificate file and parses it with
// crypto/x509. With -verify each certificate's signature is checked against the ca.crt of its directory; with -json it also writes what
// kubepki writes about each (fingerprints, key hash, names), with encoding/json.
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

type certificate struct {
	Path, Subject, CommonName, Issuer, SerialNumber string
	Organization, DNSNames, IPAddresses             []string
	Fingerprint, PublicKeyHash                      string
	NotBefore, NotAfter, AsOf                       time.Time
	KeyUsage                                        x509.KeyUsage
	ExtKeyUsage                                     []x509.ExtKeyUsage
	IsCA                                            bool
	SubjectKeyID, AuthorityKeyID                    string
	KeyAlgorithm, SignatureAlgorithm                string
	DaysRemaining                                   int
	Expired                                         bool
}

type directory struct {
	names []string
	found []*certificate
	count int
}

var (
	threads = flag.Int("threads", 0, "threads; 0 for one for each processor")
	verify  = flag.Bool("verify", false, "check signatures against ca.crt")
	asJSON  = flag.Bool("json", false, "write JSON")
	now     = time.Now().UTC()
)

func main() {
	flag.Parse()
	if *threads > 0 {
		runtime.GOMAXPROCS(*threads)
	}
	directories := walk(flag.Arg(0))
	work := make(chan *directory, len(directories))
	for _, d := range directories {
		work <- d
	}
	close(work)
	var group sync.WaitGroup
	for i := 0; i < runtime.GOMAXPROCS(0); i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for d := range work {
				d.read()
			}
		}()
	}
	group.Wait()
	report(directories)
}

func walk(top string) []*directory {
	var directories []*directory
	var last string
	err := filepath.WalkDir(top, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".crt") {
			return err
		}
		if parent := filepath.Dir(path); parent != last {
			directories = append(directories, &directory{})
			last = parent
		}
		d := directories[len(directories)-1]
		d.names = append(d.names, path)
		return nil
	})
	check(err)
	return directories
}

func (d *directory) read() {
	var parsed []*x509.Certificate
	var ca *x509.Certificate
	for _, name := range d.names {
		text, err := os.ReadFile(name)
		check(err)
		block, _ := pem.Decode(text)
		c, err := x509.ParseCertificate(block.Bytes)
		check(err)
		d.count++
		if *asJSON {
			d.found = append(d.found, describe(name, c))
		}
		if filepath.Base(name) == "ca.crt" {
			ca = c
		}
		parsed = append(parsed, c)
	}
	if !*verify || ca == nil {
		return
	}
	for _, c := range parsed {
		check(ca.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature))
	}
}

func describe(path string, c *x509.Certificate) *certificate {
	print, key := sha256.Sum256(c.Raw), sha256.Sum256(c.RawSubjectPublicKeyInfo)
	var addresses []string
	for _, ip := range c.IPAddresses {
		addresses = append(addresses, ip.String())
	}
	return &certificate{
		Path: path, Subject: c.Subject.String(), CommonName: c.Subject.CommonName, Issuer: c.Issuer.String(),
		SerialNumber: c.SerialNumber.Text(16), Organization: c.Subject.Organization, DNSNames: c.DNSNames, IPAddresses: addresses,
		Fingerprint: hex.EncodeToString(print[:]), PublicKeyHash: hex.EncodeToString(key[:]),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, AsOf: now, KeyUsage: c.KeyUsage, ExtKeyUsage: c.ExtKeyUsage, IsCA: c.IsCA,
		SubjectKeyID: hex.EncodeToString(c.SubjectKeyId), AuthorityKeyID: hex.EncodeToString(c.AuthorityKeyId),
		KeyAlgorithm: c.PublicKeyAlgorithm.String(), SignatureAlgorithm: c.SignatureAlgorithm.String(),
		DaysRemaining: int(c.NotAfter.Sub(now).Hours() / 24), Expired: now.After(c.NotAfter),
	}
}

func report(directories []*directory) {
	count := 0
	out := bufio.NewWriterSize(os.Stdout, 64*1024)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	for _, d := range directories {
		count += d.count
		for _, c := range d.found {
			check(encoder.Encode(c))
		}
	}
	if !*asJSON {
		fmt.Fprintln(out, count)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
