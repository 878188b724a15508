# expect: control characters other than tab and line ends are not allowed
string(ASCII 7 bell)
highwater_add_scenario(NAME a COMMAND scenario_parse "${bell}")
