"""Tables for spreadsheets, which take some texts for formulas."""

DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
)  # at the beginning, a spreadsheet takes a cell for a formula


def harmless(value: str) -> str:
    """Return a cell so that a spreadsheet shows it and never executes it.

    Source: OWASP, "CSV Injection": an apostrophe before what would begin a formula.
    """
    return f"'{value}" if value.lstrip(" ").startswith(DANGEROUS) else value


class Echo:
    """A file that keeps nothing: what a csv.writer writes is what its `writerow` returns."""

    def write(self, value: str) -> str:
        return value
