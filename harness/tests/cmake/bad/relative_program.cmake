# expect: COMMAND's program 'bin/tool' is a relative path; give an absolute one, an executable target or a program in PATH
highwater_add_scenario(NAME a COMMAND bin/tool)
