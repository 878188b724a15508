# Spaces, quotation marks, backslashes, semicolons, empty arguments, tabs, balanced brackets and text beyond ASCII arrive whole.
# A build that is no release has a key of its own.
# option: -DCMAKE_BUILD_TYPE=Debug
# option: -DHIGHWATER_SANITIZE=address,undefined
set(separator "a variable of the caller's")
highwater_add_scenario(
  NAME odd-1.x_/paths COMMAND "/srv/my \"tools\"/run it" "back\\slash" "a;b" "" "tab\there" "line\nbreak" "[a-z]+" "größe"
                              "$<TARGET_FILE_NAME:scenario_parse>"
  REGION "the \"hot\" part" ENVIRONMENT "WORDS=say \"hi\"" WORKING_DIRECTORY "/var/tmp/my \"own\" folder")
highwater_add_scenario(NAME plain COMMAND sh -c "exit 0")
