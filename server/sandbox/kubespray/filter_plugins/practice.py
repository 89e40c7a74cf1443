"""Addresses of the hosts, and the certificates that a cluster needs."""
import ipaddress


def main_addresses(hosts, hostvars):
    """The address of each host for the others."""
    def address(values):
        for name in ("access_ip", "ip", "ansible_host"):
            if values.get(name):
                return str(values[name])
        return values["ansible_default_ipv4"]["address"]
    return {host: address(hostvars[host]) for host in hosts}


def https_url(address, port):
    return "https://%s:%s" % ("[%s]" % address if ":" in address else address, port)


def first_address(network):
    return str(ipaddress.ip_network(network, strict=False)[1])


def network_problem(pods, services, node_prefix, nodes):
    """Why the networks do not fit; empty if they do."""
    pod_network, service_network = ipaddress.ip_network(pods), ipaddress.ip_network(services)
    if pod_network.overlaps(service_network):
        return "kube_pods_subnet and kube_service_addresses overlap"
    if 2 ** (int(node_prefix) - pod_network.prefixlen) < nodes:
        return "Not enough ipv4 IPs are available for the desired node count."
    return ""


SSL = "etc/kubernetes/ssl/"
ETCD = "etc/ssl/etcd/ssl/"


class Plan:
    """Collects what make-pki creates. The files of a host are below hosts/NAME, as below its root."""

    def __init__(self):
        self.certificates, self.copies, self.kubeconfigs = [], [], []

    def add(self, host, path, authority, name, organization="", names=(), addresses=()):
        full = "hosts/%s/%s" % (host, path)
        self.certificates.append({"path": full, "authority": authority, "name": name, "organization": organization,
                                  "names": list(names), "addresses": list(addresses)})
        return full

    def copy(self, host, source, path):
        self.copies.append({"source": source, "path": "hosts/%s/%s" % (host, path)})

    def kubeconfig(self, host, path, certificate, server, user, cluster):
        self.kubeconfigs.append({"path": "hosts/%s/%s" % (host, path), "authority": "ca", "certificate": certificate,
                                 "server": server, "cluster": cluster, "user": user})


def addresses_of(host, main_ips, hostvars):
    found = [main_ips[host], hostvars[host].get("ip"), "127.0.0.1", "::1"]
    return list(dict.fromkeys(str(address) for address in found if address))


def is_address(text):
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


def pki_plan(groups, hostvars, main_ips, api):
    """api: port, endpoint, service_network, names (further names and addresses of the API server), cluster."""
    plan = Plan()
    further = [str(entry) for entry in api["names"]]
    for host in groups["etcd"]:
        plan.add(host, ETCD + "member", "etcd-ca", "etcd-member-" + host, "", [host, "localhost"],
                 addresses_of(host, main_ips, hostvars))
        plan.copy(host, "etcd-ca.crt", ETCD + "ca.crt")
    for host in groups["kube_control_plane"]:
        plan.add(host, ETCD + "client", "etcd-ca", "etcd-client-" + host)
        plan.copy(host, "etcd-ca.crt", ETCD + "ca.crt")
        names = [host, "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"]
        addresses = addresses_of(host, main_ips, hostvars) + [first_address(api["service_network"])]
        plan.add(host, SSL + "apiserver", "ca", "kube-apiserver", "",
                 names + [entry for entry in further if not is_address(entry)],
                 addresses + [entry for entry in further if is_address(entry)])
        plan.copy(host, "ca.key", SSL + "ca.key")
        admin = plan.add(host, SSL + "admin", "ca", "kubernetes-admin", "system:masters")
        for path in ("etc/kubernetes/admin.conf", "root/.kube/config"):
            plan.kubeconfig(host, path, admin, api["endpoint"], "kubernetes-admin", api["cluster"])
    for host in groups["k8s_cluster"]:
        plan.copy(host, "ca.crt", SSL + "ca.crt")
        own = plan.add(host, SSL + "kubelet-client", "ca", "system:node:" + host, "system:nodes")
        server = https_url(main_ips[groups["kube_control_plane"][0]], api["port"])
        plan.kubeconfig(host, "etc/kubernetes/kubelet.conf", own, server, "system:node:" + host, api["cluster"])
    authorities = [{"path": "ca", "name": "kubernetes"}, {"path": "etcd-ca", "name": "etcd-ca"}]
    return {"authorities": authorities, "certificates": plan.certificates, "copies": plan.copies,
            "kubeconfigs": plan.kubeconfigs}


class FilterModule:
    def filters(self):
        return {"main_addresses": main_addresses, "https_url": https_url, "network_problem": network_problem,
                "pki_plan": pki_plan}
