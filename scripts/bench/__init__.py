"""`make bench`: how quick every page is at size, each figure beside a floor of the same run, so that the ratio holds on any machine.

settings, floors, counting   the product, and beside it the pages it is compared with
pages                        which pages: the menus of every role, and the first details behind them
driving                      one client that waits for each answer; wrk for throughput
report                       docs/benchmarks.md and JSON
"""
