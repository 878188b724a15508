# Every argument, and names that come out sorted.
# option: -DHIGHWATER_BASELINES=accepted/numbers
# option: -DHIGHWATER_WAIVERS=accepted/waivers.json
highwater_add_scenario(NAME parse/whole_file COMMAND scenario_parse --variant whole)
highwater_add_scenario(
  NAME parse/by_line COMMAND scenario_parse --variant "by line" PROBES massif counting counting TIMEOUT 120 REGION parse
  TOLERANCE peak_bytes 4KiB 5% allocations 10 0.125 retained_bytes 0 0 allocated_bytes 2MiB 150.50%
            retained_blocks 007 .5
  ENVIRONMENT LANG=C "LIST=a;b" EMPTY= WORKING_DIRECTORY data PAYLOAD 12MiB)
