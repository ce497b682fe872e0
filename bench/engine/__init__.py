"""The engine on public sets, beside what tutorials do: `FRONTDESK_DATA=DIR python -m bench.engine`.

Every set becomes a FAQ in memory, one entry a label, and its test questions are asked: as they are, and with seeded
typing mistakes. Each tier of ours and each of the usual simple means goes through the same functions, those of
`frontdesk eval`. How long an answer takes, what memory it needs and how fitting grows is measured in processes of
their own. `--write` puts the figures, the table and the chart into docs/benchmarks.md.
"""
