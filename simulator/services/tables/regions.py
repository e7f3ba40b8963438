"""Regions, their availability zones and the ids that AWS uses per region.

Sources: "Regions and Availability Zones" (zones), "Elastic Load Balancing endpoints and quotas" and
"Amazon S3 endpoints and quotas" in the AWS General Reference (Route 53 zone ids), "Enable access logs
for your Application Load Balancer" (log accounts). Regenerate: names of the regions from
`botocore.session.Session().get_available_regions("ec2", partition)`; zones with
`aws ec2 describe-availability-zones --region R --filters Name=zone-type,Values=availability-zone`;
the rest from the pages named. A test compares the region names with those of botocore.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Region:
    """One region: letters of its zones, the short form in zone ids, and ids of services there."""

    name: str
    title: str
    letters: str
    short: str
    alb_zone: str = ""
    nlb_zone: str = ""
    s3_zone: str = ""
    elb_account: str = ""
    opt_in: bool = False

    @property
    def zones(self) -> tuple[str, ...]:
        """Names of the region's standard availability zones, in order."""
        return tuple(self.name + letter for letter in self.letters)

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Zone ids, in the order of `zones` (the real pairing differs from account to account)."""
        return tuple(f"{self.short}-az{number}" for number in range(1, len(self.letters) + 1))


# Name, letters of the zones, short form in zone ids, whether it must be opted in to, title.
_REGIONS: Final = """
us-east-1       abcdef use1  always US East (N. Virginia)
us-east-2       abc    use2  always US East (Ohio)
us-west-1       ac     usw1  always US West (N. California)
us-west-2       abcd   usw2  always US West (Oregon)
ca-central-1    abd    cac1  always Canada (Central)
ca-west-1       abc    caw1  opt-in Canada West (Calgary)
mx-central-1    abc    mxc1  opt-in Mexico (Central)
sa-east-1       abc    sae1  always South America (São Paulo)
eu-west-1       abc    euw1  always Europe (Ireland)
eu-west-2       abc    euw2  always Europe (London)
eu-west-3       abc    euw3  always Europe (Paris)
eu-central-1    abc    euc1  always Europe (Frankfurt)
eu-central-2    abc    euc2  opt-in Europe (Zurich)
eu-north-1      abc    eun1  always Europe (Stockholm)
eu-south-1      abc    eus1  opt-in Europe (Milan)
eu-south-2      abc    eus2  opt-in Europe (Spain)
af-south-1      abc    afs1  opt-in Africa (Cape Town)
il-central-1    abc    ilc1  opt-in Israel (Tel Aviv)
me-central-1    abc    mec1  opt-in Middle East (UAE)
me-south-1      abc    mes1  opt-in Middle East (Bahrain)
ap-east-1       abc    ape1  opt-in Asia Pacific (Hong Kong)
ap-east-2       abc    ape2  opt-in Asia Pacific (Taipei)
ap-south-1      abc    aps1  always Asia Pacific (Mumbai)
ap-south-2      abc    aps2  opt-in Asia Pacific (Hyderabad)
ap-northeast-1  acd    apne1 always Asia Pacific (Tokyo)
ap-northeast-2  abcd   apne2 always Asia Pacific (Seoul)
ap-northeast-3  abc    apne3 always Asia Pacific (Osaka)
ap-southeast-1  abc    apse1 always Asia Pacific (Singapore)
ap-southeast-2  abc    apse2 always Asia Pacific (Sydney)
ap-southeast-3  abc    apse3 opt-in Asia Pacific (Jakarta)
ap-southeast-4  abc    apse4 opt-in Asia Pacific (Melbourne)
ap-southeast-5  abc    apse5 opt-in Asia Pacific (Malaysia)
ap-southeast-6  abc    apse6 opt-in Asia Pacific (New Zealand)
ap-southeast-7  abc    apse7 opt-in Asia Pacific (Thailand)
"""

# Name, zone id of Application and of Network Load Balancers, zone id of S3 websites, log account.
_IDS: Final = """
us-east-1       Z35SXDOTRQ7X7K        Z26RNL4JYFTOTI        Z3AQBSTGFYJSTF        127311923021
us-east-2       Z3AADJGX6KTTL2        ZLMOA37VPKANP         Z2O1EMRO9K5GLX        033677994240
us-west-1       Z368ELLRRE2KJ0        Z24FKFUX50B4VW        Z2F56UZL2M1ACD        027434742980
us-west-2       Z1H1FL5HABSF5         Z18D5FSROUN65G        Z3BJ6K6RIION7M        797873946194
ca-central-1    ZQSVJUPU6J1EY         Z2EPGBW3API2WT        Z1QDHH18159H29        985666609251
ca-west-1       Z06473681N0SF6OS049SD Z02754302KBB00W2LKWZ9 Z03565811Z33SLEZTHOUL -
mx-central-1    Z023552324OKD1BB28BH5 -                     -                     -
sa-east-1       Z2P70J7HTTTPLU        ZTK26PT1VY4CU         Z7KQH4QJS55SO         507241528517
eu-west-1       Z32O12XQLNTSW2        Z2IFOLAFXWLO4F        Z1BKCTXD74EZPE        156460612806
eu-west-2       ZHURV8PSTC4K8         ZD4D7Y8KGAS4G         Z3GKZC51ZF0DB4        652711504416
eu-west-3       Z3Q77PNBQS71R4        Z1CMS0P5QUZ6D5        Z3R1K369G5AVDG        009996457667
eu-central-1    Z215JYRZR1TBD5        Z3F0SRJ5LGBH90        Z21DNDUVLTQW6Q        054676820928
eu-central-2    Z06391101F2ZOEP8P5EB3 Z02239872DOALSIDCX66S Z030506016YDQGETNASS  -
eu-north-1      Z23TAZ6LKFMNIO        Z1UDT6IFJ4EJM         Z3BAZG2TWCNX0D        897822967062
eu-south-1      Z3ULH7SSC9OV64        Z23146JA1KNAFP        Z30OZKI7KPW7MI        635631232127
eu-south-2      Z0956581394HF5D5LXGAP Z1011216NVTVYADP1SSV  Z0081959F7139GRJC19J  -
af-south-1      Z268VQBMOI5EKX        Z203XCE67M25HM        Z83WF9RJE8B12         098369216593
il-central-1    Z09170902867EHPV2DABU Z0313266YDI6ZRHTGQY4  Z09640613K4A3MN55U7GU -
me-central-1    Z08230872XQRWHG2XF6I  Z00282643NTTLPANJJG2P Z06143092I8HRXZRUZROF -
me-south-1      ZS929ML54UICD         Z3QSRYVP46NYYV        Z1MPMWCPA7YB62        076674570225
ap-east-1       Z3DQVH9N71FHZ0        Z12Y7K3UBGUAD1        ZNB98KWMFR0R6         754344448648
ap-east-2       Z02789141MW7T1WBU19PO -                     -                     -
ap-south-1      ZP97RAFLXTNZK         ZVDDRBQ08TROA         Z11RGJOFQNVJUP        718504428378
ap-south-2      Z0173938T07WNTVAEPZN  Z0711778386UTO08407HT Z02976202B4EZMXIPMXF7 -
ap-northeast-1  Z14GRHDCWA56QT        Z31USIVHYNEOWT        Z2M4EHUR26P7ZW        582318560864
ap-northeast-2  ZWKZPGTI48KDX         ZIBE1TIR4HY56         Z3W03O7B5YMIYP        600734575887
ap-northeast-3  Z5LXEXXYW11ES         Z1GWIQ4HH19I5X        Z2YQB5RD63NC85        383597477331
ap-southeast-1  Z1LMS91P8CMLE5        ZKVM4W9LS7TM          Z3O0J2DXBE1FTB        114774131450
ap-southeast-2  Z1GM3OXH4ZPM65        ZCT6FZBF4DROD         Z1WCIGYICN2BYD        783225319266
ap-southeast-3  Z08888821HLRG5A9ZRTER Z01971771FYVNCOVWJU1G Z01846753K324LI26A3VV 589379963580
ap-southeast-4  Z09517862IB2WZLPXG76F Z01156963G8MIIL7X90IV Z0312387243XT5FE14WFO -
ap-southeast-5  Z06010284QMVVW7WO5J   Z026317210H9ACVTRO6FB Z08660063OXLMA7F1FJHU -
ap-southeast-6  Z023301818UFJ50CIO0MV -                     -                     -
ap-southeast-7  Z0390008CMBRTHFGWBCB  -                     -                     -
"""


def _read() -> dict[str, Region]:
    ids = {
        line.split()[0]: ["" if item == "-" else item for item in line.split()[1:]]
        for line in _IDS.strip().splitlines()
    }
    regions = {}
    for line in _REGIONS.strip().splitlines():
        name, letters, short, opt_in, title = line.split(maxsplit=4)
        regions[name] = Region(name, title, letters, short, *ids[name], opt_in=opt_in == "opt-in")
    return regions


REGIONS: Final[dict[str, Region]] = _read()
"""Regions of the partition `aws`, by name."""

CLOUDFRONT_ZONE: Final = "Z2FDTNDATAQYW2"
"""Hosted zone id of every CloudFront distribution ("AliasTarget", Route 53 API Reference)."""

# S3 website endpoints with a dash before the region are the older regions' ("Website endpoints").
DASHED_WEBSITES: Final = frozenset(
    {
        "us-east-1", "us-west-1", "us-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
        "eu-west-1", "sa-east-1",
    }
)  # fmt: skip


def region_of_zone(zone: str) -> Region | None:
    """The region of a zone name such as `eu-west-1b`; None for a zone that does not exist."""
    region = REGIONS.get(zone[:-1])
    return region if region and zone[-1] in region.letters else None
