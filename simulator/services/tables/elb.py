"""Elastic Load Balancing: TLS policies.

Source: "Security policies for your Application Load Balancer" (ELB User Guide). Regenerate with
`aws elbv2 describe-ssl-policies --query 'SslPolicies[].Name'`.
"""

from __future__ import annotations

from typing import Final

_TLS13: Final = ("1-3", "1-2", "1-2-Res", "1-2-Ext1", "1-2-Ext2")

POLICIES: Final = frozenset(
    {
        *(f"ELBSecurityPolicy-TLS13-{name}-2021-06" for name in (*_TLS13, "1-1", "1-0")),
        *(f"ELBSecurityPolicy-TLS13-{name}-PQ-2025-09" for name in (*_TLS13, "1-0")),
        *(f"ELBSecurityPolicy-TLS13-{name}-FIPS-2023-04" for name in (*_TLS13, "1-2-Ext0", "1-1", "1-0")),
        *(f"ELBSecurityPolicy-TLS13-{name}-FIPS-PQ-2025-09" for name in (*_TLS13, "1-2-Ext0", "1-0")),
        "ELBSecurityPolicy-2016-08",
        "ELBSecurityPolicy-FS-1-1-2019-08",
        "ELBSecurityPolicy-FS-1-2-2019-08",
        "ELBSecurityPolicy-FS-1-2-Res-2019-08",
        "ELBSecurityPolicy-FS-1-2-Res-2020-10",
        "ELBSecurityPolicy-FS-2018-06",
        "ELBSecurityPolicy-TLS-1-0-2015-04",
        "ELBSecurityPolicy-TLS-1-1-2017-01",
        "ELBSecurityPolicy-TLS-1-2-2017-01",
        "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    }
)
