"""AWS and Kubernetes as a Pulumi provider that creates nothing: for previews, tests and rehearsals.

`embedded.preview` runs a program in this process; `server.Server` attaches the same provider to the real
engine. The rules of single services are in `services/`, one module a service.
"""
