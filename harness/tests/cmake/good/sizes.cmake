# K, M and G are binary, as KiB, MiB and GiB; {size} may stand anywhere in an argument.
highwater_add_scenario(NAME parse/sized COMMAND scenario_parse "--bytes={size}" {size} SIZES 512 4K 1MiB 2M 1G)
