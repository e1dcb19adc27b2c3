"""Large schemas: long enumerations, deep objects, and documents as operators of machines write them."""

import random

from notation import A, B, E, F, I, N, O, P, R, S

_SYLLABLES = "ka lo mi ter ran vel so na du pri gor ash ben tol fi mar quin ys ul ber han os".split()


def _words(count, seed, parts=(2, 4)):
    chance, seen = random.Random(seed), []
    while len(seen) < count:
        word = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(*parts)))
        if word not in seen:
            seen.append(word)
    return seen


ENUMS = {
    "enum_3": E("low", "middle", "high"),
    "enum_10_digits": E(*range(10)),
    "enum_mixed_types": E("auto", 0, 1.5, True, None, "off"),
    "enum_50_words": E(*_words(50, 50)),
    "enum_120_codes": E(*(f"{a}{b}-{n}" for a in "ABCDEF" for b in "KLMNO" for n in (10, 20, 30, 45))),
    "enum_200_numbers": E(*(n * n - 17 * n for n in range(17, 217))),
    "enum_500_words": E(*_words(500, 500, (3, 5))),
    "enum_500_in_an_object": O({"species": E(*_words(500, 501, (2, 5))), "count": I(1, 9999), "seen?": F("date")}),
    "enum_unicode": E("blåbær", "jordbær", "ängs", "冬", "春", "夏", "秋", "🐦", "🐦‍⬛", "étude"),
    "enum_common_heads": E(*("get" + "".join(tail) for tail in (a + b for a in ("User", "Users", "UserBy", "UserById") for b in ("", "Name", "Names", "Count")))),
    "enum_sentences": E(*(f"I {verb} the {thing} {when}." for verb in ("saw", "fed", "lost") for thing in ("raven", "jackdaw", "magpie") for when in ("today", "last week", "before the rain came down on the roof"))),
    "enum_list_of_50": A(E(*_words(50, 51)), 1, 12),
}


def _deep(depth, seed):
    chance = random.Random(seed)
    names = _words(40, seed, (1, 3))
    leaves = [S(), I(0, 1000), B(), N(), E(*chance.sample(names, 3)), F("date"), A(I(0, 9), 0, 4)]

    def level(left):
        keys = chance.sample(names, 3)
        body = {key + ("?" if chance.random() < 0.4 else ""): chance.choice(leaves) for key in keys}
        if left > 1:
            body[f"level_{depth - left + 2}"] = level(left - 1)
        return O(body)

    return level(depth)


NESTED = {f"nested_depth_{depth}": _deep(depth, 600 + depth) for depth in (2, 3, 4, 5, 6)}
NESTED |= {f"nested_wide_{depth}": _deep(depth, 700 + depth) for depth in (3, 6)}
NESTED["order_with_lines"] = O({
    "number": P("^O-[0-9]{8}$"), "placed": F("date-time"), "customer": O({"name": S(), "email": F("email"), "loyalty?": E("none", "silver", "gold")}),
    "lines": A(O({"sku": P("^[A-Z]{3}-[0-9]{5}$"), "title": S(), "quantity": I(1, 999), "price": O({"net": N(0), "tax": N(0)}), "discounts?": A(O({"code": S(), "percent": N(0, 100)}))}), 1, 30),
    "shipping?": O({"carrier": E("post", "courier", "own"), "address": O({"street": S(), "postcode": S(), "city": S(), "country": P("^[A-Z]{2}$")})})})
NESTED["company"] = O({"name": S(), "offices": A(O({"city": S(), "departments": A(O({"name": S(), "teams": A(O({"name": S(), "members": A(O({"name": S(), "skills": A(S(), 0, 5)}))}))}))}), 1)})
NESTED["bibliography"] = A(O({"title": S(), "year": I(1450, 2100), "authors": A(O({"given": S(), "family": S()}), 1, 12), "doi?": P("^10\\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]+$"), "pages?": O({"first": I(1), "last": I(1)})}), 1)
NESTED["log_records"] = A(O({"at": F("date-time"), "level": E("debug", "info", "warn", "error"), "message": S(), "fields?": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}}), 1)
NESTED["sensor_batches"] = A(O({"sensor": F("uuid"), "readings": A(O({"t": I(0), "v": N()}), 1, 60)}), 1, 10)
NESTED["quiz"] = O({"title": S(), "questions": A(O({"text": S(), "choices": A(S(), 2, 6), "answer": I(0, 5), "hint?": S()}), 1, 40)})
NESTED["geo_feature_collection"] = O({"type": {"const": "FeatureCollection"}, "features": A(O({"type": {"const": "Feature"}, "geometry": {"oneOf": [
    O({"type": {"const": "Point"}, "coordinates": A(N(), 2, 3)}), O({"type": {"const": "LineString"}, "coordinates": A(A(N(), 2, 3), 2)}), O({"type": {"const": "Polygon"}, "coordinates": A(A(A(N(), 2, 3), 4))})]},
    "properties": {"type": ["object", "null"]}}))})
NESTED["knowledge_extraction"] = O({"entities": A(O({"id": P("^e[0-9]+$"), "name": S(), "kind": E("person", "place", "organisation", "event", "work")}), 0, 50), "relations": A(O({"from": P("^e[0-9]+$"), "to": P("^e[0-9]+$"), "kind": S(), "confidence?": N(0, 1)}))})
NESTED["chess_game"] = O({"white": S(), "black": S(), "result": E("1-0", "0-1", "1/2-1/2", "*"), "moves": A(P("^([KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](=[QRBN])?|O-O(-O)?)[+#]?$"), 1, 120)})
NESTED["resume"] = O({"name": S(), "contact": O({"email": F("email"), "phone?": S(), "links?": A(F("uri"))}), "jobs": A(O({"employer": S(), "title": S(), "from": P("^[0-9]{4}-[0-9]{2}$"), "to": {"anyOf": [P("^[0-9]{4}-[0-9]{2}$"), {"const": "now"}]}, "did": A(S(), 0, 8)})), "education?": A(O({"school": S(), "degree": S(), "year": I(1950, 2035)})), "languages?": {"type": "object", "additionalProperties": E("basic", "good", "fluent", "native")}})
NESTED["build_file"] = O({"name": P("^[a-z][a-z0-9-]*$"), "version": P("^[0-9]+\\.[0-9]+\\.[0-9]+$"), "targets": A(O({"name": S(), "kind": E("library", "executable", "test"), "sources": A(S()), "depends_on?": A(S()), "settings?": {"type": "object", "additionalProperties": {"type": ["string", "boolean", "array"], "items": S()}}}), 1), "platforms?": A(E("linux", "macos", "windows"), uniqueItems=True)})
NESTED["api_description"] = O({"title": S(), "version": S(), "paths": {"type": "object", "patternProperties": {"^/": {"type": "object", "propertyNames": {"enum": ["get", "put", "post", "delete", "patch"]}, "additionalProperties": O({
    "summary?": S(), "parameters?": A(O({"name": S(), "in": E("query", "path", "header"), "required?": B(), "type": E("string", "integer", "number", "boolean")})), "responses": {"type": "object", "patternProperties": {"^[1-5][0-9]{2}$": O({"description": S()})}, "additionalProperties": False, "minProperties": 1}})}}, "additionalProperties": False}})

# A deployment of containers, with all the specifications that nest in it, each with its own names and words.
_NAME = P("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "Lower case letters, digits and dashes")
_QUANTITY = P("^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", "A decimal quantity with an optional suffix such as m, Mi or Gi")
_LABELS = {"type": "object", "additionalProperties": S(maxLength=63), "description": "Names and values by which things are found and grouped"}
_PORT = {"anyOf": [I(1, 65535), P("^[a-z][a-z0-9-]{0,14}$")], "description": "A port's number, or the name that the container gave it"}


def _key_reference(text):
    return O({"name": _NAME, "key": S("The entry to take"), "optional?": B("Whether it may be missing")}, text)


def _probe(text):
    return O({
        "httpGet?": O({"path?": S("Path of the request"), "port": _PORT, "scheme?": E("HTTP", "HTTPS"), "httpHeaders?": A(O({"name": S(), "value": S()}))}, "A request that has to answer with a status of 200 to 399"),
        "tcpSocket?": O({"port": _PORT, "host?": S()}, "A connection that has to be taken"),
        "exec?": O({"command": A(S(), 1)}, "A command that has to end with status 0 inside the container"),
        "grpc?": O({"port": I(1, 65535), "service?": S()}, "A health call that has to answer that it serves"),
        "initialDelaySeconds?": I(0, text="Seconds after the start before the first probe"), "periodSeconds?": I(1, text="Seconds between two probes"),
        "timeoutSeconds?": I(1, text="Seconds after which a probe has failed"), "successThreshold?": I(1, text="Successes in a row that count as one"),
        "failureThreshold?": I(1, text="Failures in a row that count as one"), "terminationGracePeriodSeconds?": I(0)}, text)


def _security(text):
    return O({
        "runAsUser?": I(0, text="Number of the user that the process runs as"), "runAsGroup?": I(0, text="Number of the process's main group"), "runAsNonRoot?": B("Refuse to start as the superuser"),
        "readOnlyRootFilesystem?": B("Whether the image's own files cannot be written"), "allowPrivilegeEscalation?": B("Whether a child can have more rights than its parent"), "privileged?": B("Run with the rights of the host"),
        "capabilities?": O({"add?": A(P("^[A-Z_]+$")), "drop?": A(P("^[A-Z_]+$"))}, "Rights to give and to take away"),
        "seccompProfile?": O({"type": E("RuntimeDefault", "Unconfined", "Localhost"), "localhostProfile?": S("Path of a profile on the node")}),
        "seLinuxOptions?": O({"user?": S(), "role?": S(), "type?": S(), "level?": S()})}, text)


def _hook(text):
    return O({"exec?": O({"command": A(S(), 1)}), "httpGet?": O({"path?": S(), "port": _PORT, "scheme?": E("HTTP", "HTTPS")}), "sleep?": O({"seconds": I(0)})}, text)


def _amounts(text):
    return O({"cpu?": _QUANTITY, "memory?": _QUANTITY, "ephemeral-storage?": _QUANTITY, "hugepages-2Mi?": _QUANTITY}, text)


def _container(text, first=False):
    return O({key: value for key, value in {
        "name": _NAME, "image": S("Where the image is fetched from, with its tag or its digest"), "imagePullPolicy?": E("Always", "IfNotPresent", "Never", text="When the image is fetched again"),
        "command?": A(S(), text="What runs instead of the image's own entry point"), "args?": A(S(), text="Arguments of what runs"), "workingDir?": S("Folder in which it runs"),
        "ports?": A(O({"containerPort": I(1, 65535), "hostPort?": I(1, 65535), "name?": P("^[a-z][a-z0-9-]{0,14}$"), "protocol?": E("TCP", "UDP", "SCTP")}), text="Ports that it listens on"),
        "env?": A(O({"name": P("^[-._a-zA-Z][-._a-zA-Z0-9]*$"), "value?": S("The value as it is"), "valueFrom?": O({
            "fieldRef?": O({"fieldPath": S("Path of a field of the pod"), "apiVersion?": S()}), "resourceFieldRef?": O({"resource": S(), "containerName?": S(), "divisor?": _QUANTITY}),
            "configMapKeyRef?": _key_reference("An entry of a map of settings"), "secretKeyRef?": _key_reference("An entry of a secret")}, "Where the value is taken from")}), text="Variables of the environment"),
        "envFrom?": A(O({"prefix?": S(), "configMapRef?": O({"name": _NAME, "optional?": B()}), "secretRef?": O({"name": _NAME, "optional?": B()})}), text="Maps and secrets all of whose entries become variables"),
        "resources?": O({"requests?": _amounts("What is set aside for it"),
                         "limits?": _amounts("What it can never exceed")}),
        "volumeMounts?": A(O({"name": _NAME, "mountPath": P("^/", "Where in the container"), "subPath?": S("Which part of the volume"), "readOnly?": B(), "mountPropagation?": E("None", "HostToContainer", "Bidirectional")})),
        "livenessProbe?": _probe("Started again when this fails"), "readinessProbe?": _probe("Gets no requests while this fails"), "startupProbe?": _probe("The other probes wait until this succeeds"),
        "lifecycle?": O({"postStart?": _hook("Done right after the start"), "preStop?": _hook("Done before the end")}), "securityContext?": _security("Rights of this container, before those of the pod"),
        "terminationMessagePath?": S(), "terminationMessagePolicy?": E("File", "FallbackToLogsOnError"), "stdin?": B(), "tty?": B()}.items() if not first or key.rstrip("?") not in _NOT_FOR_THE_FIRST}, text)


_NOT_FOR_THE_FIRST = {"livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "stdin", "tty", "securityContext", "ports", "envFrom", "terminationMessagePath", "terminationMessagePolicy"}


def _selector(text):
    return O({"matchLabels?": _LABELS, "matchExpressions?": A(O({"key": S(), "operator": E("In", "NotIn", "Exists", "DoesNotExist"), "values?": A(S())}))}, text)


def _pod_affinity(text):
    term = O({"labelSelector?": _selector("Pods that count"), "topologyKey": S("Label of nodes that says what is near"), "namespaces?": A(_NAME)})
    return O({"requiredDuringSchedulingIgnoredDuringExecution?": A(term), "preferredDuringSchedulingIgnoredDuringExecution?": A(O({"weight": I(1, 100), "podAffinityTerm": O({"topologyKey": S()})}))}, text)


_NODE_TERM = O({"matchExpressions?": A(O({"key": S(), "operator": E("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"), "values?": A(S())}), text="Demands on the labels of a node"),
                "matchFields?": A(O({"key": S(), "operator": E("In", "NotIn"), "values?": A(S())}), text="Demands on the fields of a node")})
_ITEMS = A(O({"key": S(), "path": S(), "mode?": I(0, 511)}), text="Which entries become which files")


def _metadata(text):
    return O({"name?": _NAME, "generateName?": S("Head of a name that the server completes"), "namespace?": _NAME, "labels?": _LABELS,
              "annotations?": {"type": "object", "additionalProperties": S(), "description": "Any text for tools and people"}, "finalizers?": A(S()),
              "ownerReferences?": A(O({"apiVersion": S(), "kind": S(), "name": _NAME, "uid": F("uuid"), "controller?": B(), "blockOwnerDeletion?": B()}))}, text)


_POD = O({
    "containers": A(_container("A process with its image, its settings and its limits"), 1, text="What runs together on one node"), "initContainers?": A(_container("Runs to its end before the others start", first=True), text="What runs first, one after the other"),
    "restartPolicy?": E("Always", "OnFailure", "Never"), "terminationGracePeriodSeconds?": I(0, text="Seconds between being asked to end and being killed"), "activeDeadlineSeconds?": I(1), "dnsPolicy?": E("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "nodeSelector?": _LABELS, "nodeName?": S("The one node that it may run on"), "serviceAccountName?": _NAME, "automountServiceAccountToken?": B(), "hostNetwork?": B(), "hostPID?": B(), "hostIPC?": B(), "shareProcessNamespace?": B(),
    "hostname?": F("hostname"), "subdomain?": S(), "schedulerName?": S(), "priorityClassName?": S(), "priority?": I(-2147483648, 2147483647), "runtimeClassName?": S(), "enableServiceLinks?": B(),
    "securityContext?": O({"runAsUser?": I(0), "runAsGroup?": I(0), "runAsNonRoot?": B(), "fsGroup?": I(0, text="Group that owns the volumes"), "fsGroupChangePolicy?": E("OnRootMismatch", "Always"), "supplementalGroups?": A(I(0)), "sysctls?": A(O({"name": S(), "value": S()}))}, "Rights of all its containers"),
    "imagePullSecrets?": A(O({"name": _NAME})), "hostAliases?": A(O({"ip": {"anyOf": [F("ipv4"), F("ipv6")]}, "hostnames": A(F("hostname"), 1)})), "dnsConfig?": O({"nameservers?": A(F("ipv4"), 0, 3), "searches?": A(S()), "options?": A(O({"name": S(), "value?": S()}))}),
    "affinity?": O({"nodeAffinity?": O({"requiredDuringSchedulingIgnoredDuringExecution?": O({"nodeSelectorTerms": A(_NODE_TERM, 1)}), "preferredDuringSchedulingIgnoredDuringExecution?": A(O({"weight": I(1, 100), "preference": _NODE_TERM}))}, "Which nodes it wants"),
                    "podAffinity?": _pod_affinity("Which pods it wants to be near"), "podAntiAffinity?": _pod_affinity("Which pods it wants to be far from")}),
    "tolerations?": A(O({"key?": S(), "operator?": E("Exists", "Equal"), "value?": S(), "effect?": E("NoSchedule", "PreferNoSchedule", "NoExecute"), "tolerationSeconds?": I(0)})),
    "topologySpreadConstraints?": A(O({"maxSkew": I(1), "topologyKey": S(), "whenUnsatisfiable": E("DoNotSchedule", "ScheduleAnyway"), "labelSelector?": _selector("Pods that are counted"), "minDomains?": I(1)})),
    "volumes?": A(O({
        "name": _NAME, "emptyDir?": O({"medium?": E("", "Memory"), "sizeLimit?": _QUANTITY}), "hostPath?": O({"path": P("^/"), "type?": E("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice")}),
        "configMap?": O({"name": _NAME, "items?": _ITEMS, "defaultMode?": I(0, 511), "optional?": B()}), "secret?": O({"secretName": _NAME, "items?": _ITEMS, "defaultMode?": I(0, 511), "optional?": B()}),
        "persistentVolumeClaim?": O({"claimName": _NAME, "readOnly?": B()}), "nfs?": O({"server": F("hostname"), "path": P("^/"), "readOnly?": B()}), "csi?": O({"driver": S(), "fsType?": S(), "readOnly?": B(), "volumeAttributes?": _LABELS}),
        "downwardAPI?": O({"items": A(O({"path": S(), "fieldRef": O({"fieldPath": S()})}))}),
        "projected?": O({"sources": A({"oneOf": [O({"configMap": O({"name": _NAME, "items?": _ITEMS})}), O({"secret": O({"name": _NAME, "items?": _ITEMS})}), O({"serviceAccountToken": O({"path": S(), "audience?": S(), "expirationSeconds?": I(600)})})]}, 1), "defaultMode?": I(0, 511)})}), text="What the containers can mount")})

KUBERNETES = {"deployment_of_containers": O({
    "apiVersion": {"const": "apps/v1"}, "kind": {"const": "Deployment"}, "metadata": _metadata("How the deployment is known"),
    "spec": O({"replicas?": I(0, 10000, "How many pods there shall be"), "selector": _selector("Which pods are the deployment's own"), "minReadySeconds?": I(0), "revisionHistoryLimit?": I(0), "progressDeadlineSeconds?": I(1), "paused?": B(),
               "strategy?": O({"type": E("RollingUpdate", "Recreate"), "rollingUpdate?": O({"maxUnavailable?": {"anyOf": [I(0), P("^[0-9]{1,3}%$")]}, "maxSurge?": {"anyOf": [I(0), P("^[0-9]{1,3}%$")]}})}),
               "template": O({"metadata?": _metadata("How the pods are known"), "spec": _POD})})}, "A number of equal pods that are replaced a few at a time"),
    "container_alone": _container("A container without its pod"),
    "service_of_ports": O({"apiVersion": {"const": "v1"}, "kind": {"const": "Service"}, "metadata": _metadata("How the service is known"), "spec": O({"type?": E("ClusterIP", "NodePort", "LoadBalancer"), "selector": _LABELS, "ports": A(O({"name?": S(), "port": I(1, 65535), "targetPort?": _PORT, "nodePort?": I(30000, 32767), "protocol?": E("TCP", "UDP")}), 1), "sessionAffinity?": E("None", "ClientIP")})}),
    "pod_with_shared_definitions": {"$defs": {"container": _container("A container"), "meta": _metadata("Names")}, **O({"apiVersion": {"const": "v1"}, "kind": {"const": "Pod"}, "metadata": R("meta"), "spec": O({"containers": A(R("container"), 1), "initContainers?": A(R("container"))})})},
}
