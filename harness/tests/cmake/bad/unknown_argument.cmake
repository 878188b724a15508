# expect: highwater_add_scenario(a): unknown argument 'TOLERANCES'; known are NAME, COMMAND, PROBES, TIMEOUT, REGION, TOLERANCE, ENVIRONMENT, WORKING_DIRECTORY, PAYLOAD, SIZES
highwater_add_scenario(NAME a TOLERANCES COMMAND scenario_parse)
