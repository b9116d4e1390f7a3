"""What the site costs: a large invented community, the production server, and a table of figures.

`python -m benchmarks` prints the table, `python -m benchmarks.load` only fills the scratch database,
`python -m benchmarks.weight` weighs a visit in a browser. docs/performance.md says what the figures mean.
"""
