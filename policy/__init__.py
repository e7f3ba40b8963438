"""The CrossGuard policy pack: controls over the resource graph of any Pulumi program on AWS.

`catalogue` is what each control means, `controls` how it is decided, `framework` what both stand on. The
Pulumi CLI loads the pack by `__main__`; `offline` runs the same pack in this process.
"""
