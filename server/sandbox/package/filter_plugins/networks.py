"""Address arithmetic for the playbooks, with Python's standard library only."""
import ipaddress


def overlapping(networks):
    """Pairs of names whose networks overlap; `networks` maps a name to a CIDR or an address."""
    parsed = [(name, ipaddress.ip_network(text, strict=False)) for name, text in networks.items()]
    return ["%s (%s) and %s (%s)" % (a, x, b, y)
            for i, (a, x) in enumerate(parsed) for b, y in parsed[i + 1:] if x.overlaps(y)]


def pieces(network, prefix):
    """The number of subnets of that prefix in a network."""
    return 2 ** max(0, int(prefix) - ipaddress.ip_network(network, strict=False).prefixlen)


def member_names(answer):
    """Member names in the output of `etcdctl member list -w json`; a member that has not started has no name."""
    return [member.get("name", "") for member in answer["members"]]


class FilterModule(object):
    def filters(self):
        return {"overlapping": overlapping, "pieces": pieces, "member_names": member_names}
