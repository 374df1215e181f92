"""What `creditcalc --version --json` says."""

import sys
from typing import TYPE_CHECKING

from creditcalc import __version__
from creditcalc.sheets.catalog import bundled
from creditcalc.sheets.digest import digest_of

if TYPE_CHECKING:
    from creditcalc.reports.objects.guide import VersionObject


def version_data() -> "VersionObject":
    """The version, the digest of all bundled sheets, and the Python that runs."""
    return {
        "schema": "creditcalc/version/1",
        "version": __version__,
        "sheets": digest_of(bundled()),
        "python": ".".join(map(str, sys.version_info[:3])),
    }
