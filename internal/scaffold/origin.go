package scaffold

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// An Origin has the settings of a Backend that were derived from a URL or a Service.
type Origin struct {
	Name   string              // the name of the Backend
	Values map[string][]string // the values of flags, by the name of the flag
	Path   string              // the path prefix at the upstream, as in [Request]
	Notes  []string
}

// FromURL returns the settings for a Backend of a type from the URL of its server.
func FromURL(text string, t Type) (Origin, error) {
	u, err := url.Parse(text)
	switch {
	case hasZone(text):
		return Origin{}, fmt.Errorf("the address in %q has a zone, which is valid on one machine only: remove the zone, or use a host name", text)
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return Origin{}, fmt.Errorf("%q is not a valid URL: expected http or https, such as https://api.example.com/v1", text)
	case u.User != nil:
		return Origin{}, errors.New("the URL contains credentials: put them in a Secret")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	o := Origin{Name: nameOf(u.Hostname()), Values: map[string][]string{}}
	path := u.EscapedPath()
	if path == "/" {
		path = "" // a URL without a path requests the root
	}
	if u.RawQuery != "" || u.Fragment != "" {
		o.Notes = append(o.Notes, "the query of the URL is ignored: "+strings.TrimPrefix(text[strings.IndexAny(text, "?#"):], "?"))
	}
	err = o.point(t, net.JoinHostPort(u.Hostname(), port), path, u.Scheme == "https")
	return o, err
}

// hasZone reports whether the host of a URL is an IPv6 address with a zone, such as [fe80::1%eth0]. The percent sign may be escaped.
func hasZone(text string) bool {
	_, host, _ := strings.Cut(text, "://[")
	host, _, closed := strings.Cut(host, "]")
	return closed && strings.Contains(host, "%")
}

// point sets the values of the flags for a Backend of type t. The parameter at is its address, HOST:PORT. It returns an error if the type
// does not support such an address.
func (o *Origin) point(t Type, at, path string, tls bool) error {
	switch t.ID {
	case static.ID:
		o.Values["host"], o.Path = []string{at}, path
		if tls {
			o.Values["tls"] = []string{"true"}
		}
	case ai.ID:
		o.Values["host"] = []string{at}
		if path != "" {
			o.Values["path"] = []string{path}
		}
	case mcp.ID:
		o.Values["server"] = []string{at + path}
	case gcp.ID:
		host, port, _ := net.SplitHostPort(at) // the address was joined from the two
		if !tls || port != strconv.Itoa(httpsPort) {
			return errors.New("a GCP Backend supports only https on port 443")
		}
		o.Values["host"], o.Path = []string{host}, path
	default:
		return fmt.Errorf("not supported for Backends of type %s", t.ID)
	}
	return nil
}

// nameOf returns a name of a Backend for a host, such as api-example-com for api.example.com.
func nameOf(host string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(host)), "-")
}

// FromService returns the settings for a Backend that sends traffic to a Service in manifests. The Service is given as NAMESPACE/NAME or
// NAME. If it has several ports, port must be the name or number of one of them.
func FromService(documents []*manifest.Document, name, port string) (Origin, error) {
	service, err := findService(documents, name)
	if err != nil {
		return Origin{}, err
	}
	spec := service.Root.Get("spec")
	o := Origin{Name: service.Name, Values: map[string][]string{}}
	host := spec.Get("externalName").String()
	external := spec.Get("type").String() == "ExternalName"
	if !external {
		namespace := service.Namespace
		if namespace == "" {
			namespace, _, _ = strings.Cut(name, "/")
		}
		if namespace == name || namespace == "" {
			namespace = "default"
		}
		host = service.Name + "." + namespace + ".svc.cluster.local"
		o.Notes = append(o.Notes, "a route can refer to a Service in the cluster directly; a Backend for it bypasses endpoint discovery")
	}
	if host == "" {
		return Origin{}, fmt.Errorf("the Service %s has no externalName", name)
	}
	p, err := choosePort(spec.Get("ports"), port)
	if err != nil {
		return Origin{}, err
	}
	o.Values["host"] = []string{host}
	if p != nil {
		o.take(p, host, external)
	}
	return o, nil
}

// findService returns the Service with a name, given as NAMESPACE/NAME or NAME.
func findService(documents []*manifest.Document, wanted string) (*manifest.Document, error) {
	namespace, name, qualified := strings.Cut(wanted, "/")
	if !qualified {
		namespace, name = "", wanted
	}
	var names []string
	for _, d := range documents {
		if d.Kind != "Service" || d.APIVersion != "v1" || d.Root == nil {
			continue
		}
		if d.Name == name && (namespace == "" || d.Namespace == "" || d.Namespace == namespace) {
			return d, nil
		}
		names = append(names, strings.TrimPrefix(d.Namespace+"/"+d.Name, "/"))
	}
	hint := ": it contains no Service"
	if len(names) > 0 {
		hint = ": it contains " + strings.Join(names, ", ")
	}
	if near, ok := fuzzy.Nearest(wanted, names); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return nil, fmt.Errorf("no Service %s in the input%s", wanted, hint)
}

// choosePort returns the wanted port of a Service, or its only port if none is wanted. It returns nil if the Service has no ports.
func choosePort(ports *manifest.Node, wanted string) (*manifest.Node, error) {
	if ports == nil || len(ports.Items) == 0 {
		return nil, nil //nolint:nilnil // an ExternalName needs no ports
	}
	var names []string
	for _, p := range ports.Items {
		number := fmt.Sprint(p.Get("port").JSON())
		if wanted == number || wanted != "" && wanted == p.Get("name").String() {
			return p, nil
		}
		names = append(names, strings.TrimSpace(number+" "+p.Get("name").String()))
	}
	if wanted == "" && len(ports.Items) == 1 {
		return ports.Items[0], nil
	}
	if wanted == "" {
		return nil, fmt.Errorf("the Service has several ports: set --service-port to one of %s", strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("--service-port %s is not a port of the Service: must be one of %s", wanted, strings.Join(names, ", "))
}

// take sets the values of the flags for the address, the protocol and TLS from a port of a Service.
func (o *Origin) take(port *manifest.Node, host string, external bool) {
	number, _ := port.Get("port").JSON().(int64)
	o.Values["host"] = []string{net.JoinHostPort(host, strconv.FormatInt(number, 10))}
	protocol := port.Get("appProtocol").String()
	if protocol == "https" || external && number == httpsPort {
		o.Values["tls"] = []string{"true"}
	}
	app, _ := static.flag("app-protocol")
	if slices.Contains(app.everyChoice(), protocol) {
		o.Values["app-protocol"] = []string{protocol}
	}
}
