# expect: bad NAME 'a//b'; allowed are segments of letters, digits, '_', '.' and '-' with one '/' between them, none of them '.' or '..' or with a '-' first
highwater_add_scenario(NAME a//b COMMAND scenario_parse)
