"""WAF: AWS's managed rule groups and what rules cost in web ACL capacity units (WCU).

Sources: "AWS Managed Rules rule groups list" and "Web ACL capacity units (WCUs) in AWS WAF", with the
sections "WCUs" of the statements' pages (AWS WAF Developer Guide). Regenerate the groups with
`aws wafv2 list-available-managed-rule-groups` and `describe-managed-rule-group`.
"""

from __future__ import annotations

from typing import Final

MANAGED: Final[dict[str, int]] = {
    "AWSManagedRulesACFPRuleSet": 50,
    "AWSManagedRulesATPRuleSet": 50,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesAntiDDoSRuleSet": 50,
    "AWSManagedRulesBotControlRuleSet": 50,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesPHPRuleSet": 100,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
    "AWSManagedRulesWindowsRuleSet": 200,
    "AWSManagedRulesWordPressRuleSet": 100,
}
"""Capacity of each rule group of the vendor `AWS`."""

INCLUDED: Final = 1500
"""Units of a web ACL in its basic price."""

LIMIT: Final = 5000
"""Units that a web ACL can have."""

STATEMENTS: Final[dict[str, int]] = {
    "asnMatchStatement": 1,
    "geoMatchStatement": 1,
    "ipSetReferenceStatement": 1,
    "labelMatchStatement": 1,
    "regexMatchStatement": 3,
    "regexPatternSetReferenceStatement": 25,
    "sizeConstraintStatement": 1,
    "sqliMatchStatement": 20,
    "xssMatchStatement": 40,
}
"""Base capacity by statement; byte matches, rates and nested ones are reckoned apart."""

TRANSFORMATION: Final = 10
"""Units for each text transformation."""

WINDOWS: Final = (60, 120, 300, 600)
"""Seconds over which a rate is counted."""

KEYS: Final = ("IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT")
"""What a rate is counted by."""
